import Fleet
import Values

/// A plan as text for people: the verdict first, then a line per pair.
package enum PlanText {
    /// The text; with `verbose` every resource with every attribute that differs.
    package static func render(_ plan: FleetPlan, verbose: Bool = false) -> String {
        var lines = [plan.verdict]
        lines += plan.warnings.map { "warning: \($0)" }
        var body = plan.layers.flatMap { layer($0, verbose: verbose) }
        body += plan.queues.flatMap { queue($0, verbose: verbose) } + pairs(plan, verbose: verbose)
        if !body.isEmpty { lines += [""] + body }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func pairs(_ plan: FleetPlan, verbose: Bool) -> [String] {
        let width = plan.pairs.map(\.pair.name.text.utf8.count).max() ?? 0
        let regionWidth = plan.pairs.map(\.pair.region.name.utf8.count).max() ?? 0
        return plan.pairs.flatMap { pair in
            let name = padded(pair.pair.name.text, width)
            let region = padded(pair.pair.region.name, regionWidth)
            var lines = ["\(mark(pair.verdict)) \(name)  \(region)  \(summary(pair))"]
            for problem in pair.problems {
                lines.append("    problem: \(problem.message)")
                if let wayOut = problem.wayOut { lines.append("    way out: \(wayOut)") }
            }
            if let wayOut = pair.failure?.wayOut { lines.append("    way out: \(wayOut)") }
            lines += pair.warnings.map { "    warning: \($0)" }
            if verbose { lines += pair.changes.flatMap(change) }
            return lines
        }
    }

    private static func layer(_ layer: LayerPlan, verbose: Bool) -> [String] {
        // A layer that stays as it is matters to nobody but the thorough.
        layer.changes.filter { verbose || $0.isMutating }.map { change in
            let number =
                if case .layer(let version) = change.resource, let version = version.version { " \(version)" } else {
                    ""
                }
            return "\(mark(change.action)) layer \(change.resource.name)\(number) in \(layer.place): \(change.reason)"
        }
    }

    private static func queue(_ queue: QueuePlan, verbose: Bool) -> [String] {
        if let failure = queue.failure {
            let line = "? queue in \(queue.place): unreadable: \(failure.message)"
            return [line] + (failure.wayOut.map { ["    way out: \($0)"] } ?? [])
        }
        guard let change = queue.change, verbose || change.isMutating || change.action == .blocked else { return [] }
        let head = "\(mark(change.action)) queue \(change.resource.name) in \(queue.place): \(change.reason)"
        return [head] + (verbose ? attributes(change) : [])
    }

    private static func summary(_ pair: PairPlan) -> String {
        switch pair.verdict {
        case .unchanged: return pair.goal == .apply ? "unchanged" : "gone"
        case .blocked: return "blocked"
        case .unreadable: return "unreadable: \(pair.failure?.message ?? "")"
        case .create: return "create \(pair.mutations.count) resources"
        case .delete: return "destroy \(pair.mutations.count) resources"
        case .update: break
        }
        let parts = ResourceChange.Action.allCases.compactMap { action -> String? in
            let kinds = pair.mutations.filter { $0.action == action }.map(\.resource.kind.rawValue)
            return kinds.isEmpty ? nil : "\(action.rawValue) \(kinds.joined(separator: ", "))"
        }
        return parts.joined(separator: "; ")
    }

    private static func change(_ change: ResourceChange) -> [String] {
        let head =
            "    \(mark(change.action)) \(change.resource.kind.rawValue) \(change.resource.name): \(change.reason)"
        return [head] + attributes(change)
    }

    private static func attributes(_ change: ResourceChange) -> [String] {
        let attributes = change.action == .create ? creation(change.resource) : change.attributes
        return attributes.map { "        \($0.name): \($0.old ?? "(none)") -> \($0.new ?? "(none)")" }
    }

    /// All that a resource will be, as differences from nothing.
    static func creation(_ resource: Resource) -> [AttributeChange] {
        let attributes = resource.attributes.filter { $0.value != .absent }
        let tags = (resource.tags ?? [:]).sorted { $0.key < $1.key }
        return attributes.map { AttributeChange($0.name, old: nil, new: $0.value.text) }
            + tags.map { AttributeChange("tags.\($0.key)", old: nil, new: $0.value) }
    }

    private static func mark(_ verdict: PairPlan.Verdict) -> String {
        switch verdict {
        case .create: "+"
        case .update: "~"
        case .delete: "-"
        case .unchanged: "="
        case .blocked: "!"
        case .unreadable: "?"
        }
    }

    private static func mark(_ action: ResourceChange.Action) -> String {
        switch action {
        case .create: "+"
        case .update: "~"
        case .delete: "-"
        case .none: "="
        case .blocked: "!"
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }
}
