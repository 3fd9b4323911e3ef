extension Schema {
    private static let shared: [BlockKind] = [.pair, .template, .defaults]

    /// Every kind of block.
    package static let blocks: [BlockRow] = [
        BlockRow(
            kind: .pair,
            parents: [],
            naming: .required(example: "sfo-edge"),
            documentation: "Two routers of one VPC, of which one takes over the routes when the other fails.",
            example: "pair \"sfo-edge\" from \"edge\" { … }"
        ),
        BlockRow(
            kind: .template,
            parents: [],
            naming: .required(example: "edge"),
            documentation: "Values for the pairs that are made from it.",
            example: "template \"edge\" { region = us-west-1 }"
        ),
        BlockRow(
            kind: .defaults,
            parents: [],
            naming: .none,
            documentation: "Values for every pair; a template's and a pair's own go before them.",
            example: "defaults { account = 731262942057 }"
        ),
        BlockRow(
            kind: .credentials,
            parents: [],
            naming: .required(example: "china"),
            documentation: "How to log in to the account of the pairs that name it.",
            example: "credentials \"china\" { profile = cn-net }"
        ),
        BlockRow(
            kind: .member,
            parents: [.pair],
            naming: .required(example: "vAER-A"),
            documentation: "One of the two routers; the first is the preferred one.",
            example: "member \"vAER-A\" { eni = eni-071b4d6cbf57de651 }"
        ),
        BlockRow(
            kind: .enis,
            parents: [.member],
            naming: .none,
            documentation: "The network interfaces of a router that has several, under names that its peer's share.",
            example: "enis { lan = eni-071b4d6cbf57de651  wan = eni-0a1b2c3d4e5f60718 }"
        ),
        BlockRow(
            kind: .routes,
            parents: shared,
            naming: .none,
            documentation: "Which routes the pair owns, and so may move.",
            example: "routes { destinations = [10.0.0.0/16]  tables = all }"
        ),
        BlockRow(
            kind: .failover,
            parents: shared,
            naming: .none,
            documentation: "When routes move.",
            example: "failover { failback = never  status-checks = on }"
        ),
        BlockRow(
            kind: .notify,
            parents: shared,
            naming: .none,
            documentation: "Who is told of what the pair does.",
            example: "notify { email = [netops@example.com] }"
        ),
        BlockRow(
            kind: .tags,
            parents: shared,
            naming: .none,
            documentation: "Tags that are put on every resource of the pair, beside vaer's own.",
            example: "tags { team = netops  \"cost center\" = \"4711\" }"
        ),
        BlockRow(
            kind: .names,
            parents: [.pair],
            naming: .none,
            documentation: "Names that replace vaer's own, to take over resources that exist already.",
            example: "names { function = MyFailover }"
        ),
        BlockRow(
            kind: .moved,
            parents: [.pair],
            naming: .none,
            documentation:
                "What the pair was called before it was renamed; its resources keep their names, and are not made anew.",
            example: "moved { from = old-edge }"
        ),
        BlockRow(
            kind: .alerts,
            parents: [],
            naming: .none,
            documentation:
                "What the controller tells beyond what the pairs' own functions do, and whom; once in a fleet.",
            example: "alerts { webhooks = [\"https://alerts.example.com/vaer\"] }"
        ),
        BlockRow(
            kind: .mute,
            parents: [.alerts],
            naming: .required(example: "weekend"),
            documentation:
                "A time in which nothing is told; what then still is so is told when it ends. Times are in UTC.",
            example: "mute \"weekend\" { days = [sat, sun] }"
        ),
    ]

    /// Every key, in the order of ``Key``.
    package static let settings: [Setting] =
        general + ofMembers + ofRoutes + ofFailover + ofNotify + ofNames + ofLogins + ofMoves + ofAlerts + ofMutes

    private static let general: [Setting] = [
        Setting(
            key: .description,
            name: "description",
            blocks: shared,
            type: .text(maximum: 256),
            documentation: "What operators call the pair.",
            example: "\"San Francisco edge\"",
            initial: "\"\""
        ),
        Setting(
            key: .region,
            name: "region",
            blocks: shared,
            type: .region,
            documentation: "The region of both routers and of all resources of the pair.",
            example: "us-west-1",
            isRequired: true
        ),
        Setting(
            key: .account,
            name: "account",
            blocks: shared,
            type: .account,
            documentation: "The account that owns the pair; checked with STS before any change.",
            example: "731262942057",
            isRequired: true
        ),
        Setting(
            key: .credentials,
            name: "credentials",
            blocks: shared + [.alerts],
            type: .reference,
            documentation: "The credentials block to log in with; without it the usual AWS chain is used.",
            example: "china"
        ),
        Setting(
            key: .vpc,
            name: "vpc",
            blocks: shared,
            type: .vpc,
            documentation: "The VPC of both routers.",
            example: "vpc-0bf5741eb0ef56a41",
            isRequired: true
        ),
        Setting(
            key: .sweep,
            name: "sweep",
            blocks: shared,
            type: .duration(from: .seconds(60), to: .seconds(86_400), step: .seconds(60)),
            documentation: "How often the pair is looked at without an event.",
            example: "1m",
            initial: "1m"
        ),
        Setting(
            key: .logRetention,
            name: "log-retention",
            blocks: shared,
            type: .days(retentionDays),
            documentation: "How long the function's log is kept; one of the values of CloudWatch Logs.",
            example: "30d",
            initial: "30d"
        ),
        Setting(
            key: .memory,
            name: "memory",
            blocks: shared,
            type: .integer(from: 128, to: 10_240),
            documentation: "The function's memory in MB.",
            example: "128",
            initial: "128"
        ),
        Setting(
            key: .timeout,
            name: "timeout",
            blocks: shared,
            type: .duration(from: .seconds(1), to: .seconds(900), step: .seconds(1)),
            documentation: "How long one run of the function may take.",
            example: "60s",
            initial: "60s"
        ),
        Setting(
            key: .paused,
            name: "paused",
            blocks: shared,
            type: .boolean,
            documentation: "Whether the pair moves nothing until this is off again.",
            example: "on",
            initial: "off"
        ),
        Setting(
            key: .permissionsBoundary,
            name: "permissions-boundary",
            blocks: shared,
            type: .arn(service: "iam", resource: "policy/", noun: "an IAM policy"),
            documentation: "A permissions boundary for the pair's role, where the account demands one.",
            example: "arn:aws:iam::731262942057:policy/boundary"
        ),
    ]

    /// The retention times that CloudWatch Logs takes, in days.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>
    private static let retentionDays = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]

    private static let ofMembers: [Setting] = [
        Setting(
            key: .instance,
            name: "instance",
            blocks: [.member],
            type: .instance,
            documentation: "The EC2 instance; without it, whichever the network interface is attached to.",
            example: "i-045ebd27124159b6d"
        ),
        Setting(
            key: .eni,
            name: "eni",
            blocks: [.member],
            type: .interface,
            documentation: "The network interface that routes point at.",
            example: "eni-071b4d6cbf57de651",
            isRequired: true
        ),
        Setting(
            key: .alarms,
            name: "alarms",
            blocks: [.member],
            type: .list(.text(maximum: 255)),
            documentation: "CloudWatch alarms that mean, in state ALARM, that this router has failed.",
            example: "[\"vAER-A tunnel down\"]",
            initial: "[]"
        ),
    ]

    private static let ofRoutes: [Setting] = [
        Setting(
            key: .destinations,
            name: "destinations",
            blocks: [.routes],
            type: .either("all", .list(.destination)),
            documentation:
                "The destinations to move: blocks or prefix lists, or 'all'. A block is that one destination; with a "
                + "'+' it is every block within it too.",
            example: "[0.0.0.0/0, 10.0.0.0/8+, 2001:db8::/32]",
            initial: "all"
        ),
        Setting(
            key: .tables,
            name: "tables",
            blocks: [.routes],
            type: .either("all", .list(.table)),
            documentation:
                "The route tables to look in, by id or by tag (\"tag:Key=Value\", or \"tag:Key\" for any value), or 'all' "
                + "of the VPC.",
            example: "[rtb-024855d8566b8128b, \"tag:Role=edge\"]",
            initial: "all"
        ),
        Setting(
            key: .protect,
            name: "protect",
            blocks: [.routes],
            type: .list(.destination),
            documentation: "Destinations that never move; with a '+' a block protects every block within it too.",
            example: "[0.0.0.0/0, 192.168.0.0/16+]",
            initial: "[]"
        ),
        Setting(
            key: .exclude,
            name: "exclude",
            blocks: [.routes],
            type: .list(.table),
            documentation: "Route tables in which nothing ever moves, by id or by tag.",
            example: "[rtb-024855d8566b8128b, \"tag:Owner=security\"]",
            initial: "[]"
        ),
    ]
}
