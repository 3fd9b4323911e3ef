package import AWS
package import Onboarding
package import Values

/// Reads what may be pairs in one region: a call for each page and for each 200 VPCs or ids, none for each pair.
package struct NetworkReader: Sendable {
    /// EC2 takes at most 200 values in all filters of a call; some are left for what narrows instances down.
    ///
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html>
    private static let valuesPerCall = 180
    /// The most that EC2 puts on a page of route tables, and of anything else.
    private static let (tablesPerPage, itemsPerPage) = (100, 1000)

    let caller: any Caller

    /// A reader.
    package init(caller: any Caller) { self.caller = caller }

    /// The VPCs with routes to instances, with those of their instances that fit the criteria.
    package func network(_ criteria: Pairing.Criteria) async throws(ProvisioningError) -> Network {
        var routes: [VPCID: [Network.Route]] = [:]
        let page = { (token: String?) in EC2.describeRouteTables(maxResults: Self.tablesPerPage, nextToken: token) }
        do {
            // Not kept: of thousands of tables few have a route that matters.
            try await caller.eachPage(page) { tables in
                for table in tables {
                    let found = table.routes.compactMap { Network.Route($0, in: table.id) }
                    if !found.isEmpty { routes[table.vpc, default: []] += found }
                }
            }
        } catch {
            throw error == .cancelled ? .interrupted : .call(error, resource: "the route tables of \(caller.region)")
        }
        let vpcs = routes.keys.sorted().map(\.text)
        let named = try await list(vpcs, "vpc-id") { EC2.describeVPCs(filters: $0, nextToken: $1) }
        let instances = try await list(vpcs, "vpc-id") {
            EC2.describeInstances(filters: $0 + criteria.filters, maxResults: Self.itemsPerPage, nextToken: $1)
        }
        return Network(
            vpcs: Dictionary(named.map { ($0.id, $0.tags["Name"] ?? "") }) { first, _ in first },
            instances: instances.map(Network.Instance.init),
            routes: routes
        )
    }

    /// The instances of these ids and those that these interfaces are attached to, and the interfaces that exist loose.
    package func routers(
        _ ids: [InstanceID],
        _ enis: [ENIID]
    ) async throws(ProvisioningError) -> (instances: [Network.Instance], detached: [ENIID: VPCID?]) {
        let byID = try await list(Set(ids).sorted().map(\.text), "instance-id") {
            EC2.describeInstances(filters: $0, maxResults: Self.itemsPerPage, nextToken: $1)
        }
        let byENI = try await list(Set(enis).sorted().map(\.text), "network-interface.network-interface-id") {
            EC2.describeInstances(filters: $0, maxResults: Self.itemsPerPage, nextToken: $1)
        }
        let instances = (byID + byENI).map(Network.Instance.init)
        let attached = Set(instances.flatMap { $0.interfaces.map(\.eni) })
        let missing = Set(enis).subtracting(attached).sorted().map(\.text)
        let loose = try await list(missing, "network-interface-id") {
            EC2.describeNetworkInterfaces(filters: $0, maxResults: Self.itemsPerPage, nextToken: $1)
        }
        return (instances, Dictionary(loose.map { ($0.id, $0.vpc) }) { first, _ in first })
    }

    private func list<Item: Sendable>(
        _ values: [String],
        _ filter: String,
        _ call: ([EC2.Filter], String?) -> Call<Page<Item>>
    ) async throws(ProvisioningError) -> [Item] {
        var found: [Item] = []
        for start in stride(from: 0, to: values.count, by: Self.valuesPerCall) {
            let part = Array(values[start..<min(start + Self.valuesPerCall, values.count)])
            found += try await caller.list(about: "the region \(caller.region)") {
                call([EC2.Filter(filter, part)], $0)
            }
        }
        return found
    }
}

extension Pairing.Criteria {
    /// The criteria as EC2 filters by them.
    fileprivate var filters: [EC2.Filter] {
        tags.map { key, value in
            value.map { EC2.Filter("tag:\(key)", [$0.literal]) } ?? EC2.Filter("tag-key", [key.literal])
        } + (images.isEmpty ? [] : [EC2.Filter("image-id", images)])
    }
}

extension String {
    /// The text as a filter's value, in which `*`, `?` and `\` would mean something else.
    private static let special: Set<Character> = ["*", "?", "\\"]

    fileprivate var literal: String {
        reduce(into: "") { text, character in
            if Self.special.contains(character) { text.append("\\") }
            text.append(character)
        }
    }
}

extension Network.Route {
    /// A route of a table; nil when it points at neither an instance nor an interface.
    fileprivate init?(_ route: EC2.Route, in table: RouteTableID) {
        guard route.eni != nil || route.instance != nil else { return nil }
        self.init(table: table, destination: route.destinationText, eni: route.eni, instance: route.instance)
    }
}

extension Network.Instance {
    /// An instance as EC2 shows it.
    init(_ instance: EC2.Instance) {
        self.init(
            id: instance.id,
            vpc: instance.vpc,
            zone: instance.zone,
            state: instance.state,
            image: instance.image,
            type: instance.type,
            tags: instance.tags,
            interfaces: instance.interfaces.map { interface in
                Network.Interface(
                    eni: interface.eni,
                    deviceIndex: interface.deviceIndex,
                    forwards: !interface.checksSourceAndDestination
                )
            }
        )
    }
}
