import AWS
import AWSControlPlane
import Values

extension ParityRow {
    private static let name = "vaer-sfo-edge"
    private static let ruleARN = "arn:aws:events:us-west-1:123456789012:rule/vaer-sfo-edge"
    private static let pattern = #"{"source":["aws.ec2"],"detail":{"state":["stopped"]}}"#
    private static let tags = ["vaer:pair": "sfo-edge", "vaer:managed": "true"]
    private static let functionARN = "arn:aws:lambda:us-west-1:123456789012:function:vaer-sfo-edge"
    private static let target = EventBridge.Target(
        id: "vaer",
        arn: functionARN,
        deadLetterQueue: "arn:aws:sqs:us-west-1:123456789012:vaer-events",
        retry: EventBridge.RetryPolicy(maximumAttempts: 8, maximumAgeSeconds: 300)
    )

    static let eventBridge: [ParityRow] =
        targets + [
            ParityRow(
                EventBridge.putRule(
                    EventBridge.NewRule(name: name, schedule: "rate(1 minute)", isEnabled: false)
                ),
                EventBridge.putRule(
                    EventBridge.NewRule(
                        name: name,
                        pattern: pattern,
                        schedule: "rate(1 minute)",
                        description: "Starts vaer",
                        tags: tags
                    )
                ),
                facts: { ["RuleArn": $0] }
            ),
            ParityRow(
                EventBridge.describeRule(name),
                facts: { rule in
                    [
                        "Name": rule.name, "Arn": rule.arn, "EventPattern": rule.pattern,
                        "ScheduleExpression": rule.schedule, "State": rule.isEnabled ? rule.state : "off",
                        "Description": rule.description,
                    ]
                }
            ),
            ParityRow(
                EventBridge.listRules(),
                EventBridge.listRules(namePrefix: "vaer-", nextToken: "more"),
                facts: { ["Rules.0.Name": $0.items[0].name, "Rules.0.Arn": $0.items[0].arn, "NextToken": $0.next] }
            ),
            ParityRow(EventBridge.deleteRule(name)),
            ParityRow(EventBridge.enableRule(name)),
            ParityRow(EventBridge.disableRule(name)),
            ParityRow(EventBridge.tagResource(ruleARN, tags: tags)),
            ParityRow(EventBridge.untagResource(ruleARN, keys: ["vaer:pair"])),
            ParityRow(
                EventBridge.listTags(ruleARN),
                facts: { ["Tags.0.Value": $0["vaer:managed"], "Tags.1.Value": $0["vaer:pair"]] }
            ),
        ]

    private static let targets: [ParityRow] = [
        ParityRow(
            EventBridge.putTargets(
                rule: name,
                [EventBridge.Target(id: "vaer", arn: functionARN, input: #"{"a":1}"#)]
            ),
            EventBridge.putTargets(rule: name, [target]),
            facts: { failures($0) }
        ),
        ParityRow(
            EventBridge.listTargets(rule: name),
            EventBridge.listTargets(rule: name, nextToken: "more"),
            facts: { page in
                [
                    "Targets.0.Id": page.items[0].id, "Targets.0.Arn": page.items[0].arn,
                    "Targets.0.Input": page.items[0].input,
                    "Targets.0.DeadLetterConfig.Arn": page.items[0].deadLetterQueue,
                    "Targets.0.RetryPolicy.MaximumRetryAttempts": page.items[0].retry?.maximumAttempts.description,
                    "Targets.0.RetryPolicy.MaximumEventAgeInSeconds":
                        page.items[0].retry?.maximumAgeSeconds.description,
                    "NextToken": page.next,
                ]
            }
        ),
        ParityRow(
            EventBridge.listRuleNames(target: functionARN),
            EventBridge.listRuleNames(target: functionARN, nextToken: "more"),
            facts: { ["RuleNames.0": $0.items[0], "NextToken": $0.next] }
        ),
        ParityRow(EventBridge.removeTargets(rule: name, ids: ["vaer", "other"]), facts: { failures($0) }),
    ]

    private static func failures(_ entries: [EventBridge.FailedEntry]) -> KeyValuePairs<String, String?> {
        [
            "FailedEntryCount": entries.count.description, "FailedEntries.0.TargetId": entries[0].target,
            "FailedEntries.0.ErrorCode": entries[0].code, "FailedEntries.0.ErrorMessage": entries[0].message,
        ]
    }
}
