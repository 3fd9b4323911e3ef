/// An AWS account's number: twelve decimal digits.
package struct AccountID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The twelve digits.
    package let text: String

    /// Reads an account number; nil unless it is exactly twelve decimal digits.
    package init?(_ text: String) {
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.text = text
    }

    /// Orders accounts by number.
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    /// The twelve digits.
    package var description: String { text }
}
