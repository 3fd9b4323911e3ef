import Codecs
package import Values

extension EC2 {
    /// Reads route tables with their routes, associations and tags.
    ///
    /// A page has 5 to 100 tables. Filters that matter: `vpc-id`, `route-table-id`, `route.network-interface-id`.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html>
    package static func describeRouteTables(
        filters: [Filter] = [],
        maxResults: Int? = nil,
        nextToken: String? = nil
    ) -> Call<Page<RouteTable>> {
        let input = form(filters: filters, maxResults: maxResults, nextToken: nextToken)
        return Call(service, "DescribeRouteTables", .form(input), isMutating: false) { reply throws(ReplyError) in
            let xml = try reply.xml()
            return Page(xml.items("routeTableSet").compactMap(RouteTable.init), next: xml.string("nextToken"))
        }
    }

    /// Points a route that exists at another interface, in one step: the destination is never without a route.
    ///
    /// Idempotent. Errors that matter: `InvalidParameterValue` when the route does not exist, `InvalidRoute.NotFound`,
    /// `InvalidRouteTableID.NotFound`, `InvalidNetworkInterfaceID.NotFound`. A dry run changes nothing and is always
    /// answered with an error: `DryRunOperation` when the call would have been allowed.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRoute.html>
    package static func replaceRoute(
        table: RouteTableID,
        destination: Destination,
        target: ENIID,
        dryRun: Bool = false
    ) -> Call<Void> {
        var input = [
            FormField(parameter(for: destination), destination.description),
            FormField("NetworkInterfaceId", target.text),
            FormField("RouteTableId", table.text),
        ]
        if dryRun { input.append(FormField("DryRun", "true")) }
        let subject = "\(table) \(destination)"
        return Call(service, "ReplaceRoute", .form(input), isMutating: !dryRun, subject: subject) { _ in }
    }

    private static func parameter(for destination: Destination) -> String {
        switch destination {
        case .prefixList: "DestinationPrefixListId"
        case .cidr(let block):
            switch block.family {
            case .v4: "DestinationCidrBlock"
            case .v6: "DestinationIpv6CidrBlock"
            }
        }
    }

    /// A route table.
    package struct RouteTable: Hashable, Sendable {
        /// The id.
        package let id: RouteTableID
        /// The VPC that it belongs to.
        package let vpc: VPCID
        /// What uses it.
        package let associations: [Association]
        /// The routes, in EC2's order.
        package let routes: [Route]
        /// The tags.
        package let tags: [String: String]

        /// Whether subnets without a table of their own use this one.
        package var isMain: Bool { associations.contains(where: \.isMain) }
    }

    /// What uses a route table.
    package struct Association: Hashable, Sendable {
        /// The association's id, such as `rtbassoc-0a1b2c3d4e5f60718`.
        package let id: String
        /// Whether it is the one that makes the table the VPC's main one.
        package let isMain: Bool
        /// The subnet; nil for the main association and for a gateway.
        package let subnet: String?
        /// The internet or virtual private gateway of an edge association; nil for a subnet.
        package let gateway: String?
    }

    /// One route of a table.
    package struct Route: Hashable, Sendable {
        /// Where it leads, as EC2 writes it; empty when EC2 shows none.
        package let destinationText: String
        /// Where it leads; nil when the text is no block and no prefix list.
        package let destination: Destination?
        /// The interface that it points at; EC2 keeps it in a blackhole too.
        package let eni: ENIID?
        /// The instance that it points at, beside its interface.
        package let instance: InstanceID?
        /// Any other target as EC2 writes it: a gateway, `local`, a peering, a transit gateway; nil for none.
        package let otherTarget: String?
        /// How it came about: `CreateRoute`, `CreateRouteTable` or `EnableVgwRoutePropagation`.
        package let origin: String
        /// `active` or `blackhole`.
        package let state: String

        /// Whether traffic is dropped because the target is gone, detached or stopped.
        package var isBlackhole: Bool { state == "blackhole" }
        /// Whether a person or a tool made it, rather than AWS.
        package var isStatic: Bool { origin == "CreateRoute" }
        /// The target as a person reads it: an interface first; empty for none.
        package var targetText: String { eni?.text ?? otherTarget ?? instance?.text ?? "" }
    }
}

extension EC2.RouteTable {
    /// Reads an element of `routeTableSet`; nil without a readable id and VPC.
    init?(_ xml: XML) {
        guard let id = RouteTableID(xml.string("routeTableId") ?? ""), let vpc = VPCID(xml.string("vpcId") ?? "") else {
            return nil
        }
        (self.id, self.vpc) = (id, vpc)
        associations = xml.items("associationSet").map(EC2.Association.init)
        routes = xml.items("routeSet").map(EC2.Route.init)
        tags = xml.tags()
    }
}

extension EC2.Association {
    /// Reads an element of `associationSet`.
    init(_ xml: XML) {
        id = xml.string("routeTableAssociationId") ?? ""
        isMain = xml.isTrue("main")
        subnet = xml.filled("subnetId")
        gateway = xml.filled("gatewayId")
    }
}

extension EC2.Route {
    /// The elements that name a target other than an interface or an instance.
    private static let otherTargets = [
        "gatewayId", "natGatewayId", "transitGatewayId", "vpcPeeringConnectionId", "egressOnlyInternetGatewayId",
        "localGatewayId", "carrierGatewayId", "coreNetworkArn", "odbNetworkArn",
    ]

    /// Reads an element of `routeSet`; never fails, so that a route of a new kind is at least counted.
    init(_ xml: XML) {
        let block = xml.filled("destinationCidrBlock") ?? xml.filled("destinationIpv6CidrBlock")
        destinationText = block ?? xml.string("destinationPrefixListId") ?? ""
        destination = Destination(destinationText)
        eni = ENIID(xml.string("networkInterfaceId") ?? "")
        instance = InstanceID(xml.string("instanceId") ?? "")
        otherTarget = Self.otherTargets.lazy.compactMap(xml.filled).first
        origin = xml.string("origin") ?? ""
        state = xml.string("state") ?? ""
    }
}
