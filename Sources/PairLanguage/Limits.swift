/// What the language takes at most, so that hostile or broken input gets an answer quickly.
package enum Limits {
    /// The size of a file.
    package static let bytesPerFile = 1 << 20
    /// The length of a line; also bounds what an excerpt costs.
    package static let bytesPerLine = 10_000
    /// How deep blocks and lists nest.
    package static let levels = 32
    /// The pairs of a fleet.
    package static let pairs = 10_000
    /// The items of one list; a route table has at most 1,000 routes.
    ///
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html>
    package static let itemsPerList = 1000
    /// The diagnostics that are told of one file.
    package static let problemsPerFile = 200
    /// The tags that an operator may set: AWS takes 50 on a resource, and four are ours.
    ///
    /// <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>
    package static let tags = 46
    /// The interfaces of one member.
    package static let interfaces = 64
}
