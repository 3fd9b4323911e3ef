import AWS
import AWSControlPlane
import Values

extension ParityRow {
    private static let name = "/aws/lambda/vaer-sfo-edge"
    private static let groupARN = "arn:aws:logs:us-west-1:123456789012:log-group:/aws/lambda/vaer-sfo-edge"
    private static let tags = ["vaer:pair": "sfo-edge", "vaer:managed": "true"]

    static let logs: [ParityRow] = [
        ParityRow(Logs.createLogGroup(name), Logs.createLogGroup(name, tags: tags)),
        ParityRow(
            Logs.describeLogGroups(prefix: "/aws/lambda/vaer-"),
            Logs.describeLogGroups(prefix: "/aws/lambda/vaer-", nextToken: "more"),
            facts: { page in
                [
                    "logGroups.0.logGroupName": page.items[0].name, "logGroups.0.logGroupArn": page.items[0].arn,
                    "logGroups.0.retentionInDays": page.items[0].retentionDays?.description,
                    "logGroups.0.storedBytes": page.items[0].storedBytes.description,
                    "logGroups.1.arn": page.items[1].arn + ":*",
                    "logGroups.1.retentionInDays": page.items[1].retentionDays?.description,
                    "nextToken": page.next,
                ]
            }
        ),
        ParityRow(Logs.putRetentionPolicy(name, days: 30)),
        ParityRow(Logs.deleteRetentionPolicy(name)),
        ParityRow(Logs.deleteLogGroup(name)),
        ParityRow(Logs.tagResource(groupARN, tags: tags)),
        ParityRow(Logs.untagResource(groupARN, keys: ["vaer:pair"])),
        ParityRow(
            Logs.listTags(groupARN),
            facts: { ["tags.vaer:pair": $0["vaer:pair"], "tags.vaer:managed": $0["vaer:managed"]] }
        ),
        ParityRow(
            Logs.describeLogStreams(name),
            Logs.describeLogStreams(name, nextToken: "more"),
            facts: { page in
                [
                    "logStreams.0.logStreamName": page.items[0].name,
                    "logStreams.0.lastEventTimestamp": page.items[0].lastEvent?.milliseconds.description,
                ]
            }
        ),
        ParityRow(
            Logs.filterLogEvents(name),
            Logs.filterLogEvents(
                name,
                since: Timestamp(milliseconds: 1_639_227_581_000),
                pattern: #"{ $.kind = "report" }"#,
                nextToken: "more"
            ),
            facts: { page in
                [
                    "events.0.logStreamName": page.items[0].stream,
                    "events.0.timestamp": page.items[0].time.milliseconds.description,
                    "events.0.message": page.items[0].message + "\n", "nextToken": page.next,
                ]
            }
        ),
    ]
}
