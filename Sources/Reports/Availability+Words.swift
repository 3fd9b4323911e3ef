import Records
import Values

extension Availability {
    /// Such as `99.9987 %`.
    var words: String {
        guard let millionths else { return Wording.nothing }
        return millionths == 1_000_000 ? "100 %" : Self.percent(millionths)
    }

    /// The part of the time of which anything is known, such as `97.2 %`.
    var knownWords: String {
        guard total > .zero else { return Wording.nothing }
        let share = (good + unavailable).milliseconds * 1000 / total.milliseconds
        return share == 1000 ? "100 %" : "\(share / 10).\(share % 10) %"
    }

    private static func percent(_ millionths: Int64) -> String {
        let digits = String(millionths % 10_000)
        return "\(millionths / 10_000).\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits) %"
    }
}
