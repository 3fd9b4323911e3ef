/// A range of numbers outside of which an alert is raised, as monitoring plugins write it.
///
/// `10` is 0 to 10, `10:` from 10 on, `~:10` up to 10, `10:20` between; with `@` before it, inside instead of outside.
/// <https://nagios-plugins.org/doc/guidelines.html#THRESHOLDFORMAT>
package struct AlertRange: Hashable, Sendable, CustomStringConvertible {
    /// The range as it was written.
    package let description: String
    private let least: Int?
    private let most: Int?
    private let isInside: Bool

    /// Reads a range; nil for anything else, such as one that ends before it begins.
    package init?(_ text: String) {
        isInside = text.hasPrefix("@")
        let parts = text.dropFirst(isInside ? 1 : 0).split(separator: ":", omittingEmptySubsequences: false)
        let number = { (text: Substring) -> Int? in
            text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
        }
        switch parts.count {
        case 1:
            guard let end = number(parts[0]) else { return nil }
            (least, most) = (0, end)
        case 2:
            let (start, end) = (number(parts[0]), number(parts[1]))
            guard start != nil || parts[0] == "~", end != nil || parts[1].isEmpty else { return nil }
            if let start, let end, start > end { return nil }
            (least, most) = (start, end)
        default: return nil
        }
        description = text
    }

    /// Whether a value raises the alert.
    package func alerts(_ value: Int) -> Bool {
        let isWithin = value >= least ?? .min && value <= most ?? .max
        return isWithin == isInside
    }
}
