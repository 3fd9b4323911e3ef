"""Which routes move and which never do: tags, blocks, prefix lists, instances, gateways' tables, splits, alarms, detachment."""

from __future__ import annotations

import json

import pytest
from harness import Vaer
from test_main_job import last, mutating, wait_until

REGION, ACCOUNT, VPC = "us-west-1", "731262942057", "vpc-021af741d557776a3"
A = {"instance": "i-09448cf3066ddb126", "eni": "eni-0738635da7b462fec"}
B = {"instance": "i-07b5d13883607188a", "eni": "eni-0ce5839583a57c8c5"}
# More than EC2 puts on a page.
PLAIN_TABLES = 120

PAIR = f"""
vaer 1

pair "lab" {{
  region  = {REGION}
  account = {ACCOUNT}
  vpc     = {VPC}
  member "vAER-A" {{ eni = {A["eni"]}  alarms = ["tunnel A"] }}
  member "vAER-B" {{ eni = {B["eni"]} }}
  routes {{
    destinations = [0.0.0.0/0, 10.0.0.0/8+, 2001:db8::/32+, PREFIX_LIST]
    tables       = ["tag:Role=edge"]
    protect      = [10.99.0.0/16+]
    exclude      = ["tag:Owner"]
  }}
}}
"""


class Site:
    """The VPC, with tables of every kind."""

    def __init__(self, aws):
        self.aws = aws
        self.ec2 = aws.client("ec2", REGION)
        self.cloudwatch = aws.client("cloudwatch", REGION)
        self.prefix_list = self.ec2.create_managed_prefix_list(
            PrefixListName="branches", MaxEntries=2, AddressFamily="IPv4", Entries=[{"Cidr": "198.51.100.0/24"}]
        )["PrefixList"]["PrefixListId"]
        for _ in range(PLAIN_TABLES):
            self.table({})
        self.edge = self.table({"Role": "edge"}, ["10.1.0.0/16", "10.99.7.0/24", "192.0.2.0/24"])
        self.ec2.create_route(RouteTableId=self.edge, DestinationIpv6CidrBlock="2001:db8:1::/48", NetworkInterfaceId=A["eni"])
        self.ec2.create_route(RouteTableId=self.edge, DestinationCidrBlock="10.2.0.0/16", InstanceId=A["instance"])
        self.ec2.create_route(RouteTableId=self.edge, DestinationPrefixListId=self.prefix_list, InstanceId=A["instance"])
        self.core = self.table({"Role": "core"}, ["10.1.0.0/16"])
        self.owned = self.table({"Role": "edge", "Owner": "security"}, ["10.1.0.0/16"])
        self.ingress = self.table({"Role": "edge"}, ["10.3.0.0/16"])
        gateway = self.ec2.describe_internet_gateways(Filters=[{"Name": "attachment.vpc-id", "Values": [VPC]}])
        self.ec2.associate_route_table(
            RouteTableId=self.ingress, GatewayId=gateway["InternetGateways"][0]["InternetGatewayId"]
        )
        filters = [{"Name": "vpc-id", "Values": [VPC]}, {"Name": "association.main", "Values": ["true"]}]
        self.main = self.ec2.describe_route_tables(Filters=filters)["RouteTables"][0]["RouteTableId"]
        self.ec2.create_tags(Resources=[self.main], Tags=[{"Key": "Role", "Value": "edge"}])
        self.ec2.create_route(RouteTableId=self.main, DestinationCidrBlock="10.4.0.0/16", NetworkInterfaceId=A["eni"])
        self.cloudwatch.put_metric_alarm(
            AlarmName="tunnel A", Namespace="tunnels", MetricName="up", Statistic="Minimum", Period=60,
            EvaluationPeriods=1, Threshold=1, ComparisonOperator="LessThanThreshold",
        )  # fmt: skip
        self.cloudwatch.set_alarm_state(AlarmName="tunnel A", StateValue="OK", StateReason="test")

    def table(self, tags: dict[str, str], destinations=()) -> str:
        tag_set = [{"ResourceType": "route-table", "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]}]
        made = self.ec2.create_route_table(VpcId=VPC, **({"TagSpecifications": tag_set} if tags else {}))
        table = made["RouteTable"]["RouteTableId"]
        for destination in destinations:
            self.ec2.create_route(RouteTableId=table, DestinationCidrBlock=destination, NetworkInterfaceId=A["eni"])
        return table

    def carriers(self) -> dict[tuple[str, str], str]:
        """Who carries each route of the tables that matter: A or B."""
        names = {A["eni"]: "A", B["eni"]: "B", A["instance"]: "A", B["instance"]: "B"}
        tables = [self.edge, self.core, self.owned, self.ingress, self.main]
        found = {}
        for table in self.ec2.describe_route_tables(RouteTableIds=tables)["RouteTables"]:
            for route in table["Routes"]:
                target = route.get("NetworkInterfaceId") or route.get("InstanceId")
                keys = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
                if target in names:
                    found[table["RouteTableId"], next(route[k] for k in keys if k in route)] = names[target]
        return found

    @property
    def movable(self) -> set[tuple[str, str]]:
        destinations = ["10.1.0.0/16", "10.2.0.0/16", "2001:db8:1::/48", self.prefix_list]
        return {(self.edge, d) for d in destinations} | {(self.ingress, "10.3.0.0/16"), (self.main, "10.4.0.0/16")}

    def wait_for(self, carrier: str) -> None:
        """Waits until all routes of the pair are carried by a member; no other route may ever have moved."""

        def done():
            carriers = self.carriers()
            return all(carriers[route] == carrier for route in self.movable)

        wait_until(done, what=f"the routes to be carried by {carrier}")
        others = {route: c for route, c in self.carriers().items() if route not in self.movable}
        assert len(others) == 4 and set(others.values()) == {"A"}, others

    def state(self, member: dict) -> str:
        found = self.ec2.describe_instances(InstanceIds=[member["instance"]])
        return found["Reservations"][0]["Instances"][0]["State"]["Name"]

    def stop(self, member: dict) -> None:
        self.ec2.stop_instances(InstanceIds=[member["instance"]])
        wait_until(lambda: self.state(member) == "stopped", what="a router to stop")

    def start(self, member: dict) -> None:
        wait_until(lambda: self.state(member) in ("stopped", "running"), what="a router to be stopped or running")
        self.ec2.start_instances(InstanceIds=[member["instance"]])
        wait_until(lambda: self.state(member) == "running", what="a router to run")

    def settle(self, vaer) -> None:
        """Both routers run, A carries all routes."""
        for member in (A, B):
            self.start(member)
        vaer("failover", "lab", "--to", "vAER-A", "--yes")
        self.wait_for("A")


@pytest.fixture(scope="module")
def site(aws):
    return Site(aws)


@pytest.fixture(scope="module")
def lab(aws, site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    pairs = folder / "pairs.d"
    pairs.mkdir()
    (pairs / "lab.vaer").write_text(PAIR.replace("PREFIX_LIST", site.prefix_list))
    vaer = Vaer(aws, folder, pairs=pairs)
    vaer.ok("apply", "--yes")
    return vaer


def test_exactly_the_selected_routes_move_from_all_pages_and_kinds_of_tables(aws, site, lab):
    before = last(aws)
    site.ec2.stop_instances(InstanceIds=[A["instance"]])
    site.wait_for("B")
    assert aws.control(f"journal?kind=denied&after={before}") == []
    replaced = [c for c in mutating(aws, before) if c["action"] == "ReplaceRoute"]
    assert len(replaced) == len(site.movable)
    site.settle(lab)


def test_preflight_finds_a_function_that_may_not_move_and_apply_repairs_it(aws, lab):
    iam, role = aws.client("iam", REGION), f"vaer-lab-{REGION}"
    name, = iam.list_role_policies(RoleName=role)["PolicyNames"]
    statements = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]["Statement"]
    move, = (s for s in statements if s["Action"] == "ec2:ReplaceRoute")
    assert move["Condition"]["StringEquals"]["aws:ResourceTag/Role"] == "edge"
    checks = lambda: {c["check"]: c for c in lab("preflight", "-o", "json").json["pairs"][0]["checks"]}  # noqa: E731
    assert checks()["function"]["outcome"] == "ok"
    move["Condition"]["StringEquals"]["aws:ResourceTag/Role"] = "core"
    document = {"Version": "2012-10-17", "Statement": statements}
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))
    found = checks()
    assert found["moves"]["outcome"] == "ok"
    assert found["function"]["outcome"] == "failed" and "UnauthorizedOperation" in found["function"]["message"]
    lab.ok("apply", "--yes")
    assert checks()["function"]["outcome"] == "ok"


