import Codecs

extension JSON {
    /// Whether two IAM policies allow and deny the same in the same words.
    ///
    /// A value alone and a list of just it are the same, lists are sets, actions and the words of conditions know no
    /// case. <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
    func meansSamePolicy(as other: JSON) -> Bool { policyForm == other.policyForm }

    /// Whether two event patterns match the same events: the order of keys and of a list's values does not count.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html>
    func meansSamePattern(as other: JSON) -> Bool { patternForm == other.patternForm }

    private var patternForm: JSON {
        switch self {
        case .null, .bool, .number, .string: canonical
        case .array(let elements): .set(elements.map(\.patternForm))
        case .object: mapMembers { $0.value.patternForm }
        }
    }

    private var policyForm: JSON {
        mapMembers { member in
            member.key == "Statement" ? .set(member.value.listed.map(\.statementForm)) : member.value.canonical
        }
    }

    private var statementForm: JSON {
        mapMembers { member in
            switch member.key {
            case "Action", "NotAction": .set(member.value.listed.map(\.lowercased))
            case "Resource", "NotResource": .set(member.value.listed)
            case "Principal", "NotPrincipal": member.value.principalForm
            case "Condition": member.value.conditionForm
            default: member.value.canonical
            }
        }
    }

    private var principalForm: JSON {
        guard case .object = self else { return .set(listed) }
        return mapMembers { .set($0.value.listed) }
    }

    private var conditionForm: JSON {
        mapMembers(lowercasesKeys: true) { operators in
            operators.value.mapMembers(lowercasesKeys: true) { .set($0.value.listed.map(\.conditionValue)) }
        }
    }

    /// A condition's value as the text that IAM takes it for.
    private var conditionValue: JSON {
        switch self {
        case .bool(let value): .string(value ? "true" : "false")
        case .number(let text): .string(text)
        case .null, .string, .array, .object: self
        }
    }

    private var lowercased: JSON { string.map { .string($0.lowercased()) } ?? self }

    /// The elements of a list, or the value alone as a list of one.
    private var listed: [JSON] {
        guard case .array(let elements) = self else { return [self] }
        return elements
    }

    private func mapMembers(lowercasesKeys: Bool = false, _ form: (Member) -> JSON) -> JSON {
        guard case .object(let members) = self else { return canonical }
        let formed = members.map { Member(lowercasesKeys ? $0.key.lowercased() : $0.key, form($0)) }
        return .object(formed.sorted { ($0.key, $0.value.text) < ($1.key, $1.value.text) })
    }

    private static func set(_ elements: [JSON]) -> JSON {
        let ordered = elements.map { ($0, $0.text) }.sorted { $0.1 < $1.1 }
        return .array(ordered.enumerated().filter { $0 == 0 || ordered[$0 - 1].1 != $1.1 }.map { $0.element.0 })
    }
}
