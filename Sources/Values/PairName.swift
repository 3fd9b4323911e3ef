/// A pair's name, unique in the fleet: `[a-z][a-z0-9-]{0,30}`.
///
/// It becomes part of names in AWS, of ARNs and of file names, so nothing else is let in.
package struct PairName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name.
    package let text: String

    /// Reads a name; nil when it breaks the rule above.
    package init?(_ text: String) {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first), text.utf8.count <= 31 else { return nil }
        let isFit = text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        guard isFit else { return nil }
        self.text = text
    }

    /// Orders pairs by name.
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    /// The name.
    package var description: String { text }
}
