"""Lookups by id in place of moto's searches, which make a world of thousands of routers quadratic."""

from __future__ import annotations

from moto.ec2.exceptions import EC2ClientError, InvalidInstanceIdError, InvalidNetworkInterfaceIdError
from moto.ec2.models import elastic_network_interfaces, instances, route_tables


def get_instance(self: instances.InstanceBackend, instance_id: str) -> instances.Instance:
    """The instance with an id; reservations are only ever added, so an index needs to look at new ones only."""
    index = vars(self).setdefault("instances_by_id", {})
    if instance_id not in index:
        for reservation in reversed(self.reservations.values()):
            if reservation.instances and all(i.id in index for i in reservation.instances):
                break
            index.update({instance.id: instance for instance in reservation.instances})
    if instance_id not in index:
        raise InvalidInstanceIdError(instance_id)
    return index[instance_id]


def get_network_interface(self, eni_id: str) -> elastic_network_interfaces.NetworkInterface:
    """The interface with an id."""
    if eni_id not in self.enis:
        raise InvalidNetworkInterfaceIdError(eni_id)
    return self.enis[eni_id]


def associate_route_table(self, route_table_id: str, gateway_id: str | None = None, subnet_id: str | None = None):
    """AssociateRouteTable: a subnet or gateway has one table at most."""
    table = self.get_route_table(route_table_id)
    end = subnet_id or gateway_id
    if subnet_id:
        self.get_subnet(subnet_id)
    index = vars(self).setdefault("associations_by_end", {})
    known = self.route_tables.get(index.get(end))
    found = next((a for a, e in known._associations.items() if e == end), None) if known else None
    if found and known is table:
        return found
    if found:
        raise EC2ClientError(
            "Resource.AlreadyAssociated",
            f"the specified association for route table {route_table_id} conflicts with an existing association",
        )
    association = route_tables.random_subnet_association_id()
    table._associations[association] = end
    index[end] = table.id
    return association


def install() -> None:
    """Puts all of it in place of moto's own."""
    instances.InstanceBackend.get_instance = get_instance
    elastic_network_interfaces.NetworkInterfaceBackend.get_network_interface = get_network_interface
    route_tables.RouteBackend.associate_route_table = associate_route_table
