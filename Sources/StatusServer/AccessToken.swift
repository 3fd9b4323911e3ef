import Codecs

/// What a reader has to show where the status page is not for everybody on this machine.
package struct AccessToken: Sendable {
    /// The fewest characters: fewer could be guessed.
    package static let shortest = 16

    private let bytes: [UInt8]

    /// A token; nil when it is too short or has a character that no header carries.
    package init?(_ text: String) {
        guard text.utf8.count >= Self.shortest, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        bytes = Array(text.utf8)
    }

    /// Whether an `Authorization` header shows it: as `Bearer`, or as the password of `Basic`, which browsers ask for.
    ///
    /// <https://www.rfc-editor.org/rfc/rfc6750#section-2.1>, <https://www.rfc-editor.org/rfc/rfc7617>
    func isShown(in authorization: String?) -> Bool {
        guard let authorization, let space = authorization.firstIndex(of: " ") else { return false }
        let credentials = authorization[authorization.index(after: space)...].drop { $0 == " " }
        switch authorization[..<space].lowercased() {
        case "bearer": return isEqual(Array(credentials.utf8))
        case "basic":
            guard let decoded = Self.decoded(String(credentials)), let colon = decoded.firstIndex(of: 0x3A) else {
                return false
            }
            return isEqual(Array(decoded[(colon + 1)...]))
        default: return false
        }
    }

    /// Compares in a time that does not tell how much is right.
    private func isEqual(_ other: [UInt8]) -> Bool {
        var difference = bytes.count ^ other.count
        for index in bytes.indices { difference |= Int(bytes[index] ^ (index < other.count ? other[index] : 0)) }
        return difference == 0
    }

    private static func decoded(_ text: String) -> [UInt8]? { Base64.decode(text) }
}
