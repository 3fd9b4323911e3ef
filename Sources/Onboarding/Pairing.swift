import Fleet
import Values

/// Finds the pairs of one account's region.
///
/// A VPC counts when a route of it points at an instance's interface. Candidates are the instances at which routes point
/// and those that forward; two that belong together are a pair.
package struct Pairing: Sendable {
    /// Which instances may be routers.
    package struct Criteria: Hashable, Sendable {
        /// The tags that a router must have; nil as value for any.
        package var tags: [(key: String, value: String?)] { demands.map { ($0.key, $0.value) } }
        /// The images, of which a router must have one; empty for any.
        package let images: [String]
        private let demands: [Demand]

        /// A tag that a router must have.
        private struct Demand: Hashable, Sendable {
            let key: String
            let value: String?
        }

        /// Criteria; without arguments every instance may be a router.
        package init(tags: [(key: String, value: String?)] = [], images: [String] = []) {
            (demands, self.images) = (tags.map { Demand(key: $0.key, value: $0.value) }, images)
        }

        /// Whether anything is demanded.
        var areGiven: Bool { !demands.isEmpty || !images.isEmpty }

        func allow(_ instance: Network.Instance) -> Bool {
            guard images.isEmpty || images.contains(instance.image) else { return false }
            return demands.allSatisfy { wanted in
                instance.tags[wanted.key].map { wanted.value == nil || wanted.value == $0 } ?? false
            }
        }
    }

    /// The states of an instance that can be a router, now or when it is started.
    private static let states: Set<String> = ["pending", "running", "stopping", "stopped"]

    /// So many candidates of one VPC are no routers; comparing each with each would take long.
    private static let candidateLimit = 200

    private let network: Network
    private let criteria: Criteria
    private let known: KnownPairs

    /// A search in a network, for what no definition names yet.
    package init(_ network: Network, criteria: Criteria = Criteria(), known: KnownPairs = KnownPairs()) {
        (self.network, self.criteria, self.known) = (network, criteria, known)
    }

    /// What there is, sorted by VPC and router.
    package func findings() -> [Finding] {
        let instances = Dictionary(grouping: network.instances) { $0.vpc }
        return network.routes.keys.sorted().flatMap { vpc in
            findings(in: VPCSearch(vpc: vpc, network: network, instances: instances[vpc] ?? []))
        }
    }

    private func findings(in search: VPCSearch) -> [Finding] {
        let present = search.instances.filter { Self.states.contains($0.state) && criteria.allow($0) }
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        var findings: [Finding] = []
        let owned = Dictionary(grouping: present.filter { known.owner(of: $0) != nil }) { known.owner(of: $0) }
        for (owner, members) in owned.compactMap({ owner, members in owner.map { ($0, members) } }) {
            findings.append(search.finding(.defined(owner), members, ["a definition has it"]))
        }
        findings.sort { ($0.routers.first?.name ?? "") < ($1.routers.first?.name ?? "") }
        let candidates = present.filter {
            known.owner(of: $0) == nil && (search.carries($0) || $0.forwards || criteria.areGiven)
        }
        guard candidates.contains(where: search.carries) else { return findings + search.orphans(known) }
        return findings + pairs(among: candidates, in: search) + search.orphans(known)
    }

    private func pairs(among candidates: [Network.Instance], in search: VPCSearch) -> [Finding] {
        let tags = OwnTags(candidates)
        if candidates.count == 1 {
            let reason =
                criteria.areGiven ? "no other instance of the VPC fits" : "no other instance of the VPC forwards"
            return [search.finding(.alone, candidates, [reason])]
        }
        if candidates.count == 2 {
            var likeness = Likeness(candidates[0], candidates[1], ownTags: [])
            likeness.addOnlyTwo()
            return [search.finding(candidates[0], candidates[1], likeness)]
        }
        let narrowing = "narrow them down with --tag or --image"
        guard candidates.count <= Self.candidateLimit else {
            let carriers = candidates.filter(search.carries)
            return [
                search.finding(.unclear, carriers, ["\(candidates.count) instances come into question; \(narrowing)"])
            ]
        }
        let matches = BestMatches(candidates) { Likeness($0, $1, ownTags: tags.shared($0, $1)) }
        var rest = candidates
        var findings: [Finding] = []
        for (left, right) in matches.mutual where search.carries(left) || search.carries(right) {
            rest.removeAll { $0.id == left.id || $0.id == right.id }
            findings.append(search.finding(left, right, Likeness(left, right, ownTags: tags.shared(left, right))))
        }
        let carriers = rest.filter(search.carries)
        if carriers.isEmpty { return findings }
        if rest.count == 1 {
            return findings + [search.finding(.alone, rest, ["the others of the VPC belong to each other"])]
        }
        let reason = "\(rest.count) instances come into question; \(narrowing)"
        return findings + [search.finding(.unclear, carriers, [reason])]
    }
}

/// The tags that two candidates of a VPC share with no third one.
private struct OwnTags {
    private var holders: [String: [InstanceID]] = [:]

    init(_ candidates: [Network.Instance]) {
        for candidate in candidates {
            for (key, value) in candidate.tags where key != "Name" && !key.hasPrefix("aws:") {
                holders["\(key)=\(value)", default: []].append(candidate.id)
            }
        }
    }

    func shared(_ left: Network.Instance, _ right: Network.Instance) -> [String] {
        let pair: Set<InstanceID> = [left.id, right.id]
        return left.tags.map { "\($0.key)=\($0.value)" }.filter { Set(holders[$0] ?? []) == pair }.sorted()
    }
}

/// Who is likest to whom, where that is mutual and nobody else is as like.
private struct BestMatches {
    /// The pairs, in the order of the candidates.
    private(set) var mutual: [(Network.Instance, Network.Instance)] = []

    init(_ candidates: [Network.Instance], likeness: (Network.Instance, Network.Instance) -> Likeness) {
        var scores = candidates.map { _ in [Int](repeating: 0, count: candidates.count) }
        for left in candidates.indices {
            for right in candidates.indices where right > left {
                let points = likeness(candidates[left], candidates[right]).points
                (scores[left][right], scores[right][left]) = (points, points)
            }
        }
        let best = candidates.indices.map { index -> Int? in
            let most = scores[index].max() ?? 0
            let holders = candidates.indices.filter { scores[index][$0] == most }
            return most >= Likeness.least && holders.count == 1 ? holders[0] : nil
        }
        for left in candidates.indices {
            guard let right = best[left], right > left, best[right] == left else { continue }
            mutual.append((candidates[left], candidates[right]))
        }
    }
}
