package import Values

/// What one VPC with routes to instances, or a part of it, turned out to be.
package struct Finding: Hashable, Sendable {
    /// What it is.
    package enum Verdict: Hashable, Sendable {
        /// A pair that no definition has yet.
        case pair(Confidence)
        /// A pair that a definition has.
        case defined(PairName)
        /// A router that carries routes and has no peer.
        case alone
        /// Routers of which it cannot be told who belongs to whom.
        case unclear
    }

    /// A router of a finding.
    package struct Router: Hashable, Sendable {
        /// The instance.
        package var instance: InstanceID
        /// What people call it.
        package var name: String
        /// The interfaces that routes point at, or would after a failover, in the order of their places.
        package var interfaces: [Network.Interface]
        /// How many routes point at it.
        package var routeCount: Int
    }

    /// What it is.
    package var verdict: Verdict
    /// The VPC.
    package var vpc: VPCID
    /// What people call the VPC; empty for no name.
    package var vpcName: String
    /// The routers: of a pair the one that carries more routes first.
    package var routers: [Router]
    /// Why, in words, the strongest reason first.
    package var reasons: [String]

    /// How many routes point at the routers.
    package var routeCount: Int { routers.reduce(0) { $0 + $1.routeCount } }
}

/// How sure it is that two instances are a pair.
package enum Confidence: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Little speaks for it.
    case low
    /// Much speaks for it, or something speaks against it.
    case medium
    /// Everything speaks for it and nothing against it.
    case high

    /// Orders from low to high.
    package static func < (left: Confidence, right: Confidence) -> Bool { left.rank < right.rank }

    /// The next lower one.
    var lowered: Confidence { self == .high ? .medium : .low }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        }
    }
}
