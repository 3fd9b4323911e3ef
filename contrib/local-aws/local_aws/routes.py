"""Routes as EC2 shows them: blackholes, both ids of a target, prefix lists, dry runs, paging."""

from __future__ import annotations

import uuid
from xml.sax.saxutils import escape

from moto.ec2.exceptions import EC2ClientError, RouteAlreadyExistsError
from moto.ec2.models import route_tables as models
from moto.ec2.responses.route_tables import RouteTables

from . import stale
from .paging import page

_create = models.RouteBackend.create_route
_replace = models.RouteBackend.replace_route
_filter_value = models.RouteTable.get_filter_value
_respond_replace = RouteTables.replace_route

# An instance in these states still has its interface on the network, as far as the route table knows.
CARRYING = ("pending", "running", "stopping")
TARGETS = (
    "CarrierGatewayId", "CoreNetworkArn", "EgressOnlyInternetGatewayId", "GatewayId", "InstanceId", "LocalGatewayId",
    "NatGatewayId", "NetworkInterfaceId", "TransitGatewayId", "VpcEndpointId", "VpcPeeringConnectionId",
)  # fmt: skip


def instance_of(route: models.Route):
    """The instance behind a route; None for a route to something else or to a detached interface."""
    return route.instance or (route.interface.instance if route.interface else None)


def state_of(route: models.Route) -> str:
    """Whether the target is there: `active` or `blackhole`."""
    if route.local or (route.interface is None and route.instance is None):
        return "active"
    if route.interface is not None and route.interface.id not in route.route_table.ec2_backend.enis:
        return "blackhole"
    instance = instance_of(route)
    return "active" if instance is not None and instance._state.name in CARRYING else "blackhole"


def interface_of(route: models.Route) -> str | None:
    """The id of the interface behind a route."""
    if route.interface:
        return route.interface.id
    if route.instance and route.instance.nics:
        return next(iter(route.instance.nics.values())).id
    return None


def create_route(self, route_table_id, destination_cidr_block, destination_ipv6_cidr_block=None,
                 destination_prefix_list_id=None, **targets):  # fmt: skip
    """CreateRoute, which never overwrites and knows prefix lists."""
    destination = destination_cidr_block or destination_ipv6_cidr_block or destination_prefix_list_id
    table = self.get_route_table(route_table_id)
    key = f"{route_table_id}~{destination}"
    if not targets.get("local") and key in table._routes:
        raise RouteAlreadyExistsError(destination)
    route = _create(self, route_table_id, destination_cidr_block, destination_ipv6_cidr_block,
                    destination_prefix_list_id, **targets)  # fmt: skip
    if destination_prefix_list_id and route.destination_prefix_list is None:
        # moto forgets the list of a route to an interface and files it under no destination.
        table._routes.pop(route.id, None)
        route.id = key
        route.destination_prefix_list = self.managed_prefix_lists.get(destination_prefix_list_id)
        table._routes[key] = route
    return route


def respond_replace(self: RouteTables):
    """ReplaceRoute, with the checks that moto leaves out; a dry run stops before the change."""
    if not any(self._get_param(name) for name in TARGETS):
        raise EC2ClientError("MissingParameter", "The request must contain exactly one target of the route")
    instance = self._get_param("InstanceId")
    if instance and len(self.ec2_backend.get_instance(instance).nics) > 1:
        raise EC2ClientError(
            "InvalidInstanceID",
            f"There are multiple interfaces attached to instance '{instance}'. Please specify an interface ID for the"
            " operation instead.",
        )
    table = self.ec2_backend.get_route_table(self._get_param("RouteTableId"))
    stop_dry_run(self)
    destinations = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
    destination = next((value for name in destinations if (value := self._get_param(name))), "")
    route = table._routes.get(f"{table.id}~{destination}")
    if route is None:
        return _respond_replace(self)
    before = dict(vars(route))
    stale.keep_target(route)
    try:
        return _respond_replace(self)
    except EC2ClientError:
        # moto takes the old target away before it looks at the new one.
        vars(route).clear()
        vars(route).update(before)
        raise


def stop_dry_run(self: RouteTables) -> None:
    """Ends a dry run before anything is changed."""
    if self._get_bool_param("DryRun", False):
        raise EC2ClientError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")


