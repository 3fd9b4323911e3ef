"""Sends one operation again and again with botocore, several at once: the peer of the client benchmark.

usage: throughput_peer.py URL OPERATION CALLS AT-ONCE
"""

from __future__ import annotations

import concurrent.futures
import resource
import sys
import time

import botocore.config
import botocore.session

ROUTE = {
    "RouteTableId": "rtb-024855d8566b8128b",
    "DestinationCidrBlock": "1.1.1.1/32",
    "NetworkInterfaceId": "eni-0847da0f62b486046",
}
OPERATIONS = {
    "GetCallerIdentity": ("sts", "get_caller_identity", {}),
    "ReplaceRoute": ("ec2", "replace_route", ROUTE),
    "DescribeRouteTables": ("ec2", "describe_route_tables", {}),
    "GetFunction": ("lambda", "get_function", {"FunctionName": "vaer-sfo-edge"}),
}


def processor_milliseconds() -> int:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int((usage.ru_utime + usage.ru_stime) * 1000)


def main() -> None:
    url, operation, count, width = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    service, method, fields = OPERATIONS[operation]
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "none")
    config = botocore.config.Config(max_pool_connections=width, retries={"mode": "standard"})
    client = session.create_client(service, region_name="us-west-1", endpoint_url=url, config=config)
    call = getattr(client, method)

    def send(times: int) -> None:
        for _ in range(times):
            call(**fields)

    def all_at_once(times: int) -> None:
        if width == 1:
            send(times)
            return
        with concurrent.futures.ThreadPoolExecutor(width) as pool:
            list(pool.map(send, [times // width] * width))

    all_at_once(4 * width)
    start, processor = time.monotonic(), processor_milliseconds()
    all_at_once(count)
    print(round((time.monotonic() - start) * 1000), processor_milliseconds() - processor)


if __name__ == "__main__":
    main()
