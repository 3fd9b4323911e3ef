"""EC2: what the engine and the controller read and change."""

INSTANCE = {
    "InstanceId": "i-045ebd27124159b6d",
    "InstanceType": "c5n.large",
    "ImageId": "ami-0a1b2c3d4e5f60718",
    "State": {"Code": 16, "Name": "running"},
    "StateTransitionReason": "",
    "VpcId": "vpc-0bf5741eb0ef56a41",
    "SubnetId": "subnet-0a1b2c3d4e5f60718",
    "Placement": {"AvailabilityZone": "us-west-1a"},
    "PrivateIpAddress": "10.0.1.10",
    "PublicIpAddress": "203.0.113.10",
    "LaunchTime": "2021-12-11T12:59:41Z",
    "Tags": [{"Key": "Name", "Value": "vAER <A> & co"}, {"Key": "empty", "Value": ""}],
    "NetworkInterfaces": [
        {
            "NetworkInterfaceId": "eni-071b4d6cbf57de651",
            "SourceDestCheck": False,
            "SubnetId": "subnet-0a1b2c3d4e5f60718",
            "PrivateIpAddress": "10.0.1.10",
            "Association": {"PublicIp": "203.0.113.10"},
            "Attachment": {"Status": "attached", "DeviceIndex": 1},
            "Groups": [{"GroupId": "sg-0123456789abcdef0", "GroupName": "edge"}],
        }
    ],
}
STOPPED = {
    "InstanceId": "i-09ff574d23245419a",
    "State": {"Code": 80, "Name": "stopped"},
    "StateTransitionReason": "User initiated (2021-12-11 12:59:41 GMT)",
}
CHANGE = {
    "InstanceId": "i-045ebd27124159b6d",
    "CurrentState": {"Code": 64, "Name": "stopping"},
    "PreviousState": {"Code": 16, "Name": "running"},
}
ROUTES = [
    {
        "DestinationCidrBlock": "10.0.0.0/16",
        "InstanceId": "i-045ebd27124159b6d",
        "NetworkInterfaceId": "eni-071b4d6cbf57de651",
        "Origin": "CreateRoute",
        "State": "blackhole",
    },
    {
        "DestinationIpv6CidrBlock": "2001:db8::/32",
        "NetworkInterfaceId": "eni-071b4d6cbf57de651",
        "Origin": "CreateRoute",
        "State": "active",
    },
    {
        "DestinationPrefixListId": "pl-0a1b2c3d4e5f60718",
        "NatGatewayId": "nat-0a1b2c3d4e5f60718",
        "Origin": "CreateRoute",
        "State": "active",
    },
    {
        "DestinationCidrBlock": "172.31.0.0/16",
        "GatewayId": "local",
        "Origin": "CreateRouteTable",
        "State": "active",
    },
]
BY_VPC = {"Filters": [{"Name": "vpc-id", "Values": ["vpc-0bf5741eb0ef56a41"]}]}

