extension Schema {
    static let ofFailover: [Setting] = [
        Setting(
            key: .failback,
            name: "failback",
            blocks: [.failover],
            type: .either("never", .duration(from: .seconds(1), to: .seconds(2_592_000), step: .seconds(1))),
            documentation: "How long the preferred router must be well before routes go back to it, or 'never'.",
            example: "10m",
            initial: "never"
        ),
        Setting(
            key: .failbacksPerHour,
            name: "failbacks-per-hour",
            blocks: [.failover],
            type: .integer(from: 1, to: 60),
            documentation: "How many times an hour routes may go back by themselves; a failover is never limited.",
            example: "1",
            initial: "2"
        ),
        Setting(
            key: .statusChecks,
            name: "status-checks",
            blocks: [.failover],
            type: .boolean,
            documentation: "Whether an impaired EC2 status check counts as a failure.",
            example: "on",
            initial: "on"
        ),
    ]

    static let ofNotify: [Setting] = [
        Setting(
            key: .email,
            name: "email",
            blocks: [.notify],
            type: .list(.email),
            documentation: "E-mail addresses; each has to confirm its subscription once.",
            example: "[netops@example.com]",
            initial: "[]"
        ),
        Setting(
            key: .https,
            name: "https",
            blocks: [.notify],
            type: .list(.httpsURL),
            documentation: "End points that SNS posts to.",
            example: "[https://hooks.example.com/vaer]",
            initial: "[]"
        ),
        Setting(
            key: .sqs,
            name: "sqs",
            blocks: [.notify],
            type: .list(.arn(service: "sqs", resource: "", noun: "an SQS queue")),
            documentation: "SQS queues, by ARN.",
            example: "[arn:aws:sqs:us-west-1:731262942057:netops]",
            initial: "[]"
        ),
        Setting(
            key: .topic,
            name: "topic",
            blocks: [.notify],
            type: .arn(service: "sns", resource: "", noun: "an SNS topic"),
            documentation: "An existing topic of the pair's region and account, in place of one of vaer's own.",
            example: "arn:aws:sns:us-west-1:731262942057:netops"
        ),
        Setting(
            key: .everyRun,
            name: "every-run",
            blocks: [.notify],
            type: .boolean,
            documentation: "Whether a message is sent for every run that an event started, even if nothing moved.",
            example: "on",
            initial: "off"
        ),
    ]

    static let ofNames: [Setting] = [
        Setting(
            key: .function,
            name: "function",
            blocks: [.names],
            type: .name(maximum: 64, letters: "-_"),
            documentation: "The Lambda function's name.",
            example: "MyFailover"
        ),
        Setting(
            key: .role,
            name: "role",
            blocks: [.names],
            type: .name(maximum: 64, letters: "+=,.@-_"),
            documentation: "The IAM role's name, without its path.",
            example: "MyFailover-role"
        ),
        Setting(
            key: .rule,
            name: "rule",
            blocks: [.names],
            type: .name(maximum: 64, letters: ".-_"),
            documentation: "The EventBridge rule's name.",
            example: "MyRule"
        ),
        Setting(
            key: .topicName,
            name: "topic",
            blocks: [.names],
            type: .name(maximum: 256, letters: "-_"),
            documentation: "The SNS topic's name.",
            example: "MyTopic"
        ),
        Setting(
            key: .logGroup,
            name: "log-group",
            blocks: [.names],
            type: .name(maximum: 512, letters: ".-_/#"),
            documentation: "The log group's name.",
            example: "/aws/lambda/MyFailover"
        ),
    ]

    static let ofLogins: [Setting] = [
        Setting(
            key: .profile,
            name: "profile",
            blocks: [.credentials],
            type: .text(maximum: 256),
            documentation: "The profile of the shared AWS files to start from; without it the usual AWS chain.",
            example: "cn-net"
        ),
        Setting(
            key: .loginRole,
            name: "role",
            blocks: [.credentials],
            type: .arn(service: "iam", resource: "role/", noun: "an IAM role"),
            documentation: "The role to assume from there.",
            example: "arn:aws-cn:iam::777788889999:role/vaer-operator"
        ),
        Setting(
            key: .externalID,
            name: "external-id",
            blocks: [.credentials],
            type: .text(maximum: 1224),
            documentation: "The external id that the role asks for.",
            example: "net-ops-7f3a"
        ),
    ]

    static let ofMoves: [Setting] = [
        Setting(
            key: .formerName,
            name: "from",
            blocks: [.moved],
            type: .pairName,
            documentation: "The pair's name when its resources were made.",
            example: "old-edge"
        )
    ]
}