def checked(respond):
    """An operation on a table that stops before the change in a dry run; moto would do it."""

    def answer(self: RouteTables):
        self.ec2_backend.get_route_table(self._get_param("RouteTableId"))
        stop_dry_run(self)
        return respond(self)

    return answer


def filter_value(self, name, method=None):
    """The values of a table under a filter's name, those included that moto does not know."""
    routes = self._routes.values()
    match name:
        case "association.gateway-id":
            return [end for end in self._associations.values() if not end.startswith("subnet-")]
        case "association.subnet-id":
            return [end for end in self._associations.values() if end.startswith("subnet-")]
        case "route.state":
            return [state_of(r) for r in routes]
        case "route.origin":
            return [r.origin for r in routes]
        case "route.instance-id":
            return [i.id for i in map(instance_of, routes) if i]
        case "route.destination-ipv6-cidr-block":
            return [r.destination_ipv6_cidr_block for r in routes if r.destination_ipv6_cidr_block]
        case "route.destination-prefix-list-id":
            return [r.destination_prefix_list.id for r in routes if r.destination_prefix_list]
    return _filter_value(self, name, method)


def describe_route_tables(self: RouteTables) -> str:
    """DescribeRouteTables, paged, and written directly: moto's serializer is twenty times slower."""
    ids = self._get_param("RouteTableIds", [])
    found = self.ec2_backend.describe_route_tables(ids, self._filters_from_querystring())
    shown, token = page(
        found, "DescribeRouteTables", self._get_param("MaxResults"), self._get_param("NextToken")
    )
    tables = "".join(map(table_xml, shown))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<DescribeRouteTablesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
        f"<requestId>{uuid.uuid4()}</requestId><routeTableSet>{tables}</routeTableSet>"
        f"{element('nextToken', token)}</DescribeRouteTablesResponse>"
    )


def element(name: str, value: object) -> str:
    """An element; nothing for an empty value, as EC2 does it."""
    return f"<{name}>{escape(str(value))}</{name}>" if value else ""


def route_xml(route: models.Route) -> str:
    """One route."""
    instance = instance_of(route)
    prefix_list = route.destination_prefix_list
    fields = {
        "destinationCidrBlock": route.destination_cidr_block,
        "destinationIpv6CidrBlock": route.destination_ipv6_cidr_block,
        "destinationPrefixListId": prefix_list.id if prefix_list else None,
        "egressOnlyInternetGatewayId": route.egress_only_internet_gateway_id,
        "gatewayId": route.gateway_id,
        "instanceId": instance.id if instance else None,
        "instanceOwnerId": route.route_table.owner_id if instance else None,
        "natGatewayId": route.nat_gateway_id,
        "networkInterfaceId": interface_of(route),
        "origin": route.origin,
        "state": state_of(route),
        "transitGatewayId": route.transit_gateway_id,
        "vpcPeeringConnectionId": route.vpc_peering_connection_id,
    }
    return "<item>" + "".join(element(k, v) for k, v in fields.items()) + "</item>"


def table_xml(table: models.RouteTable) -> str:
    """One route table."""
    associations = "".join(
        "<item>"
        + element("routeTableAssociationId", a["RouteTableAssociationId"])
        + element("routeTableId", a["RouteTableId"])
        + element("subnetId", a.get("SubnetId"))
        + element("gatewayId", a.get("GatewayId"))
        + f"<main>{str(a['Main']).lower()}</main><associationState><state>associated</state></associationState></item>"
        for a in table.associations
    )
    tags = "".join(
        f"<item>{element('key', t['key'])}<value>{escape(t['value'])}</value></item>" for t in table.get_tags()
    )
    return (
        f"<item><routeTableId>{table.id}</routeTableId><vpcId>{table.vpc_id}</vpcId>"
        f"<ownerId>{table.owner_id}</ownerId><routeSet>{''.join(map(route_xml, table.routes))}</routeSet>"
        f"<associationSet>{associations}</associationSet><propagatingVgwSet/><tagSet>{tags}</tagSet></item>"
    )


def install() -> None:
    """Puts all of it in place of moto's own."""
    models.RouteBackend.create_route = create_route
    models.RouteTable.get_filter_value = filter_value
    RouteTables.replace_route = respond_replace
    for name in ("create_route", "delete_route", "delete_route_table", "associate_route_table"):
        setattr(RouteTables, name, checked(getattr(RouteTables, name)))
    RouteTables.describe_route_tables = describe_route_tables
