/// Text from elsewhere as it may be stored: without secrets, and not endless.
///
/// AWS's own error messages can quote a request with its session token and signature.
enum Redaction {
    /// The most bytes of one text that are kept.
    static let limitBytes = 4096
    /// What stands in place of a secret.
    static let mask = "[redacted]"

    /// How far a name that announces a secret has been read.
    private enum Expectation {
        /// No such name came last.
        case nothing
        /// The name came last; an assignment has to follow.
        case assignment
        /// The assignment came last; what follows is the secret.
        case secret
    }

    /// The text without what looks like an access key id, a secret key, a token or a signature.
    static func clean(_ text: String) -> String {
        let short = text.utf8.count <= limitBytes ? text : String(decoding: text.utf8.prefix(limitBytes), as: UTF8.self)
        guard short.utf8.count >= 16 else { return short }
        var result = ""
        var word = ""
        var expectation = Expectation.nothing
        for scalar in short.unicodeScalars {
            guard !isWordPart(scalar) else {
                word.unicodeScalars.append(scalar)
                continue
            }
            result += cleaned(word, &expectation)
            word = ""
            result.unicodeScalars.append(scalar)
            expectation = after(scalar, expectation)
        }
        return result + cleaned(word, &expectation)
    }

    private static func after(_ separator: Unicode.Scalar, _ expectation: Expectation) -> Expectation {
        switch (expectation, separator) {
        case (.assignment, ":"): .secret
        case (.assignment, "\""), (.assignment, "'"): .assignment
        case (.secret, ":"), (.secret, " "), (.secret, "\""), (.secret, "'"): .secret
        case (.nothing, _), (.assignment, _), (.secret, _): .nothing
        }
    }

    private static func cleaned(_ word: String, _ expectation: inout Expectation) -> String {
        guard !word.isEmpty else { return "" }
        guard !looksSecret(word) else {
            expectation = .nothing
            return mask
        }
        // The sign is part of base64 and of `name=value` alike.
        var parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        for index in parts.indices {
            if !parts[index].isEmpty, expectation == .secret || looksSecret(parts[index]) {
                parts[index] = mask
                expectation = .nothing
            } else if secretNames.contains(where: parts[index].lowercased().hasSuffix) {
                expectation = index + 1 < parts.count ? .secret : .assignment
            } else {
                // A credential's scope begins with the key id.
                let pieces = parts[index].split(separator: "/", omittingEmptySubsequences: false)
                parts[index] = pieces.map { isKeyID($0) ? mask : String($0) }.joined(separator: "/")
            }
        }
        return parts.joined(separator: "=")
    }

    private static let secretNames = ["token", "signature", "secretaccesskey", "secret_access_key", "password"]

    private static func isKeyID(_ word: Substring) -> Bool {
        word.utf8.count == 20 && (word.hasPrefix("AKIA") || word.hasPrefix("ASIA"))
    }

    private static func looksSecret(_ word: String) -> Bool {
        guard word.utf8.count == 40 else { return false }
        // A digest in hexadecimal has as many digits, but not of both cases.
        return word.contains { $0.isUppercase } && word.contains { $0.isLowercase } && word.contains { $0.isNumber }
    }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || ["/", "+", "=", "-", "_"].contains(scalar)
    }
}
