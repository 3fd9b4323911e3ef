import Fleet
import Values

/// One VPC with its routes, while pairs are looked for in it.
struct VPCSearch {
    let vpc: VPCID
    let vpcName: String
    let instances: [Network.Instance]
    private let routes: [Network.Route]
    /// How many routes point at each interface.
    private let counts: [ENIID: Int]

    init(vpc: VPCID, network: Network, instances: [Network.Instance]) {
        (self.vpc, vpcName, self.instances) = (vpc, network.vpcs[vpc] ?? "", instances)
        routes = network.routes[vpc] ?? []
        // A route that names only an instance leads to its primary interface.
        let primaries = instances.compactMap { instance in instance.interface(at: 0).map { (instance.id, $0.eni) } }
        let primary = Dictionary(primaries) { first, _ in first }
        var counts: [ENIID: Int] = [:]
        for route in routes {
            if let eni = route.eni ?? route.instance.flatMap({ primary[$0] }) { counts[eni, default: 0] += 1 }
        }
        self.counts = counts
    }

    /// Whether a route points at the instance.
    func carries(_ instance: Network.Instance) -> Bool { carried(by: instance) > 0 }

    private func carried(by instance: Network.Instance) -> Int {
        instance.interfaces.reduce(0) { $0 + (counts[$1.eni] ?? 0) }
    }

    /// A pair, or why the two cannot be one.
    func finding(_ left: Network.Instance, _ right: Network.Instance, _ likeness: Likeness) -> Finding {
        var likeness = likeness
        let (a, b) = carried(by: left) >= carried(by: right) ? (left, right) : (right, left)
        likeness.doubt(carries(a) && carries(b), "both carry routes")
        let places = Set((a.interfaces + b.interfaces).filter { counts[$0.eni] != nil }.map(\.deviceIndex)).sorted()
        for (one, other) in [(a, b), (b, a)] {
            guard let lacking = places.first(where: { one.interface(at: $0) == nil }) else { continue }
            let reason = "routes point at interface \(lacking) of \(other.name), and \(one.name) has none there"
            return finding(.unclear, [a, b], [reason])
        }
        let verdict = Finding.Verdict.pair(likeness.confidence)
        let reasons = likeness.reasons + likeness.doubts.map { "but \($0)" }
        return finding(verdict, [a, b], reasons, places: places)
    }

    /// What some routers of the VPC turned out to be.
    func finding(
        _ verdict: Finding.Verdict,
        _ members: [Network.Instance],
        _ reasons: [String],
        places: [Int]? = nil
    ) -> Finding {
        let routers = members.map { member in
            Finding.Router(
                instance: member.id,
                name: member.name,
                interfaces: member.interfaces.filter { places?.contains($0.deviceIndex) ?? (counts[$0.eni] != nil) }
                    .sorted { $0.deviceIndex < $1.deviceIndex },
                routeCount: carried(by: member)
            )
        }
        return Finding(verdict: verdict, vpc: vpc, vpcName: vpcName, routers: routers, reasons: reasons)
    }

    /// The interfaces that routes point at although no instance has them.
    func orphans(_ known: KnownPairs) -> [Finding] {
        let attached = Set(instances.flatMap { $0.interfaces.map(\.eni) })
        let lost = Set(routes.compactMap { $0.instance == nil ? $0.eni : nil }).subtracting(attached)
        return lost.filter { known.owner(of: $0) == nil }.sorted().map { eni in
            let count = counts[eni] ?? 0
            let reason =
                "\(count == 1 ? "a route points" : "\(count) routes point") at \(eni), which is attached to no instance"
            return Finding(verdict: .unclear, vpc: vpc, vpcName: vpcName, routers: [], reasons: [reason])
        }
    }
}
