package import AWS
import Codecs

/// Amazon CloudWatch Logs: where a pair's function writes.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html>
package enum Logs {
    /// How CloudWatch Logs is reached.
    package static let service = Service(
        name: "CloudWatch Logs",
        endpointPrefix: "logs",
        environmentName: "CLOUDWATCH_LOGS",
        wire: .json(version: "1.1", targetPrefix: "Logs_20140328")
    )

    /// Makes a log group that keeps its events for ever.
    ///
    /// Errors that matter: `ResourceAlreadyExistsException`, `OperationAbortedException`, `LimitExceededException`.
    /// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html>
    package static func createLogGroup(_ name: String, tags: [String: String] = [:]) -> Call<Void> {
        let input = JSON.fields(["logGroupName": .string(name), "tags": tags.isEmpty ? nil : .strings(tags)])
        return Call(service, "CreateLogGroup", .json(input), isMutating: true, subject: name) { _ in }
    }

    /// Reads the log groups whose names start so, 50 to a page.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html>
    package static func describeLogGroups(prefix: String, nextToken: String? = nil) -> Call<Page<Group>> {
        let input = JSON.fields([
            "logGroupNamePrefix": .string(prefix), "nextToken": nextToken.map(JSON.string), "limit": .integer(50),
        ])
        return Call(service, "DescribeLogGroups", .json(input), isMutating: false, subject: prefix) {
            reply throws(ReplyError) in
            let body = try reply.json()
            return Page((body["logGroups"]?.elements ?? []).compactMap(Group.init), next: body["nextToken"]?.string)
        }
    }

    /// Sets for how many days a log group keeps its events; idempotent.
    ///
    /// Only certain numbers are taken, such as 1, 3, 5, 7, 14, 30, 60, 90 and 365.
    /// Errors that matter: `InvalidParameterException`, `ResourceNotFoundException`.
    /// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>
    package static func putRetentionPolicy(_ group: String, days: Int) -> Call<Void> {
        let input = JSON.fields(["logGroupName": .string(group), "retentionInDays": .integer(days)])
        return Call(service, "PutRetentionPolicy", .json(input), isMutating: true, subject: group) { _ in }
    }

    /// Lets a log group keep its events for ever; idempotent.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html>
    package static func deleteRetentionPolicy(_ group: String) -> Call<Void> {
        let input = JSON.fields(["logGroupName": .string(group)])
        return Call(service, "DeleteRetentionPolicy", .json(input), isMutating: true, subject: group) { _ in }
    }

    /// Deletes a log group with all its events.
    ///
    /// Errors that matter: `ResourceNotFoundException`, `OperationAbortedException`.
    /// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html>
    package static func deleteLogGroup(_ name: String) -> Call<Void> {
        let input = JSON.fields(["logGroupName": .string(name)])
        return Call(service, "DeleteLogGroup", .json(input), isMutating: true, subject: name) { _ in }
    }

    /// Adds tags to a log group, by its ARN without `:*`, or changes their values; idempotent.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html>
    package static func tagResource(_ arn: String, tags: [String: String]) -> Call<Void> {
        let input = JSON.fields(["resourceArn": .string(arn), "tags": .strings(tags)])
        return Call(service, "TagResource", .json(input), isMutating: true, subject: arn) { _ in }
    }

    /// Removes tags from a log group; idempotent.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html>
    package static func untagResource(_ arn: String, keys: [String]) -> Call<Void> {
        let input = JSON.fields(["resourceArn": .string(arn), "tagKeys": .strings(keys)])
        return Call(service, "UntagResource", .json(input), isMutating: true, subject: arn) { _ in }
    }

    /// Reads a log group's tags, by its ARN without `:*`.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html>
    package static func listTags(_ arn: String) -> Call<[String: String]> {
        let input = JSON.fields(["resourceArn": .string(arn)])
        return Call(service, "ListTagsForResource", .json(input), isMutating: false, subject: arn) {
            reply throws(ReplyError) in
            try reply.json()["tags"]?.strings ?? [:]
        }
    }

    /// A log group.
    package struct Group: Hashable, Sendable {
        /// The name.
        package let name: String
        /// The ARN without `:*`, as the calls for tags take it.
        package let arn: String
        /// For how many days events are kept; nil for ever.
        package let retentionDays: Int?
        /// How many bytes are stored, compressed.
        package let storedBytes: Int
    }
}

extension Logs.Group {
    /// Reads an element of `logGroups`; nil without a name.
    init?(_ json: JSON) {
        guard let name = json["logGroupName"]?.string else { return nil }
        self.name = name
        let arn = json["logGroupArn"]?.string ?? json["arn"]?.string ?? ""
        self.arn = arn.hasSuffix(":*") ? String(arn.dropLast(2)) : arn
        retentionDays = json["retentionInDays"]?.integer
        storedBytes = json["storedBytes"]?.integer ?? 0
    }
}
