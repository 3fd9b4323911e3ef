import AWS

extension [FormField] {
    /// The fields of a list of strings in the query protocol: `Name.member.1`, `Name.member.2` and so on.
    static func members(_ name: String, _ values: [String]) -> [FormField] {
        values.enumerated().map { FormField("\(name).member.\($0.offset + 1)", $0.element) }
    }

    /// The fields of tags in the query protocol, sorted by key.
    static func tags(_ tags: [String: String]) -> [FormField] {
        tags.sorted { $0.key < $1.key }.enumerated().flatMap { index, tag in
            [
                FormField("Tags.member.\(index + 1).Key", tag.key),
                FormField("Tags.member.\(index + 1).Value", tag.value),
            ]
        }
    }

    /// The fields of a map in the query protocol, sorted by key.
    static func map(_ name: String, _ entries: [String: String]) -> [FormField] {
        entries.sorted { $0.key < $1.key }.enumerated().flatMap { index, entry in
            [
                FormField("\(name).entry.\(index + 1).key", entry.key),
                FormField("\(name).entry.\(index + 1).value", entry.value),
            ]
        }
    }

    /// One field, or none when there is no value.
    static func optional(_ name: String, _ value: String?) -> [FormField] {
        value.map { [FormField(name, $0)] } ?? []
    }
}
