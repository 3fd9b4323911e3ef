/// Cuts a stream into the messages of the base protocol: headers, an empty line, and as many bytes as they say.
///
/// <https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol>
package struct MessageReader: Sendable {
    /// What was found in the stream.
    package enum Finding: Hashable, Sendable {
        /// The content of a message.
        case content([UInt8])
        /// Something that is no message, in words; reading goes on behind it.
        case nonsense(String)
    }

    /// The largest content that is taken; a definition of 1 MiB fits in, however it is escaped.
    package static let contentLimitBytes = 8 << 20
    /// The longest headers that are taken.
    private static let headerLimitBytes = 4096

    private var buffer: [UInt8] = []
    private var start = 0
    /// What is still to come of a content that is not taken.
    private var skippedBytes = 0

    /// A reader at the start of a stream.
    package init() {}

    /// Adds what arrived.
    package mutating func append(_ bytes: some Sequence<UInt8>) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer += bytes
    }

    /// The next finding; nil when more has to arrive first.
    package mutating func next() -> Finding? {
        let skipped = min(skippedBytes, buffer.count - start)
        (start, skippedBytes) = (start + skipped, skippedBytes - skipped)
        guard skippedBytes == 0, start < buffer.count else { return nil }
        guard let end = endOfHeaders else {
            guard buffer.count - start > Self.headerLimitBytes else { return nil }
            start = buffer.count
            return .nonsense("no end of the headers in \(Self.headerLimitBytes) bytes")
        }
        guard let length = contentLength(buffer[start..<end]) else {
            start = end
            return .nonsense("no Content-Length in the headers")
        }
        guard length <= Self.contentLimitBytes else {
            (start, skippedBytes) = (end, length)
            return .nonsense("a message of \(length) bytes; at most \(Self.contentLimitBytes) are taken")
        }
        guard buffer.count - end >= length else { return nil }
        start = end + length
        return .content(Array(buffer[end..<start]))
    }

    /// The place behind the empty line that ends the headers; lines may end in a line feed alone.
    private var endOfHeaders: Int? {
        var isEmpty = true
        for index in start..<min(buffer.count, start + Self.headerLimitBytes) {
            switch buffer[index] {
            case UInt8(ascii: "\n"):
                if isEmpty, index > start { return index + 1 }
                isEmpty = true
            case UInt8(ascii: "\r"): break
            default: isEmpty = false
            }
        }
        return nil
    }

    private func contentLength(_ headers: ArraySlice<UInt8>) -> Int? {
        for line in String(decoding: headers, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-length" else { continue }
            let digits = parts[1].filter { $0 != " " }
            return digits.utf8.count <= 15 && digits.allSatisfy(\.isASCII)
                ? Int(digits).flatMap { $0 < 0 ? nil : $0 } : nil
        }
        return nil
    }

    /// A message with its headers.
    package static func message(_ content: [UInt8]) -> [UInt8] {
        Array("Content-Length: \(content.count)\r\n\r\n".utf8) + content
    }
}
