/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
package struct ARN: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The partition.
    package let partition: Partition
    /// The service's name in ARNs, such as `lambda`.
    package let service: String
    /// The region's code; empty for global services such as IAM.
    package let region: String
    /// The account's number; empty where the service leaves it out.
    package let account: String
    /// What follows the fifth colon; may itself have colons and slashes.
    package let resource: String

    /// Reads an ARN; nil unless it has six parts, a known partition, a service and a resource.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", let partition = Partition(rawValue: parts[1]) else { return nil }
        guard !parts[2].isEmpty, !parts[5].isEmpty else { return nil }
        (self.partition, service, region, account, resource) = (partition, parts[2], parts[3], parts[4], parts[5])
    }

    /// The ARN of a resource that lives in a region.
    package init(service: String, region: Region, account: AccountID, resource: String) {
        (partition, self.service, self.region) = (region.partition, service, region.name)
        (self.account, self.resource) = (account.text, resource)
    }

    /// The ARN of an IAM resource, which has no region.
    package init(iam resource: String, partition: Partition, account: AccountID) {
        (self.partition, service, region) = (partition, "iam", "")
        (self.account, self.resource) = (account.text, resource)
    }

    /// Orders ARNs by their text.
    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }

    /// The ARN as AWS writes it.
    package var description: String { "arn:\(partition.name):\(service):\(region):\(account):\(resource)" }
}
