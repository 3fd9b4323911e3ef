"""A Lambda runtime API for one process, and a region of EC2 that is just large enough for one pair.

Both are for measuring and testing the artifact by itself; the local AWS has the whole of Lambda.
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import contextlib
import json
import queue
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

ACCOUNT = "731262942057"
FUNCTION = f"arn:aws:lambda:us-west-1:{ACCOUNT}:function:edge-failover"


class Handler(BaseHTTPRequestHandler):
    """A connection that stays open, as AWS's do; answers with what the server's `answer` says."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, headers, text = self.server.answer(self.command, self.path, dict(self.headers), body)
        data = text.encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        # A reply that promised more breaks off.
        self.close_connection = self.close_connection or "Content-Length" in headers

    do_POST = do_GET

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    """Takes as many connections at once as come, and keeps quiet about those that break."""

    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_):
        pass


@contextlib.contextmanager
def serving(answer, context=None):
    """Serves on a free port of this machine, with TLS when there is a context; gives the port."""
    server = Server(("127.0.0.1", 0), Handler)
    server.answer = answer
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def make_certificate(folder):
    """Makes a certificate for this machine; gives its file and that of its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1,DNS:ec2.us-west-1.amazonaws.com",
        ],
        check=True, capture_output=True,
    )
    return certificate, key


def tls_context(certificate, key):
    """What a server needs to speak TLS with a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


class RuntimeAPI:
    """Hands events to one process and takes its answers."""

    def __init__(self):
        self.is_broken = False
        self.events = queue.Queue()
        self.answers = queue.Queue()
        self.first_poll = threading.Event()
        self.first_poll_time = None
        self.count = 0

    def invoke(self, event, seconds=60, timeout=30):
        """Lets the process answer an event; gives `response`, `error` or `init`, and the document."""
        self.events.put((json.dumps(event) if not isinstance(event, str) else event, seconds))
        return self.answers.get(timeout=timeout)

    def answer(self, method, path, headers, body):
        if self.is_broken:
            return 200, {"Content-Length": "100"}, "{"
        parts = path.removeprefix("/2018-06-01/runtime/").split("/")
        if (method, parts) == ("GET", ["invocation", "next"]):
            if not self.first_poll.is_set():
                self.first_poll_time = time.monotonic()
                self.first_poll.set()
            event, seconds = self.events.get()
            self.count += 1
            deadline = int((time.time() + seconds) * 1000)
            return 200, {
                "Lambda-Runtime-Aws-Request-Id": f"request-{self.count}",
                "Lambda-Runtime-Deadline-Ms": str(deadline),
                "Lambda-Runtime-Invoked-Function-Arn": FUNCTION,
                "Content-Type": "application/json",
            }, event
        if method == "POST" and parts[0] == "invocation" and parts[2] in ("response", "error"):
            self.answers.put((parts[2], json.loads(body)))
            return 202, {}, ""
        if method == "POST" and parts == ["init", "error"]:
            self.answers.put(("init", json.loads(body)))
            return 202, {}, ""
        return 404, {}, ""