def test_routes_that_are_split_on_purpose_stay_split_until_a_member_fails(site, lab):
    site.ec2.replace_route(RouteTableId=site.edge, DestinationCidrBlock="10.1.0.0/16", NetworkInterfaceId=B["eni"])
    lab.ok("sweep")
    assert site.carriers()[site.edge, "10.1.0.0/16"] == "B"
    assert lab.ok("status", "-o", "json").json["pairs"][0]["state"] == "split"
    site.ec2.stop_instances(InstanceIds=[B["instance"]])
    site.wait_for("A")
    site.settle(lab)


def test_an_alarm_that_its_owner_measures_moves_the_routes_of_a_router_that_runs(site, lab):
    site.cloudwatch.set_alarm_state(AlarmName="tunnel A", StateValue="ALARM", StateReason="the tunnel hangs")
    site.wait_for("B")
    story = lab("sweep", "-o", "json")
    assert "has the alarm 'tunnel A'" in story.out + lab.ok("status", "-o", "json").out
    site.cloudwatch.set_alarm_state(AlarmName="tunnel A", StateValue="OK", StateReason="test")
    site.settle(lab)


def test_both_down_holds_and_the_first_that_runs_again_gets_the_routes(aws, site, lab):
    site.stop(B)
    before = last(aws)
    site.stop(A)
    lab("sweep")
    assert [c for c in mutating(aws, before) if c["action"] == "ReplaceRoute"] == []
    assert lab.ok("status", "-o", "json").json["pairs"][0]["state"] == "down"
    site.start(B)
    site.wait_for("B")
    site.settle(lab)


def test_a_terminated_router_loses_its_routes_also_those_that_name_the_instance(site, lab):
    site.ec2.replace_route(RouteTableId=site.edge, DestinationCidrBlock="10.2.0.0/16", InstanceId=A["instance"])
    site.ec2.terminate_instances(InstanceIds=[A["instance"]])
    site.wait_for("B")
