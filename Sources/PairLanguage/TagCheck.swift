/// Checks a tag by what every one of the services takes.
///
/// <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>
enum TagCheck {
    private static let keyLimit = 128
    private static let valueLimit = 256

    /// The value of a tag; nil when the tag is no good, told already.
    static func value(_ assignment: Assignment, problems: inout Problems) -> String? {
        let key = assignment.key.text
        let name = key.printable
        guard case .text(let value) = assignment.value.form else {
            if case .list = assignment.value.form {
                problems.error(
                    .wrongType,
                    "a tag has one value, not a list",
                    at: assignment.value.extent,
                    help: "such as \(name) = \"a b\""
                )
            }
            return nil
        }
        // A hidden character was told where it stands in the text.
        guard !(key + value).unicodeScalars.contains(where: \.isHidden) else { return nil }
        if let message = complaint(aboutKey: key) {
            problems.error(.badTag, message.what, at: assignment.key.extent, help: message.help)
            return nil
        }
        if value.count > valueLimit {
            problems.error(
                .badTag,
                "the value of the tag '\(name)' has \(value.count) characters; AWS takes \(valueLimit)",
                at: assignment.value.extent,
                help: "shorten it"
            )
            return nil
        }
        if let letter = value.unicodeScalars.first(where: { !isAllowed($0) }) {
            problems.error(
                .badTag,
                "'\(letter)' cannot be part of a tag",
                at: assignment.value.extent,
                help: "AWS takes letters, digits, spaces and _ . : / = + - @"
            )
            return nil
        }
        return value
    }

    private static func complaint(aboutKey key: String) -> (what: String, help: String)? {
        let lowered = key.lowercased()
        if lowered.hasPrefix("aws:") { return ("tags that start with 'aws:' are AWS's own", "choose another key") }
        if lowered.hasPrefix("vaer:") {
            return ("tags that start with 'vaer:' are vaer's own", "choose another key")
        }
        if key.isEmpty || key.count > keyLimit {
            return ("a tag's key has 1 to \(keyLimit) characters, not \(key.count)", "choose another key")
        }
        if let letter = key.unicodeScalars.first(where: { !isAllowed($0) }) {
            return ("'\(letter)' cannot be part of a tag", "AWS takes letters, digits, spaces and _ . : / = + - @")
        }
        return nil
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        case .decimalNumber, .letterNumber, .otherNumber: true
        case .spaceSeparator: true
        default: "_.:/=+-@".unicodeScalars.contains(scalar)
        }
    }
}