class Region:
    """Two instances with an interface each, and a route table; every call is noted."""

    def __init__(self, routes=2, delay=0.0):
        self.states = {"i-045ebd27124159b6d": "running", "i-09ff574d23245419a": "running"}
        self.interfaces = {
            "i-045ebd27124159b6d": "eni-071b4d6cbf57de651", "i-09ff574d23245419a": "eni-0847da0f62b486046",
        }
        self.routes = {f"10.{n // 256}.{n % 256}.0/24": "eni-071b4d6cbf57de651" for n in range(routes)}
        self.calls = []
        self.refused = {}
        # What it answers instead, as status, header fields and text.
        self.reply = None
        self.delay = delay
        self.lock = threading.Lock()

    def answer(self, method, path, headers, body):
        fields = dict(parse_qsl(body.decode()))
        action = fields.get("Action", f"{method} {path}")
        time.sleep(self.delay)
        with self.lock:
            self.calls.append(action)
            if self.reply:
                return self.reply
            if action in self.refused:
                return 403, {}, self.error(self.refused[action])
            if fields.get("DryRun") == "true":
                return 412, {}, self.error("DryRunOperation")
            maker = getattr(self, action, None)
            if maker is None:
                return 400, {}, self.error("InvalidAction")
            return 200, {}, f"<{action}Response>{maker(fields)}</{action}Response>"

    @staticmethod
    def error(code):
        return f"<Response><Errors><Error><Code>{code}</Code><Message>no</Message></Error></Errors></Response>"

    def DescribeInstances(self, _):
        items = "".join(
            f"<item><instancesSet><item><instanceId>{id}</instanceId><instanceState><name>{state}</name></instanceState>"
            f"<networkInterfaceSet><item><networkInterfaceId>{self.interfaces[id]}</networkInterfaceId>"
            "<sourceDestCheck>false</sourceDestCheck>"
            "<attachment><deviceIndex>0</deviceIndex><status>attached</status></attachment></item></networkInterfaceSet>"
            "</item></instancesSet></item>"
            for id, state in self.states.items()
        )
        return f"<reservationSet>{items}</reservationSet>"

    def DescribeInstanceStatus(self, _):
        return "<instanceStatusSet/>"

    def DescribeRouteTables(self, _):
        items = "".join(
            f"<item><destinationCidrBlock>{destination}</destinationCidrBlock><origin>CreateRoute</origin>"
            f"<networkInterfaceId>{target}</networkInterfaceId><state>active</state></item>"
            for destination, target in self.routes.items()
        )
        return (
            "<routeTableSet><item><routeTableId>rtb-024855d8566b8128b</routeTableId>"
            f"<vpcId>vpc-0bf5741eb0ef56a41</vpcId><routeSet>{items}</routeSet></item></routeTableSet>"
        )

    def ReplaceRoute(self, fields):
        self.routes[fields["DestinationCidrBlock"]] = fields["NetworkInterfaceId"]
        return "<return>true</return>"


#: The manual procedure's four variables.
VARIABLES = {
    "region": "us-west-1", "vpcid": "vpc-0bf5741eb0ef56a41", "host1eni": "eni-071b4d6cbf57de651",
    "host2eni": "eni-0847da0f62b486046",
}


def event(instance="i-045ebd27124159b6d", state="stopped", **more):
    """The manual procedure's test event."""
    return {
        "id": "153bbf21-05cb-aa5f-f22d-c602cd2dbee4",
        "detail-type": "EC2 Instance State-change Notification",
        "source": "aws.ec2",
        "account": ACCOUNT,
        "time": "2021-12-11T12:59:41Z",
        "region": "us-west-1",
        "resources": [f"arn:aws:ec2:us-west-1:{ACCOUNT}:instance/{instance}"],
        "detail": {"instance-id": instance, "state": state},
        **more,
    }


class Process:
    """The artifact, started as Lambda would."""

    def __init__(self, command, runtime_port, endpoint, task_root, environment=VARIABLES, **options):
        variables = {
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime_port}",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_REGION": "us-west-1",
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "LAMBDA_TASK_ROOT": str(task_root),
            "SWIFT_BACKTRACE": "enable=no",
            **environment,
        }
        self.started = time.monotonic()
        self.output = []
        self.process = subprocess.Popen(
            command, env=variables, stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT,
            **{"stdout": subprocess.PIPE, **options},
        )
        # Whoever does not read the log stops a process that has much to say.
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout or ():
            self.output.append(line.decode().rstrip("\n"))

    def peak_kilobytes(self):
        """The most memory that it has had, in kB; not what the kernel charges a child of Python with."""
        with open(f"/proc/{self.process.pid}/status") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
        raise AssertionError("no VmHWM")

    def end(self):
        """Ends it and gives its log lines."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        return self.output
