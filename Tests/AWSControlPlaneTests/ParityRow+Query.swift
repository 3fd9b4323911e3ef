import AWS
import AWSControlPlane
import Values

extension ParityRow {
    static let cloudWatch: [ParityRow] = [
        ParityRow(
            CloudWatch.describeAlarms(),
            CloudWatch.describeAlarms(["sfo-edge A", "sfo-edge B"], nextToken: "more"),
            facts: { page in
                [
                    "MetricAlarms.0.AlarmName": page.items[0].name, "MetricAlarms.0.StateValue": page.items[0].state,
                    "MetricAlarms.0.StateReason": page.items[0].reason,
                    "CompositeAlarms.0.AlarmName": page.items[1].name,
                    "CompositeAlarms.0.StateValue": page.items[1].state, "NextToken": page.next,
                ]
            }
        )
    ]

    private static let topic = "arn:aws:sns:us-west-1:123456789012:vaer-sfo-edge"

    static let sns: [ParityRow] =
        subscriptions + [
            ParityRow(
                SNS.publish("moved 2 routes\n1.1.1.1/32 → B & more", subject: nil, topic: topic),
                SNS.publish("{}", subject: "vaer: sfo-edge", topic: topic),
                SNS.publish("moved", forQueues: "{}", subject: nil, topic: topic),
                facts: { ["MessageId": $0] }
            ),
            ParityRow(
                SNS.createTopic("vaer-sfo-edge"),
                SNS.createTopic(
                    "vaer-sfo-edge",
                    attributes: ["Policy": #"{"Version":"2012-10-17"}"#, "DisplayName": "vaer sfo"],
                    tags: ["vaer:pair": "sfo-edge", "vaer:managed": "true"]
                ),
                facts: { ["TopicArn": $0] }
            ),
            ParityRow(
                SNS.getTopicAttributes(topic),
                facts: { ["Attributes.Policy": $0["Policy"], "Attributes.TopicArn": $0["TopicArn"]] }
            ),
            ParityRow(SNS.setTopicAttribute(topic, "Policy", to: #"{"Version":"2012-10-17"}"#)),
            ParityRow(SNS.deleteTopic(topic)),
            ParityRow(
                SNS.listTopics(),
                SNS.listTopics(nextToken: "more"),
                facts: { ["Topics.0.TopicArn": $0.items[0], "NextToken": $0.next] }
            ),
            ParityRow(SNS.tagResource(topic, tags: ["vaer:pair": "sfo-edge"])),
            ParityRow(SNS.untagResource(topic, keys: ["vaer:pair", "vaer:fleet"])),
            ParityRow(SNS.listTags(topic), facts: { ["Tags.0.Value": $0["vaer:pair"]] }),
        ]

    private static let subscriptions: [ParityRow] = [
        ParityRow(
            SNS.subscribe(topic: topic, via: "email", endpoint: "netops+edge@example.com"),
            SNS.subscribe(
                topic: topic,
                via: "sqs",
                endpoint: "arn:aws:sqs:us-west-1:123456789012:vaer-events",
                attributes: ["RawMessageDelivery": "true"]
            ),
            facts: { ["SubscriptionArn": $0] }
        ),
        ParityRow(SNS.unsubscribe(topic + ":5be8f5b2")),
        ParityRow(
            SNS.listSubscriptions(),
            SNS.listSubscriptions(nextToken: "more"),
            facts: { page in
                [
                    "Subscriptions.0.SubscriptionArn": page.items[0].arn,
                    "Subscriptions.0.TopicArn": page.items[0].topic, "NextToken": page.next,
                ]
            }
        ),
        ParityRow(
            SNS.listSubscriptions(topic: topic),
            SNS.listSubscriptions(topic: topic, nextToken: "more"),
            facts: { page in
                [
                    "Subscriptions.0.SubscriptionArn": page.items[0].isPending ? page.items[0].arn : "not pending",
                    "Subscriptions.0.Protocol": page.items[0].protocolName,
                    "Subscriptions.1.SubscriptionArn": page.items[1].arn,
                    "Subscriptions.1.Endpoint": page.items[1].endpoint,
                    "NextToken": page.next,
                ]
            }
        ),
    ]

    private static let operatorRole = "arn:aws:iam::123456789012:role/vaer-operator"

    static let sts: [ParityRow] = [
        ParityRow(STS.getCallerIdentity(), facts: { ["Account": $0.account.text, "Arn": $0.arn] }),
        ParityRow(
            STS.assumeRole(STS.RoleSession(role: operatorRole, name: "vaer")),
            STS.assumeRole(
                STS.RoleSession(
                    role: operatorRole,
                    name: "vaer",
                    externalID: "net-ops/7f3a",
                    duration: .seconds(900)
                )
            ),
            facts: temporary
        ),
        ParityRow(
            STS.assumeRoleWithWebIdentity(
                STS.RoleSession(role: operatorRole, name: "vaer"),
                token: Secret("made.up/token+==")
            ),
            STS.assumeRoleWithWebIdentity(
                STS.RoleSession(role: operatorRole, name: "vaer", duration: .seconds(900)),
                token: Secret("made.up/token+==")
            ),
            facts: temporary
        ),
    ]

    private static let temporary: @Sendable (Credentials) -> KeyValuePairs<String, String?> = { credentials in
        [
            "Credentials.AccessKeyId": credentials.accessKeyID,
            "Credentials.SecretAccessKey": credentials.secretAccessKey.value,
            "Credentials.SessionToken": credentials.sessionToken?.value,
            "Credentials.Expiration": credentials.expiration?.textToTheSecond,
        ]
    }

    static let sso: [ParityRow] = [
        ParityRow(
            SSO.getRoleCredentials(
                account: "123456789012",
                role: "Network Ops",
                token: Secret("made/up+token==")
            ),
            facts: { credentials in
                [
                    "roleCredentials.accessKeyId": credentials.accessKeyID,
                    "roleCredentials.secretAccessKey": credentials.secretAccessKey.value,
                    "roleCredentials.sessionToken": credentials.sessionToken?.value,
                    "roleCredentials.expiration": (credentials.expiration?.milliseconds).map(String.init),
                ]
            }
        ),
        ParityRow(
            OIDC.createToken(
                clientID: "an-id",
                clientSecret: Secret("made/up+secret"),
                refreshToken: Secret("made/up+refresh==")
            ),
            facts: { token in
                [
                    "accessToken": token.access.value, "expiresIn": String(token.lifetime.seconds),
                    "refreshToken": token.refresh?.value,
                ]
            }
        ),
    ]
}
