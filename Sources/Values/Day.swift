/// A calendar day in UTC.
package struct Day: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The moment that it begins.
    package let start: Timestamp

    private static let milliseconds: Int64 = 86_400_000

    /// The day that a moment is in.
    package init(of moment: Timestamp) {
        let offset = moment.milliseconds % Self.milliseconds
        let past = offset < 0 ? offset + Self.milliseconds : offset
        start = Timestamp(milliseconds: moment.milliseconds - past)
    }

    /// Reads a day such as `2026-03-01`.
    package init?(_ text: String) {
        guard text.utf8.count == 10, let start = Timestamp("\(text)T00:00:00Z") else { return nil }
        self.start = start
    }

    /// The day after.
    package var next: Day { Day(of: Timestamp(milliseconds: start.milliseconds + Self.milliseconds)) }

    /// Orders days in time.
    package static func < (left: Self, right: Self) -> Bool { left.start < right.start }

    /// The day as ISO 8601 writes it.
    package var description: String { String(start.description.prefix(10)) }
}
