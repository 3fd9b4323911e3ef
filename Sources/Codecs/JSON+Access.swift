extension JSON {
    /// The value of the object's first member of that key; nil when there is none or this is no object.
    package subscript(key: String) -> JSON? { members.first { $0.key == key }?.value }

    /// The text of a string; nil for anything else.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The value of a number that is written as a whole one and fits; nil for anything else.
    package var integer: Int? {
        guard case .number(let text) = self else { return nil }
        return Int(text)
    }

    /// The nearest floating-point value of a number; nil for anything else.
    package var double: Double? {
        guard case .number(let text) = self else { return nil }
        return Double(text)
    }

    /// The value of `true` or `false`; nil for anything else.
    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements of an array; empty for anything else.
    package var elements: [JSON] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// The members of an object; empty for anything else.
    package var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }

    /// The members of an object whose values are strings; of a key that stands twice the first counts.
    package var strings: [String: String] {
        Dictionary(members.compactMap { member in member.value.string.map { (member.key, $0) } }) { first, _ in first }
    }

    /// An object of those members that have a value, in this order.
    package static func fields(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(members.compactMap { key, value in value.map { Member(key, $0) } })
    }

    /// An array of strings.
    package static func strings(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }

    /// An object of strings, sorted by key.
    package static func strings(_ texts: [String: String]) -> JSON {
        .object(texts.sorted { $0.key < $1.key }.map { Member($0.key, .string($0.value)) })
    }

    /// A whole number.
    package static func integer(_ value: Int) -> JSON { .number(String(value)) }
}
