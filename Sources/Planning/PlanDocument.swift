package import Codecs
import Fleet
import Values

/// A plan as a JSON document for programs.
package enum PlanDocument {
    /// The document; keys are only ever added.
    package static func json(_ plan: FleetPlan) -> JSON {
        .fields([
            "schema": .string(DocumentReader.schema),
            "kind": "plan",
            "goal": .string(plan.goal.rawValue),
            "verdict": .string(plan.verdict),
            "changes": .bool(plan.hasChanges),
            "pairs-by-verdict": .object(
                PairPlan.Verdict.allCases.map { JSON.Member($0.rawValue, .integer(plan.count(pairs: $0))) }
            ),
            "resources-by-action": .fields([
                "create": .integer(plan.count(resources: .create)),
                "update": .integer(plan.count(resources: .update)),
                "delete": .integer(plan.count(resources: .delete)),
            ]),
            "warnings": .strings(plan.warnings),
            "layers": .array(plan.layers.map(layer)),
            "queues": .array(plan.queues.map(queue)),
            "pairs": .array(plan.pairs.map(pair)),
        ])
    }

    private static func layer(_ plan: LayerPlan) -> JSON {
        .fields([
            "account": .string(plan.place.account.text),
            "region": .string(plan.place.region.name),
            "changes": .array(plan.changes.map(change)),
        ])
    }

    private static func queue(_ plan: QueuePlan) -> JSON {
        .fields([
            "account": .string(plan.place.account.text),
            "region": .string(plan.place.region.name),
            "failure": plan.failure.map(failure),
            "changes": .array([plan.change].compactMap(\.self).map(change)),
        ])
    }

    private static func failure(_ failure: PlanFailure) -> JSON {
        .fields([
            "cause": .string(failure.cause.rawValue),
            "message": .string(failure.message),
            "way-out": failure.wayOut.map(JSON.string),
        ])
    }

    private static func pair(_ plan: PairPlan) -> JSON {
        .fields([
            "name": .string(plan.pair.name.text),
            "account": .string(plan.pair.account.text),
            "region": .string(plan.pair.region.name),
            "verdict": .string(plan.verdict.rawValue),
            "digest": plan.digest.isEmpty ? nil : .string(plan.digest),
            "failure": plan.failure.map(failure),
            "problems": .array(
                plan.problems.map { .fields(["message": .string($0.message), "way-out": $0.wayOut.map(JSON.string)]) }
            ),
            "warnings": .strings(plan.warnings),
            "changes": .array(plan.changes.map(change)),
        ])
    }

    private static func change(_ change: ResourceChange) -> JSON {
        let attributes = change.action == .create ? PlanText.creation(change.resource) : change.attributes
        return .fields([
            "action": .string(change.action.rawValue),
            "kind": .string(change.resource.kind.rawValue),
            "name": .string(change.resource.name),
            "reason": .string(change.reason),
            "attributes": .array(
                attributes.map { attribute in
                    .fields([
                        "name": .string(attribute.name),
                        "old": attribute.old.map(JSON.string) ?? .null,
                        "new": attribute.new.map(JSON.string) ?? .null,
                    ])
                }
            ),
        ])
    }
}
