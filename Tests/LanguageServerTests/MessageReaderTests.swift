import LanguageServer
import Testing

/// The messages in a stream.
@Suite struct MessageReaderTests {
    private static func findings(_ pieces: [[UInt8]]) -> [MessageReader.Finding] {
        var reader = MessageReader()
        var result: [MessageReader.Finding] = []
        for piece in pieces {
            reader.append(piece)
            while let finding = reader.next() { result.append(finding) }
        }
        return result
    }

    @Test(arguments: 1...40)
    func `messages arrive in whatever pieces`(_ size: Int) {
        let stream =
            MessageReader.message(Array("{}".utf8)) + MessageReader.message([])
            + Array("content-type: x\r\nCONTENT-LENGTH:  3 \r\n\r\nabc".utf8) + Array("Content-Length: 1\n\nx".utf8)
        let pieces = stride(from: 0, to: stream.count, by: size).map {
            Array(stream[$0..<min($0 + size, stream.count)])
        }
        #expect(
            Self.findings(pieces) == [
                .content(Array("{}".utf8)), .content([]), .content(Array("abc".utf8)), .content(Array("x".utf8)),
            ]
        )
    }

    @Test(arguments: [
        "Content-Length: x\r\n\r\n", "Content-Length: -5\r\n\r\n", "Content-Length: 99999999999999999999\r\n\r\n",
        "Hello: 1\r\n\r\n", "Content-Length\r\n\r\n", "\u{FF}\u{0}\r\n\r\n",
    ])
    func `headers without a length are told, and reading goes on behind them`(_ headers: String) {
        let stream = Array(headers.utf8) + MessageReader.message([1])
        #expect(Self.findings([stream]) == [.nonsense("no Content-Length in the headers"), .content([1])])
    }

    @Test func `a message that is too large is skipped without being kept`() {
        let length = MessageReader.contentLimitBytes + 1
        var pieces = [Array("Content-Length: \(length)\r\n\r\n".utf8)]
        pieces += Array(repeating: [UInt8](repeating: 7, count: length / 8), count: 8)
        pieces.append([UInt8](repeating: 7, count: length % 8) + MessageReader.message([2]))
        let message = "a message of \(length) bytes; at most \(MessageReader.contentLimitBytes) are taken"
        #expect(Self.findings(pieces) == [.nonsense(message), .content([2])])
    }

    @Test func `headers without an end are given up`() {
        let findings = Self.findings([[UInt8](repeating: UInt8(ascii: "a"), count: 5000)])
        #expect(findings == [.nonsense("no end of the headers in 4096 bytes")])
    }
}
