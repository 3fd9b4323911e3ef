/// What a reader asks of the status page, whatever carried it.
struct Question: Sendable {
    /// The method, such as `GET`.
    var method = "GET"
    /// The path without the query, each part decoded.
    var path: [String] = []
    /// The fields of the query, decoded; of one that stands twice the last counts.
    var query: [String: String] = [:]
    /// The header fields that matter, by their names in lower case.
    var headers: [String: String] = [:]
    /// Whether it carries a body, which nothing here reads.
    var hasBody = false
    /// Whether it came by a socket in the file system, whose own rights say who may ask.
    var isFromSocket = false

    /// A question about a target such as `/api/v1/pairs?state=down`; nil when that is none.
    init?(target: String) {
        guard target.hasPrefix("/"), target.utf8.count <= Self.targetLimitBytes else { return nil }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        for part in parts[0].split(separator: "/") {
            guard let text = Self.decoded(part, plusIsSpace: false) else { return nil }
            path.append(text)
        }
        guard parts.count == 2 else { return }
        for field in parts[1].split(separator: "&") {
            let sides = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(sides[0], plusIsSpace: true),
                let value = Self.decoded(sides.count == 2 ? sides[1] : "", plusIsSpace: true)
            else { return nil }
            query[name] = value
        }
    }

    /// The longest target that is read.
    static let targetLimitBytes = 4096

    /// Percent-decoding by RFC 3986; nil for what is no UTF-8 or has a control character.
    private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        guard let result = String(validating: bytes, as: UTF8.self) else { return nil }
        return result.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? nil : result
    }
}
