import Fleet

extension Schema {
    static let ofAlerts: [Setting] = [
        Setting(
            key: .topics,
            name: "topics",
            blocks: [.alerts],
            type: .list(.arn(service: "sns", resource: "", noun: "an SNS topic")),
            documentation: "SNS topics that are told, by the login of 'credentials'.",
            example: "[arn:aws:sns:eu-central-1:731262942057:network-alerts]"
        ),
        Setting(
            key: .webhooks,
            name: "webhooks",
            blocks: [.alerts],
            type: .list(.webhook),
            documentation: "Addresses to which a JSON document is posted, signed by the rules of Standard Webhooks.",
            example: "[\"https://alerts.example.com/vaer\"]"
        ),
        Setting(
            key: .webhookSecretFile,
            name: "webhook-secret-file",
            blocks: [.alerts],
            type: .path,
            documentation: "The file with the secret of the signatures; while it has two lines both sign.",
            example: "/etc/vaer/webhook.secret"
        ),
        Setting(
            key: .command,
            name: "command",
            blocks: [.alerts],
            type: .list(.text(maximum: 4096)),
            documentation: "A program, by its whole path, and its arguments; the JSON document is its input. No shell.",
            example: "[\"/usr/local/bin/page-me\", \"--team\", \"net\"]"
        ),
        Setting(
            key: .unprotectedFor,
            name: "unprotected-for",
            blocks: [.alerts],
            type: .duration(from: .seconds(10), to: .seconds(7 * 86_400), step: .seconds(1)),
            documentation: "How long a pair has nobody to take over before that is told.",
            example: "10m",
            initial: "10m"
        ),
        Setting(
            key: .failingFor,
            name: "failing-for",
            blocks: [.alerts],
            type: .duration(from: .seconds(10), to: .seconds(86_400), step: .seconds(1)),
            documentation: "How long looks, queues, definitions or the record fail before that is told.",
            example: "5m",
            initial: "5m"
        ),
        Setting(
            key: .drillEvery,
            name: "drill-every",
            blocks: [.alerts],
            type: .duration(from: .seconds(86_400), to: .seconds(1000 * 86_400), step: .seconds(3600)),
            documentation: "How often every pair should pass a drill.",
            example: "90d",
            initial: "90d"
        ),
        Setting(
            key: .ignore,
            name: "ignore",
            blocks: [.alerts],
            type: .list(.oneOf(AlertPolicy.Kind.allCases.map(\.rawValue))),
            documentation: "What is not told.",
            example: "[drill, engine]"
        ),
    ]

    static let ofMutes: [Setting] = [
        Setting(
            key: .muteDays,
            name: "days",
            blocks: [.mute],
            type: .list(.oneOf(AlertPolicy.Mute.dayNames)),
            documentation: "The days of the week on which it begins; every day without.",
            example: "[sat, sun]"
        ),
        Setting(
            key: .muteFrom,
            name: "from",
            blocks: [.mute],
            type: .timeOfDay,
            documentation: "The time of day at which it begins; midnight without.",
            example: "22:00"
        ),
        Setting(
            key: .muteTo,
            name: "to",
            blocks: [.mute],
            type: .timeOfDay,
            documentation: "The time of day at which it ends, on the next day when it is not after 'from'.",
            example: "06:00"
        ),
        Setting(
            key: .muteStarts,
            name: "starts",
            blocks: [.mute],
            type: .moment,
            documentation: "The moment at which a single one begins.",
            example: "2027-01-15T20:00:00Z"
        ),
        Setting(
            key: .muteEnds,
            name: "ends",
            blocks: [.mute],
            type: .moment,
            documentation: "The moment at which a single one ends.",
            example: "2027-01-16T04:00:00Z"
        ),
        Setting(
            key: .mutePairs,
            name: "pairs",
            blocks: [.mute],
            type: .list(.text(maximum: 64)),
            documentation:
                "The pairs about which it keeps silent, by name, with '*' for anything; about everything without.",
            example: "[sfo-edge, \"lab-*\"]"
        ),
    ]
}
