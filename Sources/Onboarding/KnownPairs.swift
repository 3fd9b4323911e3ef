package import Fleet
package import Values

/// What the definitions name already: no draft may name it again.
package struct KnownPairs: Hashable, Sendable {
    private var interfaces: [ENIID: PairName] = [:]
    private var instances: [InstanceID: PairName] = [:]
    private(set) var names: Set<PairName> = []

    /// What the pairs of a fleet name.
    package init(_ fleet: Fleet = Fleet()) {
        for pair in fleet.pairs { add(pair) }
    }

    /// Adds what a pair names.
    package mutating func add(_ pair: Pair) {
        names.insert(pair.name)
        for member in [pair.members.first, pair.members.second] {
            for interface in member.interfaces { interfaces[interface.eni] = pair.name }
            if let instance = member.instance { instances[instance] = pair.name }
        }
    }

    /// Whether a pair has that name.
    package func has(_ name: PairName) -> Bool { names.contains(name) }

    /// The pair that names an interface; nil for none.
    package func owner(of eni: ENIID) -> PairName? { interfaces[eni] }

    /// The pair that names an instance; nil for none.
    package func owner(of instance: InstanceID) -> PairName? { instances[instance] }

    /// The pair that names an instance or one of its interfaces; nil for none.
    func owner(of instance: Network.Instance) -> PairName? {
        owner(of: instance.id) ?? instance.interfaces.lazy.compactMap { owner(of: $0.eni) }.first
    }
}
