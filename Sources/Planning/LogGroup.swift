/// Where a pair's function writes its log.
package struct LogGroup: Hashable, Sendable {
    /// The name.
    package var name: String
    /// How long events are kept; nil for ever.
    package var retentionDays: Int?
    /// The tags.
    package var tags: [String: String]

    /// A log group.
    package init(name: String, retentionDays: Int?, tags: [String: String]) {
        (self.name, self.retentionDays, self.tags) = (name, retentionDays, tags)
    }

    /// See ``Resource/attributes``.
    var attributes: [Attribute] { [Attribute("retention-days", retentionDays.map(String.init))] }
}
