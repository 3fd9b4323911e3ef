"""An HTTP/1.1 server for a WSGI application that keeps connections open, as AWS does.

werkzeug's own server closes every connection after one reply, so that connection reuse could not be tested.
"""

from __future__ import annotations

import http.server
import io
import select
import socket
import sys
import urllib.parse
from collections.abc import Callable

# A client that has not sent its next request by then is gone.
IDLE_LIMIT_SECONDS = 60


class Server(http.server.ThreadingHTTPServer):
    """Serves one application on the loopback address, a thread for each connection."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, port: int, application: Callable):
        self.application = application
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Says what went wrong, unless the client just went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(http.server.BaseHTTPRequestHandler):
    """Turns requests into calls of the application, and its answers into replies."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_LIMIT_SECONDS

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, *_: object) -> None:
        pass

    def answer(self) -> None:
        """Answers one request; the whole body is read first, so that the next request starts where it should."""
        body = self._body()
        reply: list = []
        start = lambda status, headers, *_: reply.extend((status, headers))  # noqa: E731
        chunks = self.server.application(self._environ(body), start)
        if self.close_connection and not reply:
            return
        data = b"".join(chunks)
        status, headers = reply
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            if name.lower() not in ("content-length", "connection", "transfer-encoding", "server", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = answer

    def _read(self, size: int) -> bytes:
        """Reads so many bytes; a client that goes away before has asked for nothing."""
        data = self.rfile.read(size)
        if len(data) < size:
            raise ConnectionResetError("the request broke off")
        return data

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self._read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self._read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _environ(self, body: bytes) -> dict:
        path, _, query = self.path.partition("?")
        environ = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": urllib.parse.unquote(path, "latin-1"),
            "QUERY_STRING": query,
            # The path as it was sent: signatures cover exactly that.
            "RAW_URI": self.path,
            "REQUEST_URI": self.path,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(self.server.server_port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "local_aws.cut": self._cut,
            "local_aws.is_gone": self._is_gone,
        }
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            if key not in ("CONTENT_TYPE", "CONTENT_LENGTH", "TRANSFER_ENCODING"):
                environ[f"HTTP_{key}"] = value
        return environ

    def _is_gone(self) -> bool:
        """Whether the client has hung up."""
        try:
            # Asked before it is read: a socket with a time-out would wait for as long. And select() knows 1024 files only.
            asked = select.poll()
            asked.register(self.connection, select.POLLIN)
            return bool(asked.poll(0)) and self.connection.recv(1, socket.MSG_PEEK) == b""
        except (OSError, ValueError):
            return True

    def _cut(self) -> None:
        """Resets the connection at once: the client must not mistake it for a slow server."""
        self.close_connection = True
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
