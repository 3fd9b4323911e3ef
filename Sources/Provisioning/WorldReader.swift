package import AWS
package import Fleet
package import Planning
package import Values

/// Reads what definitions speak of: VPCs, interfaces and listed route tables; a few calls for any number of pairs.
package struct WorldReader: Sendable {
    /// EC2 takes at most 200 values in the filters of a call.
    ///
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html>
    private static let filterValues = 200

    let caller: any Caller

    /// A reader.
    package init(caller: any Caller) { self.caller = caller }

    /// The world of each of these pairs, all of the caller's region.
    package func read(_ pairs: [Pair]) async throws(ProvisioningError) -> [PairName: World] {
        let members = pairs.flatMap { [$0.members.first, $0.members.second] }
        let enis = members.flatMap { $0.interfaces.map(\.eni.text) }
        let listed = pairs.flatMap { $0.routes.listedTables.map(\.text) }
        async let vpcs = attempt { () async throws(ProvisioningError) in try await self.vpcs(pairs.map(\.vpc.text)) }
        async let interfaces = attempt { () async throws(ProvisioningError) in try await self.interfaces(enis) }
        async let tables = attempt { () async throws(ProvisioningError) in try await self.tables(listed) }
        let (vpcIDs, byENI, byTable) = try await (vpcs.get(), interfaces.get(), tables.get())
        let worlds = pairs.map { pair in
            (pair.name, World(hasVPC: vpcIDs.contains(pair.vpc), interfaces: byENI, tables: byTable))
        }
        return Dictionary(worlds) { first, _ in first }
    }

    private func vpcs(_ ids: [String]) async throws(ProvisioningError) -> Set<VPCID> {
        let found = try await chunks(ids, "vpc-id", about: "the VPCs of \(caller.region)") {
            EC2.describeVPCs(filters: $0, nextToken: $1)
        }
        return Set(found.map(\.id))
    }

    private func interfaces(_ ids: [String]) async throws(ProvisioningError) -> [ENIID: World.Interface] {
        let filter = "network-interface-id"
        let found = try await chunks(ids, filter, about: "the network interfaces of \(caller.region)") {
            EC2.describeNetworkInterfaces(filters: $0, nextToken: $1)
        }
        let pairs = found.map { interface in
            let facts = World.Interface(
                vpc: interface.vpc,
                instance: interface.instance,
                zone: interface.zone,
                checksSourceAndDestination: interface.checksSourceAndDestination
            )
            return (interface.id, facts)
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private func tables(_ ids: [String]) async throws(ProvisioningError) -> [RouteTableID: VPCID] {
        let found = try await chunks(ids, "route-table-id", about: "the route tables of \(caller.region)") {
            EC2.describeRouteTables(filters: $0, nextToken: $1)
        }
        return Dictionary(found.map { ($0.id, $0.vpc) }) { first, _ in first }
    }

    private func chunks<Item>(
        _ ids: [String],
        _ filter: String,
        about resource: String,
        _ call: ([EC2.Filter], String?) -> Call<Page<Item>>
    ) async throws(ProvisioningError) -> [Item] {
        let unique = Array(Set(ids)).sorted()
        var items: [Item] = []
        for start in stride(from: 0, to: unique.count, by: Self.filterValues) {
            let values = Array(unique[start..<min(start + Self.filterValues, unique.count)])
            items += try await caller.list(about: resource) { call([EC2.Filter(filter, values)], $0) }
        }
        return items
    }
}
