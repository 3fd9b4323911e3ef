/// A place in a text of bytes, moved forward by the parsers.
struct ByteCursor {
    /// The text.
    let bytes: [UInt8]
    /// What the text should be, for errors.
    let format: String
    /// The place.
    var index = 0

    /// A cursor at the start of a text; throws when the text is longer than the limit.
    init(_ bytes: [UInt8], format: String, limits: CodecLimits) throws(CodecError) {
        (self.bytes, self.format) = (bytes, format)
        guard bytes.count <= limits.bytes else {
            throw complaint("the text has \(bytes.count) bytes, at most \(limits.bytes) are taken")
        }
    }

    /// The byte here; nil at the end.
    var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Moves past the byte here when it is that one.
    mutating func take(_ expected: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == expected else { return false }
        index += 1
        return true
    }

    /// Moves past that text when it stands here.
    mutating func take(_ expected: String) -> Bool {
        var place = index
        for scalar in expected.utf8 {
            guard place < bytes.count, bytes[place] == scalar else { return false }
            place += 1
        }
        index = place
        return true
    }

    /// Moves past spaces, tabs and line breaks.
    mutating func skipSpace() {
        while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
    }

    /// Whether a byte is a space, a tab or part of a line break.
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// The text of a range; throws when it is not UTF-8.
    func text(_ range: Range<Int>) throws(CodecError) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw complaint("a text that is not UTF-8")
        }
        return text
    }

    /// An error about this place.
    func complaint(_ detail: String) -> CodecError {
        var line = 1
        var start = 0
        for (position, byte) in bytes[..<min(index, bytes.count)].enumerated() where byte == 0x0A {
            (line, start) = (line + 1, position + 1)
        }
        return CodecError(format: format, detail: detail, line: line, column: min(index, bytes.count) - start + 1)
    }
}
