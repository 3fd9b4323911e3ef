"""The same job with vaer's algorithm in Python: ReplaceRoute, sixteen at once. Shows what the language costs."""

import concurrent.futures
import os

import boto3
from botocore.config import Config

ec2 = boto3.client("ec2", config=Config(max_pool_connections=16))
pool = concurrent.futures.ThreadPoolExecutor(16)


def handler(event, context):
    instance = event["detail"]["instance-id"]
    reservations = ec2.describe_instances(Filters=[{"Name": "instance-id", "Values": [instance]}])["Reservations"]
    failed = reservations[0]["Instances"][0]["NetworkInterfaces"][0]["NetworkInterfaceId"]
    first, second = os.environ["host1eni"], os.environ["host2eni"]
    target = second if failed == first else first
    filters = [{"Name": "vpc-id", "Values": [os.environ["vpcid"]]}]
    moves = [
        pool.submit(ec2.replace_route, RouteTableId=table["RouteTableId"], NetworkInterfaceId=target,
                    DestinationCidrBlock=route["DestinationCidrBlock"])
        for table in ec2.describe_route_tables(Filters=filters)["RouteTables"]
        for route in table["Routes"]
        if route.get("NetworkInterfaceId") == failed
    ]  # fmt: skip
    for move in moves:
        move.result()
