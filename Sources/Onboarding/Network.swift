package import Values

/// What was read of one account's region, as far as pairs are found in it.
package struct Network: Hashable, Sendable {
    /// The VPCs with routes to instances, and what people call them; empty for no name.
    package var vpcs: [VPCID: String]
    /// The instances that may be routers, with all their interfaces.
    package var instances: [Instance]
    /// The routes that point at an instance or an interface, by VPC.
    package var routes: [VPCID: [Route]]

    /// What was read.
    package init(vpcs: [VPCID: String] = [:], instances: [Instance] = [], routes: [VPCID: [Route]] = [:]) {
        (self.vpcs, self.instances, self.routes) = (vpcs, instances, routes)
    }

    /// An instance.
    package struct Instance: Hashable, Sendable {
        /// The id.
        package var id: InstanceID
        /// The VPC; nil once it is terminated.
        package var vpc: VPCID?
        /// The availability zone.
        package var zone: String
        /// The state as EC2 names it.
        package var state: String
        /// The image that it was made from.
        package var image: String
        /// The type, such as `c5n.large`.
        package var type: String
        /// The tags.
        package var tags: [String: String]
        /// The attached interfaces.
        package var interfaces: [Interface]

        /// An instance of which every part is given.
        package init(
            id: InstanceID,
            vpc: VPCID?,
            zone: String,
            state: String,
            image: String,
            type: String,
            tags: [String: String],
            interfaces: [Interface]
        ) {
            (self.id, self.vpc, self.zone, self.state) = (id, vpc, zone, state)
            (self.image, self.type, self.tags, self.interfaces) = (image, type, tags, interfaces)
        }

        /// What people call it: its tag `Name`, else its id.
        package var name: String { tags["Name"]?.asMemberName ?? id.text }

        /// Whether it passes on what is not for itself.
        var forwards: Bool { interfaces.contains(where: \.forwards) }

        /// The interface at a place; nil for none.
        func interface(at index: Int) -> Interface? { interfaces.first { $0.deviceIndex == index } }
    }

    /// An interface of an instance.
    package struct Interface: Hashable, Sendable {
        /// The id.
        package var eni: ENIID
        /// The place on the instance; 0 is the primary interface.
        package var deviceIndex: Int
        /// Whether its source/destination check is off, as a router needs it.
        package var forwards: Bool

        /// An interface.
        package init(eni: ENIID, deviceIndex: Int, forwards: Bool) {
            (self.eni, self.deviceIndex, self.forwards) = (eni, deviceIndex, forwards)
        }
    }

    /// A route that points at an instance or an interface.
    package struct Route: Hashable, Sendable {
        /// The table.
        package var table: RouteTableID
        /// Where it leads, as EC2 writes it.
        package var destination: String
        /// The interface; nil when EC2 names the instance alone.
        package var eni: ENIID?
        /// The instance; nil when the interface is attached to none.
        package var instance: InstanceID?

        /// A route.
        package init(table: RouteTableID, destination: String, eni: ENIID?, instance: InstanceID? = nil) {
            (self.table, self.destination, self.eni, self.instance) = (table, destination, eni, instance)
        }
    }
}
