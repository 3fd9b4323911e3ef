"""The Runtime API that a function's bootstrap asks for events and tells its answers."""

from __future__ import annotations

import http.server
import time
import uuid


def runtime_api(sandbox: Sandbox) -> type[http.server.BaseHTTPRequestHandler]:
    """The Runtime API of one sandbox.

    <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>
    """

    class RuntimeAPI(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body are two writes; without this the second waits 40 ms for the first to be acknowledged.
        disable_nagle_algorithm = True

        def log_message(self, *_: object) -> None:
            pass

        def reply(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            if not self.path.endswith("/runtime/invocation/next"):
                return self.reply(404)
            sandbox.ready.set()
            invocation = sandbox.invocations.get()
            if invocation is None:
                return self.reply(500)
            self.reply(
                200,
                invocation["body"].encode(),
                {
                    "Lambda-Runtime-Aws-Request-Id": invocation["id"],
                    "Lambda-Runtime-Deadline-Ms": str(int(invocation["deadline"] * 1000)),
                    "Lambda-Runtime-Invoked-Function-Arn": sandbox.function.function_arn,
                    "Lambda-Runtime-Trace-Id": f"Root=1-{int(time.time()):x}-{uuid.uuid4().hex[:24]};Sampled=0",
                    "Content-Type": "application/json",
                },
            )

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(errors="replace")
            if self.path.endswith("/runtime/init/error"):
                sandbox.init_error = body
                sandbox.ready.set()
                sandbox.finish("error", body)
                return self.reply(202, b'{"status":"OK"}')
            request, operation = self.path.split("/")[-2:]
            if not sandbox.current or sandbox.current["id"] != request:
                return self.reply(400, b'{"errorType":"InvalidRequestID"}')
            sandbox.finish("ok" if operation == "response" else "error", body)
            self.reply(202, b'{"status":"OK"}')

    return RuntimeAPI
