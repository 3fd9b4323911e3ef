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
        var statements = [read, move, notify, log]
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
    private var move: JSON {
        let tables: JSON =
            switch pair.routes.tables {
            case .all: .string(table("*"))
            case .only(let tables): .strings(tables.map { table($0.text) })
            }
        let vpc = ec2("vpc/\(pair.vpc)")
        return [
            "Sid": "MoveRoutesOfThisVPC",
            "Effect": "Allow",
            "Action": "ec2:ReplaceRoute",
            "Resource": tables,
            "Condition": [
                "ArnEquals": [
                    "ec2:Vpc": .string(vpc), "lambda:SourceFunctionArn": Self.text(names.functionARN),
                ],
                "StringEquals": ["ec2:Region": .string(pair.region.name)],
            ],
        ]
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
