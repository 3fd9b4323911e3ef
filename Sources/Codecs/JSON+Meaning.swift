extension JSON {
    /// Whether both say the same: the order of an object's members and the way a number is written do not count.
    package func isEquivalent(to other: JSON) -> Bool { self == other || canonical == other.canonical }

    /// The same value with members sorted by key and numbers written in one way.
    ///
    /// Members with the same key keep their order, because the last one is what most readers see.
    package var canonical: JSON {
        switch self {
        case .null, .bool, .string: self
        case .number(let text): .number(Self.canonicalNumber(text))
        case .array(let elements): .array(elements.map(\.canonical))
        case .object(let members):
            .object(
                members.enumerated()
                    .sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
                    .map { Member($0.element.key, $0.element.value.canonical) }
            )
        }
    }

    /// A number as digits without a zero at either end and a power of ten, such as `-12e1` for `-120.0`.
    private static func canonicalNumber(_ text: String) -> String {
        let lower = text.lowercased()
        let parts = lower.split(separator: "e", omittingEmptySubsequences: false)
        let exponentText = parts.count == 2 ? String(parts[1]) : "0"
        // An exponent that does not fit is compared as it is written.
        guard var exponent = Int32(exponentText).map(Int.init), let first = parts.first else { return lower }
        let isNegative = first.hasPrefix("-")
        let sections = first.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = sections.count == 2 ? sections[1] : ""
        exponent -= fraction.utf8.count
        var digits = ((sections.first ?? "") + fraction).drop { $0 == "0" }
        while digits.last == "0" {
            digits.removeLast()
            exponent += 1
        }
        guard !digits.isEmpty else { return "0" }
        return (isNegative ? "-" : "") + digits + (exponent == 0 ? "" : "e\(exponent)")
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    /// A string.
    package init(stringLiteral value: String) { self = .string(value) }

    /// A truth value.
    package init(booleanLiteral value: Bool) { self = .bool(value) }

    /// A whole number.
    package init(integerLiteral value: Int) { self = .integer(value) }
}

extension JSON: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// An array.
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }

    /// An object, its members in the order of the literal.
    package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map { Member($0, $1) }) }
}
