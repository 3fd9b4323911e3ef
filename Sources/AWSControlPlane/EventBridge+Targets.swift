package import AWS
import Codecs

extension EventBridge {
    /// Sets targets of a rule, replacing those of the same ids; idempotent.
    ///
    /// The call succeeds even when targets were refused: the caller must look at what is given back.
    /// Errors that matter: `ResourceNotFoundException`, `LimitExceededException`.
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html>
    package static func putTargets(rule: String, _ targets: [Target]) -> Call<[FailedEntry]> {
        let input = JSON.fields(["Rule": .string(rule), "Targets": .array(targets.map(\.json))])
        return Call(service, "PutTargets", .json(input), isMutating: true, subject: rule, decode: readFailures)
    }

    /// Reads the targets of a rule.
    ///
    /// Errors that matter: `ResourceNotFoundException`.
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html>
    package static func listTargets(rule: String, nextToken: String? = nil) -> Call<Page<Target>> {
        let input = JSON.fields(["Rule": .string(rule), "NextToken": nextToken.map(JSON.string)])
        return Call(service, "ListTargetsByRule", .json(input), isMutating: false, subject: rule) {
            reply throws(ReplyError) in
            let body = try reply.json()
            return Page((body["Targets"]?.elements ?? []).map(Target.init), next: body["NextToken"]?.string)
        }
    }

    /// Reads the names of the rules that start something, by its ARN.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html>
    package static func listRuleNames(target: String, nextToken: String? = nil) -> Call<Page<String>> {
        let input = JSON.fields(["TargetArn": .string(target), "NextToken": nextToken.map(JSON.string)])
        return Call(service, "ListRuleNamesByTarget", .json(input), isMutating: false, subject: target) {
            reply throws(ReplyError) in
            let body = try reply.json()
            return Page((body["RuleNames"]?.elements ?? []).compactMap(\.string), next: body["NextToken"]?.string)
        }
    }

    /// Removes targets of a rule; an id that is not there is no error.
    ///
    /// The call succeeds even when targets could not be removed: the caller must look at what is given back.
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html>
    package static func removeTargets(rule: String, ids: [String]) -> Call<[FailedEntry]> {
        let input = JSON.fields(["Rule": .string(rule), "Ids": .strings(ids)])
        return Call(service, "RemoveTargets", .json(input), isMutating: true, subject: rule, decode: readFailures)
    }

    private static func readFailures(_ reply: CallReply) throws(ReplyError) -> [FailedEntry] {
        (try reply.json()["FailedEntries"]?.elements ?? []).map { entry in
            FailedEntry(
                target: entry["TargetId"]?.string ?? "",
                code: entry["ErrorCode"]?.string ?? "",
                message: entry["ErrorMessage"]?.string ?? ""
            )
        }
    }

    /// What a rule starts.
    package struct Target: Hashable, Sendable {
        /// The id, unique in the rule.
        package var id: String
        /// The ARN of what is started.
        package var arn: String
        /// What is sent instead of the event: JSON text; nil for the event itself.
        package var input: String?
        /// The dead-letter queue's ARN; nil for none.
        package var deadLetterQueue: String?
        /// How often and how long delivery is tried again; nil for AWS's own 185 times in 24 hours.
        package var retry: RetryPolicy?

        /// A target.
        package init(
            id: String,
            arn: String,
            input: String? = nil,
            deadLetterQueue: String? = nil,
            retry: RetryPolicy? = nil
        ) {
            (self.id, self.arn, self.input) = (id, arn, input)
            (self.deadLetterQueue, self.retry) = (deadLetterQueue, retry)
        }
    }

    /// How often and how long an event that could not be delivered is tried again.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html>
    package struct RetryPolicy: Hashable, Sendable {
        /// 0 to 185 times.
        package var maximumAttempts: Int
        /// 60 to 86,400 seconds.
        package var maximumAgeSeconds: Int

        /// A retry policy.
        package init(maximumAttempts: Int, maximumAgeSeconds: Int) {
            (self.maximumAttempts, self.maximumAgeSeconds) = (maximumAttempts, maximumAgeSeconds)
        }
    }

    /// A target that was refused although the call succeeded.
    package struct FailedEntry: Hashable, Sendable {
        /// The target's id.
        package let target: String
        /// The error's code, such as `ConcurrentModificationException`.
        package let code: String
        /// EventBridge's own message.
        package let message: String
    }
}

extension EventBridge.Target {
    /// Reads an element of `Targets`.
    init(_ json: JSON) {
        id = json["Id"]?.string ?? ""
        arn = json["Arn"]?.string ?? ""
        input = json["Input"]?.string
        deadLetterQueue = json["DeadLetterConfig"]?["Arn"]?.string
        retry = json["RetryPolicy"].map { policy in
            EventBridge.RetryPolicy(
                maximumAttempts: policy["MaximumRetryAttempts"]?.integer ?? 185,
                maximumAgeSeconds: policy["MaximumEventAgeInSeconds"]?.integer ?? 86_400
            )
        }
    }

    /// The target as `PutTargets` takes it.
    fileprivate var json: JSON {
        .fields([
            "Id": .string(id),
            "Arn": .string(arn),
            "Input": input.map(JSON.string),
            "DeadLetterConfig": deadLetterQueue.map { .fields(["Arn": .string($0)]) },
            "RetryPolicy": retry.map { retry in
                .fields([
                    "MaximumRetryAttempts": .integer(retry.maximumAttempts),
                    "MaximumEventAgeInSeconds": .integer(retry.maximumAgeSeconds),
                ])
            },
        ])
    }
}
