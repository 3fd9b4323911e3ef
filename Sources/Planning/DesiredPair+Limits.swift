import Codecs
import Fleet
import Values

/// What AWS accepts, known beforehand so that nothing stops in the middle.
enum Limit {
    /// Characters of an event pattern.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html>
    static let pattern = 2048
    /// Characters of all inline policies of a role together, white space aside.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
    static let rolePolicy = 10_240
    /// Bytes of a function's policy.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
    static let functionPolicy = 20_480
    /// The default quota of rules on a bus; more can be asked for.
    static let rulesPerRegion = 300
    /// The default quota of roles in an account; more can be asked for.
    static let rolesPerAccount = 1000
    /// Tags of a resource.
    ///
    /// <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>
    static let tags = 50
    /// Characters of a tag's key.
    static let tagKey = 128
    /// Characters of a tag's value.
    static let tagValue = 256
    /// Characters of a role's name.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
    static let roleName = 64
    /// Characters of a function's name.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>
    static let functionName = 64
    /// Characters of a rule's name.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html>
    static let ruleName = 64
    /// Characters of a topic's name.
    ///
    /// <https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html>
    static let topicName = 256
    /// Characters of a log group's name.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html>
    static let logGroupName = 512
}

extension DesiredPair {
    /// What AWS would refuse of this pair.
    func limitProblems(observed: ObservedPair) -> [PlanProblem] {
        nameProblems + tagProblems + documentProblems(observed) + tieProblems(observed)
    }

    /// What was made by hand may need rights that the pair's role does not have: it would stop when they go.
    private func tieProblems(_ observed: ObservedPair) -> [PlanProblem] {
        guard names.adopted.contains(.function), !observed.functionTies.isEmpty else { return [] }
        let ties = observed.functionTies.joined(separator: " and ")
        let message = "the function \(names.function) is tied to \(ties), for which the pair's role has no right"
        return [PlanProblem(message, wayOut: "untie it in Lambda, or leave 'function' out of the pair's 'names'")]
    }

    private var nameProblems: [PlanProblem] {
        let rows = [
            ("role", names.role, Limit.roleName, "_+=,.@-"),
            ("function", names.function, Limit.functionName, "_-"),
            ("rule", names.rule, Limit.ruleName, "_.-"),
            ("topic", names.topic ?? "vaer", Limit.topicName, "_-"),
            ("log-group", names.logGroup, Limit.logGroupName, "_/.#-"),
        ]
        return rows.compactMap { key, name, limit, marks in
            let isFit = name.unicodeScalars.allSatisfy { $0.isLetterOrDigit || marks.unicodeScalars.contains($0) }
            guard isFit, !name.isEmpty, name.utf8.count <= limit else {
                return PlanProblem(
                    "'\(name)' is no name of a \(key): 1 to \(limit) letters, digits and any of '\(marks)'",
                    wayOut: "set '\(key)' in the pair's 'names' block"
                )
            }
            return nil
        }
    }

    private var tagProblems: [PlanProblem] {
        var problems: [PlanProblem] = []
        let wayOut = "change the pair's 'tags' block"
        for tag in pair.deployment.tags {
            let (key, value) = (tag.key.unicodeScalars.count, tag.value.unicodeScalars.count)
            if key == 0 || key > Limit.tagKey || value > Limit.tagValue {
                let limits = "1 to \(Limit.tagKey) and at most \(Limit.tagValue)"
                problems.append(PlanProblem("the tag '\(tag.key)' is too long: \(limits) characters", wayOut: wayOut))
            }
            if tag.key.lowercased().hasPrefix("aws:") || tag.key.hasPrefix("vaer:") {
                problems.append(PlanProblem("the tag '\(tag.key)' has a prefix that is taken", wayOut: wayOut))
            }
        }
        let count = resources.logGroup?.tags.count ?? 0
        if count > Limit.tags {
            problems.append(PlanProblem("\(count) tags are more than the \(Limit.tags) of AWS", wayOut: wayOut))
        }
        return problems
    }

    private func documentProblems(_ observed: ObservedPair) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        if resources.rule?.schedule == nil {
            let sweep = pair.deployment.sweep.shortText
            problems.append(
                PlanProblem("the sweep of \(sweep) is not a whole number of minutes", wayOut: "write 'sweep = 1m'")
            )
        }
        let pattern = resources.rule?.pattern?.text.unicodeScalars.count ?? 0
        if pattern > Limit.pattern {
            problems.append(
                PlanProblem(
                    "the event pattern has \(pattern) characters, EventBridge takes \(Limit.pattern)",
                    wayOut: "name fewer alarms, or combine them in one composite alarm per member"
                )
            )
        }
        let policy = resources.rolePolicy?.document.text.utf8.count ?? 0
        if policy > Limit.rolePolicy {
            problems.append(
                PlanProblem(
                    "the role's policy has \(policy) characters, IAM takes \(Limit.rolePolicy)",
                    wayOut: "write 'tables = all': the policy then names the VPC in place of its tables"
                )
            )
        }
        let hasPermission = observed.resources.permissions.contains { $0.id == names.permission }
        let added = hasPermission ? 0 : 512
        if observed.functionPolicyBytes + added > Limit.functionPolicy {
            problems.append(
                PlanProblem(
                    "the policy of the function \(names.function) is full, at \(observed.functionPolicyBytes) bytes",
                    wayOut: "remove statements that no rule needs any more"
                )
            )
        }
        return problems
    }
}

extension Unicode.Scalar {
    /// Whether it is an ASCII letter or digit.
    fileprivate var isLetterOrDigit: Bool {
        isASCII && (properties.isAlphabetic || ("0"..."9").contains(self))
    }
}
