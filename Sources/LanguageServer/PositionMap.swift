package import Codecs

/// Translates between the bytes of a text and the positions of the protocol: lines, and UTF-16 code units in them.
///
/// Lines end in `\n`, `\r\n` or `\r`, as the protocol has it.
package struct PositionMap: Sendable {
    private let bytes: [UInt8]
    /// Where lines start.
    private let starts: [Int]

    /// The map of a text.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        for (index, byte) in bytes.enumerated() {
            let isBreak = byte == UInt8(ascii: "\n")
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if isBreak || (byte == UInt8(ascii: "\r") && next != UInt8(ascii: "\n")) { starts.append(index + 1) }
        }
        self.starts = starts
    }

    /// The position of a byte; of one behind the end, that of the end.
    package func position(of byte: Int) -> (line: Int, character: Int) {
        let byte = min(max(0, byte), bytes.count)
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= byte { low = middle } else { high = middle }
        }
        return (low, String(decoding: bytes[starts[low]..<byte], as: UTF8.self).utf16.count)
    }

    /// The byte of a position; a position behind the end of its line or of the text counts as that end.
    package func byte(line: Int, character: Int) -> Int {
        guard line >= 0 else { return 0 }
        guard line < starts.count else { return bytes.count }
        let end = line + 1 < starts.count ? starts[line + 1] : bytes.count
        var place = starts[line]
        var units = 0
        for scalar in String(decoding: bytes[place..<end], as: UTF8.self).unicodeScalars {
            units += UTF16.width(scalar)
            guard units <= character, scalar != "\n", scalar != "\r" else { break }
            place += UTF8.width(scalar)
        }
        return min(place, end)
    }

    /// A range of bytes as the protocol has it.
    package func json(_ range: Range<Int>) -> JSON {
        JSON.fields(["start": json(range.lowerBound), "end": json(range.upperBound)])
    }

    private func json(_ byte: Int) -> JSON {
        let (line, character) = position(of: byte)
        return JSON.fields(["line": .integer(line), "character": .integer(character)])
    }

    /// The byte of a position as the protocol has it; nil when it is none.
    package func byte(_ position: JSON?) -> Int? {
        guard let line = position?["line"]?.integer, let character = position?["character"]?.integer else { return nil }
        return byte(line: line, character: character)
    }

    /// The bytes of a range as the protocol has it; nil when it is none.
    package func range(_ range: JSON?) -> Range<Int>? {
        guard let start = byte(range?["start"]), let end = byte(range?["end"]) else { return nil }
        return min(start, end)..<max(start, end)
    }
}
