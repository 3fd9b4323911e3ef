import Fleet
import Values

/// What is to be done for many pairs, and for what they share.
package struct FleetPlan: Sendable {
    /// What the plan wants.
    package let goal: PairPlan.Goal
    /// The engine's layer, per account and region.
    package let layers: [LayerPlan]
    /// The queue to the controller, per account and region.
    package let queues: [QueuePlan]
    /// The pairs, sorted by name.
    package let pairs: [PairPlan]

    /// A plan; layer and queue stand in it once per account and region.
    ///
    /// A layer is published only for a pair with work to do, a queue is made only where a pair is in order or will be.
    package init(goal: PairPlan.Goal, layers: [LayerPlan], queues: [QueuePlan] = [], pairs: [PairPlan]) {
        self.goal = goal
        self.pairs = pairs.sorted { $0.pair.name < $1.pair.name }
        let fit = Set(pairs.filter { $0.problems.isEmpty && $0.failure == nil }.map(\.place))
        self.queues = Dictionary(queues.map { ($0.place, $0) }) { first, _ in first }.values
            .sorted { $0.place < $1.place }
            .filter { goal == .destroy || $0.change?.action != .create || fit.contains($0.place) }
        let busy = Set(pairs.filter { !$0.mutations.isEmpty }.map(\.place))
        let once = Dictionary(layers.map { ($0.place, $0) }) { first, _ in first }
        self.layers = once.values.sorted { $0.place < $1.place }
            .filter { goal == .destroy || $0.current != nil || busy.contains($0.place) }
    }

    /// Whether anything would be changed.
    package var hasChanges: Bool {
        !shared.isEmpty || pairs.contains { !$0.mutations.isEmpty }
    }

    /// The changes of what pairs share.
    private var shared: [ResourceChange] { layers.flatMap(\.mutations) + queues.compactMap(\.mutation) }

    /// The pairs for which nothing can be done.
    package var stuck: [PairPlan] { pairs.filter { $0.verdict == .blocked || $0.verdict == .unreadable } }

    /// How many resources have this done to them.
    package func count(resources action: ResourceChange.Action) -> Int {
        (shared + pairs.flatMap(\.mutations)).count { $0.action == action }
    }

    /// How many pairs come to this.
    package func count(pairs verdict: PairPlan.Verdict) -> Int { pairs.count { $0.verdict == verdict } }

    /// The plan's outcome in one line, such as `2 pairs to create, 5 unchanged: 22 resources to create`.
    package var verdict: String {
        let rows: [(PairPlan.Verdict, String)] = [
            (.create, "to create"), (.update, "to change"), (.delete, "to destroy"), (.unchanged, "unchanged"),
            (.blocked, "blocked"), (.unreadable, "unreadable"),
        ]
        let parts = rows.filter { count(pairs: $0.0) > 0 }.map { (count(pairs: $0.0), $0.1) }
        guard !parts.isEmpty else { return "no pairs" }
        if !hasChanges, stuck.isEmpty {
            let what = goal == .apply ? "as defined" : "gone"
            let whose = pairs.count == 1 ? "the pair is" : "all \(pairs.count) pairs are"
            return "no changes: \(whose) \(what)"
        }
        let actions: [(ResourceChange.Action, String)] = [
            (.create, "to create"), (.update, "to update"), (.delete, "to delete"),
        ]
        let work = actions.map { (count(resources: $0.0), $0.1) }.filter { $0.0 > 0 }
        let head = Self.sentence(parts, one: "pair", many: "pairs")
        return work.isEmpty ? head : "\(head): \(Self.sentence(work, one: "resource", many: "resources"))"
    }

    /// Such as `1 pair to create, 5 unchanged`.
    private static func sentence(_ parts: [(Int, String)], one: String, many: String) -> String {
        parts.enumerated().map { index, part in
            index > 0 ? "\(part.0) \(part.1)" : "\(part.0) \(part.0 == 1 ? one : many) \(part.1)"
        }.joined(separator: ", ")
    }

    /// What the operator should know about the fleet as a whole.
    ///
    /// Only our own rules and roles are counted; both quotas are defaults, which AWS raises on request.
    package var warnings: [String] {
        guard goal == .apply else { return [] }
        var warnings: [String] = []
        for (place, members) in Dictionary(grouping: pairs, by: \.place).sorted(by: { $0.key < $1.key })
        where members.count > Limit.rulesPerRegion {
            warnings.append(
                "\(members.count) pairs in \(place): the default quota is \(Limit.rulesPerRegion) rules per event bus"
            )
        }
        for (account, members) in Dictionary(grouping: pairs, by: \.pair.account).sorted(by: { $0.key < $1.key })
        where members.count > Limit.rolesPerAccount {
            warnings.append(
                "\(members.count) pairs in \(account): the default quota is \(Limit.rolesPerAccount) roles per account"
            )
        }
        return warnings
    }
}
