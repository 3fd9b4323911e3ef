import Fleet
import Values

/// A fleet as text that a person can check: everything that is not as the language would have it anyway.
enum FleetText {
    static func text(_ fleet: Fleet) -> String {
        let logins = fleet.credentials.sorted { $0.key < $1.key }.map { name, login in
            lines(
                "credentials \(name)",
                [
                    ("profile", login.profile), ("role", login.role?.description), ("external id", login.externalID),
                ]
            )
        }
        return (fleet.pairs.map(text) + logins + [fleet.alerts.map(text)].compactMap { $0 }).joined(separator: "\n")
    }

    private static func text(_ alerts: AlertPolicy) -> String {
        let list = { (items: [String]) in items.isEmpty ? nil : items.joined(separator: " ") }
        let mutes = alerts.mutes.map { mute -> (String, String?) in
            let parts = [
                mute.days.map { "days \($0.sorted())" }, mute.from.map { "from minute \($0)" },
                mute.to.map { "to minute \($0)" }, mute.starts.map { "starts \($0)" }, mute.ends.map { "ends \($0)" },
                list(mute.pairs),
            ]
            return ("mute \(mute.name)", parts.compactMap { $0 }.joined(separator: ", "))
        }
        return lines(
            "alerts",
            [
                ("times", "\(alerts.unprotectedFor) \(alerts.failingFor) \(alerts.drillEvery)"),
                ("ignored", list(alerts.ignored.map(\.rawValue).sorted())), ("login", alerts.login),
                ("topics", list(alerts.topics.map(\.description))), ("webhooks", list(alerts.webhooks)),
                ("secret", alerts.webhookSecretFile), ("command", list(alerts.command)),
            ] + mutes
        )
    }

    private static func text(_ pair: Pair) -> String {
        let plain = Deployment()
        let deployment = pair.deployment
        let names = deployment.names
        var rows: [(String, String?)] = [
            ("description", pair.description.isEmpty ? nil : pair.description),
            ("place", "\(pair.region) \(pair.account) \(pair.vpc)"),
            ("credentials", pair.credentials),
            ("first", text(pair.members.first)),
            ("second", text(pair.members.second)),
            ("destinations", text(pair.routes.destinations)),
            ("tables", text(pair.routes.tables)),
            ("protect", list(pair.routes.protect.map(\.description))),
            ("exclude", list(pair.routes.exclude.map(\.description))),
            ("failback", text(pair.failover.failback)),
            ("failbacks", pair.failover.failbacksPerHour == 2 ? nil : "\(pair.failover.failbacksPerHour) an hour"),
            ("status checks", pair.failover.statusChecks ? nil : "off"),
            ("paused", pair.failover.paused ? "on" : nil),
            ("email", list(pair.notify.email)),
            ("https", list(pair.notify.https)),
            ("sqs", list(pair.notify.sqs.map(\.description))),
            ("topic", pair.notify.topic?.description),
            ("every run", pair.notify.everyRun ? "on" : nil),
        ]
        rows += [
            ("sweep", deployment.sweep == plain.sweep ? nil : deployment.sweep.shortText),
            ("log retention", deployment.logRetentionDays == 30 ? nil : "\(deployment.logRetentionDays) days"),
            ("memory", deployment.memoryMegabytes == 128 ? nil : "\(deployment.memoryMegabytes) MB"),
            ("timeout", deployment.timeout == plain.timeout ? nil : deployment.timeout.shortText),
            ("tags", list(deployment.tags.map { "\($0.key)=\($0.value)" })),
            ("names", list([names.function, names.role, names.rule, names.topic, names.logGroup].compactMap { $0 })),
            ("boundary", deployment.permissionsBoundary?.description),
            ("former name", deployment.formerName?.text),
        ]
        return lines("pair \(pair.name)", rows)
    }

    private static func lines(_ title: String, _ rows: [(String, String?)]) -> String {
        rows.reduce(into: title + "\n") { text, row in
            if let value = row.1 { text += "  \(row.0): \(value)\n" }
        }
    }

    private static func text(_ member: Member) -> String {
        let interfaces = member.interfaces.map { "\($0.name)=\($0.eni)" }.joined(separator: " ")
        let alarms = member.alarms.isEmpty ? "" : " alarms=\(member.alarms)"
        return "\(member.name) \(member.instance?.text ?? "(instance by interface)") \(interfaces)\(alarms)"
    }

    private static func text<Item: CustomStringConvertible>(_ selection: Selection<Item>) -> String {
        switch selection {
        case .all: "all"
        case .only(let items): items.map(\.description).joined(separator: ", ")
        }
    }

    private static func text(_ failback: FailoverPolicy.Failback) -> String {
        switch failback {
        case .never: "never"
        case .after(let duration): "after \(duration.shortText)"
        }
    }

    private static func list(_ items: [String]) -> String? {
        items.isEmpty ? nil : items.joined(separator: ", ")
    }
}
