extension Duration {
    /// The whole milliseconds; the rest is cut off.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// The whole seconds; the rest is cut off.
    package var seconds: Int64 { components.seconds }

    /// Reads a duration in the pair language's form: a whole number and one of `ms`, `s`, `m`, `h`, `d`.
    package init?(shortText text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.utf8.count <= 9, let value = Int64(digits) else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": self = .milliseconds(value)
        case "s": self = .seconds(value)
        case "m": self = .seconds(value * 60)
        case "h": self = .seconds(value * 3600)
        case "d": self = .seconds(value * 86_400)
        default: return nil
        }
    }

    /// The shortest exact form that the pair language reads back, such as `90s` or `30d`.
    package var shortText: String {
        let total = milliseconds
        guard total != 0 else { return "0s" }
        for (unit, size) in [("d", Int64(86_400_000)), ("h", 3_600_000), ("m", 60_000), ("s", 1000)]
        where total % size == 0 {
            return "\(total / size)\(unit)"
        }
        return "\(total)ms"
    }
}
