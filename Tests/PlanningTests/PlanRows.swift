import Codecs
import Fleet
import Planning
import Testing
import Values

extension PlanTests.Drift {
    private static let digest = ", tags.vaer:digest"

    /// An attribute that is another.
    static let attributes = [
        Self("retention", ["update log group: retention-days"]) { $0.resources.logGroup?.retentionDays = nil },
        Self("trust", ["update role: trust"]) { $0.resources.role?.trust = [:] },
        Self("role description", ["update role: description"]) { $0.resources.role?.description = "" },
        Self("boundary", ["update role: permissions-boundary"]) { $0.resources.role?.boundary = "arn:aws:iam::x" },
        Self("role policy", ["update role policy: document"]) {
            $0.resources.rolePolicy?.document = ["Version": "2012-10-17", "Statement": []]
        },
        Self("topic policy", ["update topic: policy"]) { $0.resources.topic?.policy = [:] },
        Self("function description", ["update function: description"]) { $0.resources.function?.description = "" },
        Self("function role", ["update function: role"]) { $0.resources.function?.role = "arn:aws:iam::1:role/x" },
        Self("runtime", ["update function: runtime"]) { $0.resources.function?.runtime = "python3.9" },
        Self("handler", ["update function: handler"]) { $0.resources.function?.handler = "lambda.handler" },
        Self("memory", ["update function: memory-mb"]) { $0.resources.function?.memoryMegabytes = 512 },
        Self("time-out", ["update function: timeout-s"]) { $0.resources.function?.timeoutSeconds = 3 },
        Self("layers", ["update function: layers"]) { $0.resources.function?.layers = [] },
        Self("a log group elsewhere", ["update function: log-group"]) { $0.resources.function?.logGroup = "/x" },
        Self("architecture", ["update function: architecture"]) { $0.resources.function?.architecture = "arm64" },
        Self("code", ["update function: code-sha256"]) { $0.resources.function?.codeSHA256 = "poisoned" },
        Self("a variable", ["update function: environment.vpcid"]) {
            $0.resources.function?.environment["vpcid"] = "vpc-00000000"
        },
        Self("a variable too many", ["update function: environment.debug"]) {
            $0.resources.function?.environment["debug"] = "1"
        },
        Self("retries", ["update invoke configuration: maximum-retries"]) {
            $0.resources.invokeConfig?.maximumRetries = 0
        },
        Self("age", ["update invoke configuration: maximum-age-s"]) {
            $0.resources.invokeConfig?.maximumAgeSeconds = nil
        },
        Self("on failure", ["update invoke configuration: on-failure"]) {
            $0.resources.invokeConfig?.onFailure = nil
        },
        Self("on success", ["update invoke configuration: on-success"]) {
            $0.resources.invokeConfig?.onSuccess = "arn:aws:sns:us-west-1:731262942057:vaer-sfo-edge"
        },
        Self("pattern", ["update rule: pattern"]) { $0.resources.rule?.pattern = ["source": ["aws.ec2"]] },
        Self("schedule", ["update rule: schedule"]) { $0.resources.rule?.schedule = nil },
        Self("state", ["update rule: state"]) { $0.resources.rule?.isEnabled = false },
        Self("rule description", ["update rule: description"]) { $0.resources.rule?.description = "" },
        Self("permission principal", ["update permission: principal"]) {
            $0.resources.permissions[0].principal = "*"
        },
        Self("permission action", ["update permission: action"]) {
            $0.resources.permissions[0].action = "lambda:GetFunction"
        },
        Self("permission source", ["update permission: source-arn"]) { $0.resources.permissions[0].sourceARN = nil },
        Self("permission account", ["update permission: source-account"]) {
            $0.resources.permissions[0].sourceAccount = "000000000000"
        },
        Self("target function", ["update target: arn"]) { $0.resources.targets[0].arn = "arn:aws:lambda:x" },
        Self("target retries", ["update target: maximum-retries"]) { $0.resources.targets[0].maximumRetries = nil },
        Self("target age", ["update target: maximum-age-s"]) { $0.resources.targets[0].maximumAgeSeconds = 60 },
        Self("target input", ["update target: input"]) { $0.resources.targets[0].input = "{}" },
    ]

