"""The manual procedure's function, as its guide describes it: delete each route, then create it again."""

import json
import os

import boto3

ec2 = boto3.client("ec2", region_name=os.environ["region"])


def handler(event, context):
    print(json.dumps(event))
    instance = event["detail"]["instance-id"]
    reservations = ec2.describe_instances(InstanceIds=[instance])["Reservations"]
    failed = reservations[0]["Instances"][0]["NetworkInterfaces"][0]["NetworkInterfaceId"]
    first, second = os.environ["host1eni"], os.environ["host2eni"]
    if failed not in (first, second):
        return
    target = second if failed == first else first
    print(f"instance {instance} with {failed} is not running")
    print(f"failing over from {failed} to {target}, if it is not that already")
    filters = [{"Name": "vpc-id", "Values": [os.environ["vpcid"]]}]
    for table in ec2.describe_route_tables(Filters=filters)["RouteTables"]:
        for route in table["Routes"]:
            if route.get("NetworkInterfaceId") != failed:
                continue
            where = {"RouteTableId": table["RouteTableId"], "DestinationCidrBlock": route["DestinationCidrBlock"]}
            print(f"deleting {where} {failed}")
            ec2.delete_route(**where)
            print(f"deleted {where} {failed}")
            print(f"creating {where} {target}")
            ec2.create_route(NetworkInterfaceId=target, **where)
            print(f"created {where} {target}")
