import Codecs
import Fleet
import Values

/// The policy documents of a pair, each the least that does the work.
///
/// Which condition fits which action is from the Service Authorization Reference.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
struct PairPolicies {
    let pair: Pair
    let names: PairNames

    /// Who may take the role: Lambda.
    var trust: JSON {
        Self.document([
            ["Effect": "Allow", "Principal": ["Service": "lambda.amazonaws.com"], "Action": "sts:AssumeRole"]
        ])
    }

    /// What the function may do.
    var role: JSON {
        var statements = [read] + moves + [notify, log]
        if ![pair.members.first, pair.members.second].allSatisfy(\.alarms.isEmpty) { statements.append(alarms) }
        return Self.document(statements)
    }

    /// Who may publish to the topic: the role, and nobody without TLS.
    ///
    /// The account is the principal and the role a condition: SNS refuses a principal that IAM does not know yet
    /// everywhere, and would put an id in its place when the role is made anew.
    var topic: JSON {
        let account = ARN(iam: "root", partition: pair.region.partition, account: pair.account)
        return Self.document([
            [
                "Sid": "PublishByTheRoleOfThePair",
                "Effect": "Allow",
                "Principal": ["AWS": Self.text(account)],
                "Action": "sns:Publish",
                "Resource": Self.text(names.topicARN),
                "Condition": ["ArnEquals": ["aws:PrincipalArn": Self.text(names.roleARN)]],
            ],
            [
                "Sid": "DenyInsecureTransport",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sns:Publish",
                "Resource": Self.text(names.topicARN),
                "Condition": ["Bool": ["aws:SecureTransport": "false"]],
            ],
        ])
    }

    /// No Describe action of EC2 knows resources, so the region is all that can be demanded.
    private var read: JSON {
        [
            "Sid": "Read",
            "Effect": "Allow",
            "Action": ["ec2:DescribeInstanceStatus", "ec2:DescribeInstances", "ec2:DescribeRouteTables"],
            "Resource": "*",
            "Condition": ["StringEquals": ["ec2:Region": .string(pair.region.name)]],
        ]
    }

    /// Moving is all: no route is ever made or deleted, and only from inside the function.
    ///
    /// Tables that are chosen by a tag are named by that tag here too, with a statement for each.
    private var moves: [JSON] {
        guard case .only(let patterns) = pair.routes.tables else { return [move("OfThisVPC", [table("*")])] }
        let ids = patterns.compactMap { if case .id(let id) = $0 { table(id.text) } else { nil } }
        let listed = ids.isEmpty ? [] : [move("OfThisVPC", ids)]
        let tags = patterns.compactMap { if case .tag(let key, let value) = $0 { (key, value) } else { nil } }
        return listed
            + tags.enumerated().map { index, tag in
                let key = "aws:ResourceTag/\(tag.0)"
                let condition: JSON.Member =
                    if let value = tag.1 {
                        JSON.Member("StringEquals", region(and: JSON.Member(key, .string(value))))
                    } else {
                        JSON.Member("Null", .object([JSON.Member(key, "false")]))
                    }
                return move("OfTag\(index + 1)", [table("*")], condition)
            }
    }

    private func move(_ name: String, _ tables: [String], _ condition: JSON.Member? = nil) -> JSON {
        let origin: JSON = [
            "ec2:Vpc": .string(ec2("vpc/\(pair.vpc)")), "lambda:SourceFunctionArn": Self.text(names.functionARN),
        ]
        var conditions = [JSON.Member("ArnEquals", origin)]
        if condition?.key != "StringEquals" { conditions.append(JSON.Member("StringEquals", region())) }
        if let condition { conditions.append(condition) }
        return [
            "Sid": .string("MoveRoutes\(name)"),
            "Effect": "Allow",
            "Action": "ec2:ReplaceRoute",
            "Resource": tables.count == 1 ? .string(tables[0]) : .strings(tables),
            "Condition": .object(conditions),
        ]
    }

    private func region(and other: JSON.Member? = nil) -> JSON {
        .object([JSON.Member("ec2:Region", .string(pair.region.name))] + [other].compactMap(\.self))
    }

    /// Lambda itself publishes failures here too, and sends no source function with those calls.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html>
    private var notify: JSON {
        ["Sid": "Notify", "Effect": "Allow", "Action": "sns:Publish", "Resource": Self.text(names.topicARN)]
    }

    /// The group is made by us, with its retention; the function cannot make another.
    private var log: JSON {
        [
            "Sid": "Log",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": .string("\(names.logGroupARN):*"),
        ]
    }

    /// Composite alarms are shown only to those who may see all alarms.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html>
    private var alarms: JSON {
        [
            "Sid": "ReadAlarms",
            "Effect": "Allow",
            "Action": "cloudwatch:DescribeAlarms",
            "Resource": "*",
            "Condition": ["StringEquals": ["aws:RequestedRegion": .string(pair.region.name)]],
        ]
    }

    private func table(_ id: String) -> String { ec2("route-table/\(id)") }

    private func ec2(_ resource: String) -> String {
        ARN(service: "ec2", region: pair.region, account: pair.account, resource: resource).description
    }

    private static func text(_ arn: ARN) -> JSON { .string(arn.description) }

    private static func document(_ statements: [JSON]) -> JSON {
        ["Version": "2012-10-17", "Statement": .array(statements)]
    }
}
