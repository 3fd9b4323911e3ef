package import AWS
import Codecs

extension Lambda {
    /// Lets a service run a function and gives the statement that was added, as JSON text.
    ///
    /// Errors that matter: `ResourceConflictException` when there is a statement of that id,
    /// `PolicyLengthExceededException` past 20 KB.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>
    package static func addPermission(_ function: String, _ permission: Permission) -> Call<String> {
        let body = JSON.fields([
            "StatementId": .string(permission.id),
            "Action": .string(permission.action),
            "Principal": .string(permission.principal),
            "SourceArn": permission.sourceARN.map(JSON.string),
            "SourceAccount": permission.sourceAccount.map(JSON.string),
        ])
        let input = RESTInput("POST", .functions(function, "policy"), body: body)
        let subject = "\(permission.id) of \(function)"
        return Call(service, "AddPermission", .rest(input), isMutating: true, subject: subject) {
            reply throws(ReplyError) in
            try reply.json().required("Statement")
        }
    }

    /// Reads the policy that says who may run a function, as JSON text.
    ///
    /// Errors that matter: `ResourceNotFoundException`, also when nobody was let in.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html>
    package static func getPolicy(_ function: String) -> Call<String> {
        let input = RESTInput("GET", .functions(function, "policy"))
        return Call(service, "GetPolicy", .rest(input), isMutating: false, subject: function) {
            reply throws(ReplyError) in
            try reply.json().required("Policy")
        }
    }

    /// Takes a statement out of a function's policy.
    ///
    /// Errors that matter: `ResourceNotFoundException`.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html>
    package static func removePermission(_ function: String, id: String) -> Call<Void> {
        let input = RESTInput("DELETE", .functions(function, "policy", id))
        let subject = "\(id) of \(function)"
        return Call(service, "RemovePermission", .rest(input), isMutating: true, subject: subject) { _ in }
    }

    /// Adds tags to a function, by its ARN, or changes their values; idempotent.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html>
    package static func tagResource(_ arn: String, tags: [String: String]) -> Call<Void> {
        let input = RESTInput("POST", .tags(arn), body: .fields(["Tags": .strings(tags)]))
        return Call(service, "TagResource", .rest(input), isMutating: true, subject: arn) { _ in }
    }

    /// Removes tags from a function; idempotent.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html>
    package static func untagResource(_ arn: String, keys: [String]) -> Call<Void> {
        let input = RESTInput("DELETE", .tags(arn), query: keys.map { FormField("tagKeys", $0) })
        return Call(service, "UntagResource", .rest(input), isMutating: true, subject: arn) { _ in }
    }

    /// Reads a function's tags.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html>
    package static func listTags(_ arn: String) -> Call<[String: String]> {
        let input = RESTInput("GET", .tags(arn))
        return Call(service, "ListTags", .rest(input), isMutating: false, subject: arn) { reply throws(ReplyError) in
            try reply.json()["Tags"]?.strings ?? [:]
        }
    }

    /// Who may run a function.
    package struct Permission: Hashable, Sendable {
        /// The statement's id, unique in the function's policy.
        package var id: String
        /// What is allowed.
        package var action: String
        /// The service that is let in, such as `events.amazonaws.com`.
        package var principal: String
        /// The ARN of what must be behind the service; nil for anything.
        package var sourceARN: String?
        /// The account that must be behind the service; nil for any.
        package var sourceAccount: String?

        /// A permission.
        package init(
            id: String,
            action: String = "lambda:InvokeFunction",
            principal: String,
            sourceARN: String? = nil,
            sourceAccount: String? = nil
        ) {
            (self.id, self.action, self.principal) = (id, action, principal)
            (self.sourceARN, self.sourceAccount) = (sourceARN, sourceAccount)
        }
    }
}

extension [String] {
    fileprivate static func tags(_ arn: String) -> [String] { ["2017-03-31", "tags", arn] }
}