    /// A resource that is gone, or one too many.
    static let parts = [
        Self("no log group", ["create log group"]) { $0.resources.logGroup = nil },
        Self("no role", ["create role", "create role policy"]) {
            $0.resources.role = nil
            $0.resources.rolePolicy = nil
        },
        Self("no role policy", ["create role policy"]) { $0.resources.rolePolicy = nil },
        Self("no topic", ["create topic", "create subscription", "create subscription"]) {
            $0.resources.topic = nil
            $0.resources.subscriptions = []
        },
        Self("no subscription", ["create subscription"]) { $0.resources.subscriptions.removeFirst() },
        Self("no way to the queue", ["create subscription"]) { $0.resources.subscriptions.removeLast() },
        Self("a subscription too many", ["delete subscription"]) {
            var other = $0.resources.subscriptions[0]
            (other.endpoint, other.arn) = ("former@example.com", "arn:aws:sns:x:1")
            $0.resources.subscriptions.append(other)
        },
        Self("no function", ["create function", "create invoke configuration", "create permission"]) {
            $0.resources.function = nil
            $0.resources.invokeConfig = nil
            $0.resources.permissions = []
        },
        Self("no invoke configuration", ["create invoke configuration"]) { $0.resources.invokeConfig = nil },
        Self("no rule", ["create rule", "create target"]) {
            $0.resources.rule = nil
            $0.resources.targets = []
        },
        Self("no permission", ["create permission"]) { $0.resources.permissions = [] },
        Self("no target", ["create target"]) { $0.resources.targets = [] },
        Self("a second way to the function", ["delete target"]) {
            var other = $0.resources.targets[0]
            other.id = "Id1"
            $0.resources.targets.append(other)
        },
        Self("a target of somebody", []) {
            var other = $0.resources.targets[0]
            (other.id, other.arn) = ("Id1", "arn:aws:sns:us-west-1:731262942057:somebody")
            $0.resources.targets.append(other)
        },
        Self("a tag of the operator that is gone", []) { $0.resources.rule?.tags["cost"] = "somebody's" },
        Self("an older digest and nothing else", []) { $0.resources.role?.tags["vaer:digest"] = "old" },
        Self("an older digest and something else", ["update role: trust\(digest)"]) {
            $0.resources.role?.tags["vaer:digest"] = "old"
            $0.resources.role?.trust = [:]
        },
        Self("no digest", ["update role: tags.vaer:digest"]) { $0.resources.role?.tags["vaer:digest"] = nil },
        Self("the same policies in other words", []) {
            $0.resources.role?.trust = [
                "Statement": [
                    "Action": ["STS:AssumeRole"], "Effect": "Allow",
                    "Principal": ["Service": ["lambda.amazonaws.com"]],
                ],
                "Version": "2012-10-17",
            ]
            $0.resources.rule?.pattern = [
                "detail": [
                    "instance-id": ["i-09ff574d23245419a", "i-045ebd27124159b6d"],
                    "state": ["terminated", "stopping", "stopped", "shutting-down", "running", "pending"],
                ],
                "detail-type": ["EC2 Instance State-change Notification"],
                "source": ["aws.ec2"],
            ]
        },
    ]
}

extension PlanTests.Edit {
    private static let digest = "tags.vaer:digest"

    static let all = [
        Self("description", []) { $0.description = "another" },
        Self("failback", ["update function: code-sha256, \(digest)"]) { $0.failover.failback = .after(.seconds(600)) },
        Self("sweep", ["update rule: schedule"]) { $0.deployment.sweep = .seconds(300) },
        Self("retention", ["update log group: retention-days"]) { $0.deployment.logRetentionDays = 90 },
        Self("memory", ["update function: memory-mb"]) { $0.deployment.memoryMegabytes = 256 },
        Self("time-out", ["update function: timeout-s, code-sha256, \(digest)"]) {
            $0.deployment.timeout = .seconds(30)
        },
        Self("recipient", ["create subscription", "delete subscription"]) { $0.notify.email = ["other@example.com"] },
        Self("tag", ["log group", "role", "topic", "function", "rule"].map { "update \($0): tags.team" }) {
            $0.deployment.tags = [Tag(key: "team", value: "netops")]
        },
        Self("tables", ["update role policy: document", "update function: code-sha256, \(digest)"]) {
            $0.routes.tables = .only([try #require(TablePattern("rtb-024855d8566b8128b"))])
        },
        Self(
            "another name for the pair",
            [
                "update log group: \(digest), tags.vaer:pair", "update role: description, \(digest), tags.vaer:pair",
                "update topic: \(digest), tags.vaer:pair",
                "update function: description, code-sha256, \(digest), tags.vaer:pair",
                "update rule: description, \(digest), tags.vaer:pair",
            ]
        ) {
            $0.deployment.formerName = $0.name
            $0.name = try #require(PairName("sfo-core"))
        },
        Self("boundary", ["update role: permissions-boundary"]) {
            $0.deployment.permissionsBoundary = ARN("arn:aws:iam::731262942057:policy/b")
        },
        Self(
            "alarm",
            [
                "update role policy: document", "update function: code-sha256, \(digest)",
                "update rule: pattern, \(digest)",
            ]
        ) { $0.members.first.alarms = ["tunnel"] },
    ]
}
