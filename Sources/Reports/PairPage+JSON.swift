package import Codecs
import Engine
import Fleet
import Planning
import Records
import Values

extension PairPage {
    /// The page for programs: kind `description`; what was not read is null.
    package var json: JSON {
        Document.json(
            kind: "description",
            [
                "pair": .string(status.pair.text),
                "time": .moment(now),
                "status": StatusReport([status], now: now).json(status),
                "definition": .string(definition),
                "routes": routesJSON,
                "resources": (live?.plan).flatMap { plan in plan.failure == nil ? .array(plan.changes.map(json)) : nil
                },
                "subscriptions": (live?.recipients).map { .array($0.map(json)) },
                "recovery": RecoveryTimes(failovers).json,
                "events": .array(events.map(\.json)),
            ]
        )
    }

    private var routesJSON: JSON? {
        guard let routes = live?.routes else { return nil }
        return .array(
            Side.allCases.flatMap { side in
                routes.carried[side].map { route in
                    .complete([
                        "table": .string(route.table.text),
                        "destination": .string(route.destination.description),
                        "member": .string(status.members[side].name),
                        "target": .string(route.target.text),
                        "blackhole": .bool(route.isBlackhole),
                    ])
                }
            }
        )
    }

    private func json(_ change: ResourceChange) -> JSON {
        .complete([
            "kind": .string(change.resource.kind.rawValue),
            "name": .string(change.resource.name),
            "action": .string(change.action.rawValue),
            "reason": .string(change.reason),
        ])
    }

    private func json(_ recipient: Subscription) -> JSON {
        .complete([
            "protocol": .string(recipient.protocolName),
            "name": .string(recipient.safeName),
            "confirmed": .bool(recipient.arn != nil),
        ])
    }
}