OPERATIONS = {
    "DescribeInstances": (
        [
            {},
            {
                "Filters": [
                    {"Name": "instance-id", "Values": ["i-045ebd27124159b6d", "i-09ff574d23245419a"]},
                    {"Name": "tag:Name", "Values": ["a b+c/ü*"]},
                ],
                "MaxResults": 1000,
                "NextToken": "to/ken+=",
            },
            {"InstanceIds": ["i-045ebd27124159b6d", "i-09ff574d23245419a"]},
        ],
        {"Reservations": [{"Instances": [INSTANCE]}, {"Instances": [STOPPED]}], "NextToken": "more"},
    ),
    "DescribeInstanceStatus": (
        [
            {"IncludeAllInstances": True},
            {**BY_VPC, "NextToken": "more"},
            {"InstanceIds": ["i-045ebd27124159b6d"], "IncludeAllInstances": True},
        ],
        {
            "InstanceStatuses": [
                {
                    "InstanceId": "i-045ebd27124159b6d",
                    "InstanceState": {"Code": 16, "Name": "running"},
                    "SystemStatus": {"Status": "ok", "Details": [{"Name": "reachability", "Status": "passed"}]},
                    "InstanceStatus": {"Status": "impaired"},
                    "Events": [
                        {"Code": "system-reboot", "Description": "scheduled reboot"},
                        {"Code": "instance-stop", "Description": "[Completed] stopped"},
                    ],
                }
            ]
        },
    ),
    "StopInstances": ([{"InstanceIds": ["i-045ebd27124159b6d"]}], {"StoppingInstances": [CHANGE]}),
    "StartInstances": (
        [{"InstanceIds": ["i-045ebd27124159b6d", "i-09ff574d23245419a"]}],
        {"StartingInstances": [CHANGE]},
    ),
    "DescribeRouteTables": (
        [{}, {**BY_VPC, "MaxResults": 100, "NextToken": "more"}],
        {
            "RouteTables": [
                {
                    "RouteTableId": "rtb-024855d8566b8128b",
                    "VpcId": "vpc-0bf5741eb0ef56a41",
                    "Associations": [
                        {"RouteTableAssociationId": "rtbassoc-01", "Main": True},
                        {"RouteTableAssociationId": "rtbassoc-02", "Main": False, "SubnetId": "subnet-01"},
                        {"RouteTableAssociationId": "rtbassoc-03", "Main": False, "GatewayId": "igw-01"},
                    ],
                    "Routes": ROUTES,
                    "Tags": [{"Key": "Name", "Value": "inside"}],
                }
            ],
            "NextToken": "more",
        },
    ),
    "ReplaceRoute": (
        [
            {
                "RouteTableId": "rtb-024855d8566b8128b",
                "DestinationCidrBlock": "1.1.1.1/32",
                "NetworkInterfaceId": "eni-0847da0f62b486046",
            },
            {
                "RouteTableId": "rtb-024855d8566b8128b",
                "DestinationIpv6CidrBlock": "2001:db8::/32",
                "NetworkInterfaceId": "eni-0847da0f62b486046",
                "DryRun": True,
            },
            {
                "RouteTableId": "rtb-024855d8566b8128b",
                "DestinationPrefixListId": "pl-0a1b2c3d4e5f60718",
                "NetworkInterfaceId": "eni-0847da0f62b486046",
            },
        ],
        {},
    ),
    "DescribeNetworkInterfaces": (
        [{}, {**BY_VPC, "MaxResults": 1000, "NextToken": "more"}],
        {
            "NetworkInterfaces": [
                {
                    "NetworkInterfaceId": "eni-071b4d6cbf57de651",
                    "VpcId": "vpc-0bf5741eb0ef56a41",
                    "SubnetId": "subnet-0a1b2c3d4e5f60718",
                    "AvailabilityZone": "us-west-1a",
                    "Status": "in-use",
                    "Description": "edge",
                    "SourceDestCheck": True,
                    "PrivateIpAddress": "10.0.1.10",
                    "Association": {"PublicIp": "203.0.113.10"},
                    "Attachment": {"InstanceId": "i-045ebd27124159b6d", "Status": "attached", "DeviceIndex": 1},
                    "Groups": [{"GroupId": "sg-0123456789abcdef0", "GroupName": "edge"}],
                    "TagSet": [{"Key": "Name", "Value": "edge-a"}],
                }
            ]
        },
    ),
    "DescribeVpcs": (
        [{}, {**BY_VPC, "NextToken": "more"}],
        {
            "Vpcs": [
                {
                    "VpcId": "vpc-0bf5741eb0ef56a41",
                    "State": "available",
                    "IsDefault": False,
                    "CidrBlock": "10.0.0.0/16",
                    "CidrBlockAssociationSet": [
                        {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
                        {"CidrBlock": "10.9.0.0/16", "CidrBlockState": {"State": "associated"}},
                        {"CidrBlock": "10.8.0.0/16", "CidrBlockState": {"State": "disassociating"}},
                    ],
                    "Tags": [{"Key": "Name", "Value": "edge"}],
                }
            ]
        },
    ),
    "DescribeSubnets": (
        [{}, {**BY_VPC, "NextToken": "more"}],
        {
            "Subnets": [
                {
                    "SubnetId": "subnet-0a1b2c3d4e5f60718",
                    "VpcId": "vpc-0bf5741eb0ef56a41",
                    "AvailabilityZone": "us-west-1a",
                    "CidrBlock": "10.0.1.0/24",
                    "Tags": [{"Key": "Name", "Value": "edge-a"}],
                }
            ]
        },
    ),
    "DescribeAddresses": (
        [{}, {"Filters": [{"Name": "domain", "Values": ["vpc"]}]}],
        {
            "Addresses": [
                {
                    "AllocationId": "eipalloc-01",
                    "PublicIp": "203.0.113.10",
                    "NetworkInterfaceId": "eni-071b4d6cbf57de651",
                    "InstanceId": "i-045ebd27124159b6d",
                }
            ]
        },
    ),
    "DescribeRegions": (
        [{}, {"AllRegions": True}],
        {"Regions": [{"RegionName": "us-west-1", "OptInStatus": "opt-in-not-required"}]},
    ),
    "DescribeManagedPrefixLists": (
        [{}, {"Filters": [{"Name": "owner-id", "Values": ["AWS"]}], "NextToken": "more"}],
        {"PrefixLists": [{"PrefixListId": "pl-0a1b2c3d4e5f60718", "PrefixListName": "com.amazonaws.us-west-1.s3"}]},
    ),
    "CreateTags": (
        [
            {
                "Resources": ["i-045ebd27124159b6d", "eni-071b4d6cbf57de651"],
                "Tags": [{"Key": "vaer:fleet", "Value": "a b"}, {"Key": "vaer:managed", "Value": "true"}],
            }
        ],
        {},
    ),
    "DeleteTags": ([{"Resources": ["i-045ebd27124159b6d"], "Tags": [{"Key": "vaer:fleet"}]}], {}),
}
