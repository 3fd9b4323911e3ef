"""Sends the same calls with our AWS client and with botocore to one server on this machine, and compares them."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import pathlib
import statistics
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests" / "AWSControlPlaneTests" / "Golden" / "Parity"
PEER = ROOT / "contrib" / "bench" / "throughput_peer.py"
CASES = {
    "GetCallerIdentity": "sts.GetCallerIdentity",
    "ReplaceRoute": "ec2.ReplaceRoute",
    "DescribeRouteTables": "ec2.DescribeRouteTables",
    "GetFunction": "lambda.GetFunction",
}
# As many tables as a page of EC2 has.
TABLES = 100


def canned(operation: str) -> bytes:
    """The reply that botocore's own model gives for an operation, as the parity tests have it."""
    body = json.loads((FIXTURES / f"{CASES[operation]}.json").read_text())["reply"]["body"]
    if operation == "DescribeRouteTables":
        start, end = body.index("<item>"), body.index("</routeTableSet>")
        body = body[:start] + body[start:end] * TABLES + "</routeTableSet></DescribeRouteTablesResponse>"
    kind = "application/json" if body.startswith("{") else "text/xml"
    data = body.encode()
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data


class Connection(asyncio.Protocol):
    """Answers every request of a connection with the same bytes."""

    reply = b""

    def connection_made(self, transport):
        self.transport, self.received = transport, b""

    def data_received(self, data):
        self.received += data
        while (head := self.received.find(b"\r\n\r\n")) >= 0:
            length = 0
            for line in self.received[:head].split(b"\r\n"):
                if line[:15].lower() == b"content-length:":
                    length = int(line[15:])
            if len(self.received) < head + 4 + length:
                return
            self.received = self.received[head + 4 + length :]
            self.transport.write(self.reply)


def serve() -> int:
    """Starts the server in a thread and gives its port."""
    ports: list[int] = []
    ready = threading.Event()

    async def run():
        server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0, backlog=512)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(run()), daemon=True).start()
    assert ready.wait(10), "the server did not start"
    return ports[0]


def measure(command: list[str], count: int) -> tuple[float, float]:
    """The calls in a second, and the processor's microseconds for each, of one run."""
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith(("AWS_", "HTTP", "ALL_"))}
    said = subprocess.run(command, env=clean, capture_output=True, text=True, check=False)
    if said.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{said.stdout}{said.stderr}")
    milliseconds, processor = map(int, said.stdout.split())
    return count / max(milliseconds, 1) * 1000, processor / count * 1000


def main() -> None:
    """Measures what the options ask for and prints it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--client", required=True, help="our side's program")
    parser.add_argument("--calls", type=int, default=2000, help="calls in each run")
    parser.add_argument("--at-once", default="1,16", help="how many are under way at once")
    parser.add_argument("--runs", type=int, default=5, help="runs of each side, one after the other in turn")
    options = parser.parse_args()
    url = f"http://127.0.0.1:{serve()}"
    print(f"{'operation':<22}{'at once':>8}{'vaer/s':>10}{'botocore/s':>12}{'ratio':>8}{'vaer CPU us':>13}"
          f"{'botocore CPU us':>17}{'ratio':>8}")
    for operation in CASES:
        Connection.reply = canned(operation)
        count = options.calls // 10 if operation == "DescribeRouteTables" else options.calls
        for width in map(int, options.at_once.split(",")):
            ours, theirs = [], []
            tail = [url, operation, str(count), str(width)]
            for _ in range(options.runs):
                ours.append(measure([options.client, *tail], count // width * width))
                theirs.append(measure([sys.executable, str(PEER), *tail], count // width * width))
            (rate, work), (peer, effort) = (
                [statistics.median(column) for column in zip(*side)] for side in (ours, theirs)
            )
            print(f"{operation:<22}{width:>8}{rate:>10.0f}{peer:>12.0f}{rate / peer:>7.1f}x{work:>13.0f}{effort:>17.0f}"
                  f"{effort / max(work, 1):>7.1f}x", flush=True)
    print(NOTES)


NOTES = f"""
Medians. Both sides sign, send and read whole replies over kept connections; the clock starts after connections are open.
The server is one thread of Python that answers with fixed bytes: where our side is quick, the server is what is measured,
so the processor's time for each call says more. DescribeRouteTables has {TABLES} tables. botocore reads every field into
dictionaries, our client what the engine needs. Neither side keeps to AWS's limits of calls here.
"""


if __name__ == "__main__":
    main()
