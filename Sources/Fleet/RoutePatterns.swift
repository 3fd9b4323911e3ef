package import Values

/// One destination, or with a `+` all that lies within it too: `10.0.0.0/8+` is that block and every block inside.
///
/// The plus is the notation of routers' own filter languages for a prefix and its more specifics.
package struct DestinationPattern: Hashable, Sendable, CustomStringConvertible {
    /// The destination itself.
    package var destination: Destination
    /// Whether all blocks within it match too; false for a prefix list, which has none.
    package var includesWithin: Bool

    /// A pattern of a destination.
    package init(_ destination: Destination, includesWithin: Bool = false) {
        (self.destination, self.includesWithin) = (destination, includesWithin)
    }

    /// Reads a pattern; nil for text that is none, such as a prefix list with a plus.
    package init?(_ text: String) {
        let includesWithin = text.hasSuffix("+")
        guard let destination = Destination(includesWithin ? String(text.dropLast()) : text) else { return nil }
        if includesWithin, case .prefixList = destination { return nil }
        self.init(destination, includesWithin: includesWithin)
    }

    /// Whether a route's destination matches.
    package func matches(_ other: Destination) -> Bool {
        guard includesWithin, case .cidr(let block) = destination, case .cidr(let inner) = other else {
            return destination == other
        }
        return block.contains(inner)
    }

    /// The pattern as it is read.
    package var description: String { destination.description + (includesWithin ? "+" : "") }
}

/// Route tables by id, or by a tag: `tag:Role=edge`, or `tag:Role` for any value, as in AWS's own filters.
package enum TablePattern: Hashable, Sendable, CustomStringConvertible {
    /// The table with this id.
    case id(RouteTableID)
    /// All tables with this tag; nil means whatever its value.
    case tag(key: String, value: String?)

    /// The longest key and value that AWS takes.
    ///
    /// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions>
    package static let keyLimitCharacters = 128
    /// The longest value that AWS takes.
    package static let valueLimitCharacters = 256

    /// Reads a pattern; nil for text that is none.
    package init?(_ text: String) {
        guard text.hasPrefix("tag:") else {
            guard let id = RouteTableID(text) else { return nil }
            self = .id(id)
            return
        }
        let parts = text.dropFirst(4).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count == 2 ? String(parts[1]) : nil
        guard (1...Self.keyLimitCharacters).contains(parts[0].count) else { return nil }
        guard (value ?? "").count <= Self.valueLimitCharacters else { return nil }
        self = .tag(key: String(parts[0]), value: value)
    }

    /// Whether a table matches.
    package func matches(_ table: RouteTableID, tags: [String: String]) -> Bool {
        switch self {
        case .id(let id): id == table
        case .tag(let key, let value): tags[key].map { value == nil || value == $0 } ?? false
        }
    }

    /// The pattern as it is read.
    package var description: String {
        switch self {
        case .id(let id): id.text
        case .tag(let key, let value): "tag:\(key)" + (value.map { "=\($0)" } ?? "")
        }
    }
}
