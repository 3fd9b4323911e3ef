package import Codecs

extension Permission {
    /// Reads the statements of a function's policy that let somebody in.
    ///
    /// The operator of a condition does not count: Lambda itself writes `ArnLike` for a source ARN.
    package static func permissions(in policy: JSON, function: String) -> [Permission] {
        let statements = policy["Statement"].map { $0.elements.isEmpty ? [$0] : $0.elements } ?? []
        return statements.compactMap { statement in
            guard statement["Effect"]?.string == "Allow", let id = statement["Sid"]?.string else { return nil }
            let principal = statement["Principal"]
            let action = statement["Action"]
            return Permission(
                function: function,
                id: id,
                principal: principal?["Service"]?.string ?? principal?.string ?? principal?.text ?? "",
                action: action?.string ?? action?.elements.first?.string ?? "",
                sourceARN: condition(statement, "aws:sourcearn"),
                sourceAccount: condition(statement, "aws:sourceaccount")
            )
        }
    }

    private static func condition(_ statement: JSON, _ key: String) -> String? {
        for entry in statement["Condition"]?.members ?? [] {
            guard let member = entry.value.members.first(where: { $0.key.lowercased() == key }) else { continue }
            return member.value.string ?? member.value.elements.first?.string
        }
        return nil
    }
}
