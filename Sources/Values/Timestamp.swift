/// A moment in time, in milliseconds since 1970-01-01T00:00:00Z.
///
/// Pure code never asks for the time: it is given a timestamp.
package struct Timestamp: Hashable, Sendable, Comparable {
    /// Milliseconds since the epoch.
    package let milliseconds: Int64

    /// A moment by its milliseconds since the epoch.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Orders moments in time.
    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// The moment that comes `duration` later.
    package static func + (moment: Self, duration: Duration) -> Self {
        Timestamp(milliseconds: moment.milliseconds + duration.milliseconds)
    }

    /// The time from `right` to `left`; negative when `right` is later.
    package static func - (left: Self, right: Self) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }
}

extension Timestamp: CustomStringConvertible {
    /// ISO 8601 in UTC with milliseconds, such as `2026-03-01T09:30:00.000Z`.
    package var description: String {
        let (date, time) = civil
        return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
            + "\(Self.padded(time.hour, 2)):\(Self.padded(time.minute, 2)):\(Self.padded(time.second, 2))."
            + "\(Self.padded(time.millisecond, 3))Z"
    }

    /// ISO 8601 in UTC to the second, such as `2026-03-01T09:30:00Z`.
    package var textToTheSecond: String { String(description.dropLast(5)) + "Z" }

    /// Reads ISO 8601 in UTC: `2021-12-11T12:59:41Z`, with any number of fractional digits.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z"), bytes[10] == UInt8(ascii: "T") else { return nil }
        guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
        guard bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":") else { return nil }
        let number = { (range: Range<Int>) -> Int? in
            bytes[range].reduce(Int?.some(0)) { value, byte in
                guard let value, (0x30...0x39).contains(byte) else { return nil }
                return value * 10 + Int(byte - 0x30)
            }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19)
        else { return nil }
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61 else { return nil }
        var fraction = 0
        if bytes.count > 20 {
            let digits = bytes[20..<(bytes.count - 1)]
            guard bytes[19] == UInt8(ascii: "."), !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            for index in 20..<23 {
                fraction = fraction * 10 + (index < bytes.count - 1 ? Int(bytes[index] - 0x30) : 0)
            }
        }
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        // A day that the month does not have comes out as one of the next month.
        guard Self.date(daysSinceEpoch: days).month == month else { return nil }
        milliseconds = Int64(((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + Int64(fraction)
    }

    /// The date and the time of day in UTC, by the proleptic Gregorian calendar.
    package var civil:
        (
            date: (year: Int, month: Int, day: Int), time: (hour: Int, minute: Int, second: Int, millisecond: Int)
        )
    {
        let day = milliseconds.quotientRoundingDown(86_400_000)
        let rest = Int(milliseconds - Int64(day) * 86_400_000)
        let time = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000)
        return (Self.date(daysSinceEpoch: day), time)
    }

    // Both directions count days in 400-year cycles that start on 1 March, so that the leap day is the last of a year.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}

extension Int64 {
    fileprivate func quotientRoundingDown(_ divisor: Int64) -> Int {
        Int(self >= 0 ? self / divisor : (self - divisor + 1) / divisor)
    }
}
