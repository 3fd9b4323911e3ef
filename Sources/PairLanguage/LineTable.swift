/// Where the lines of a file start, to tell lines and columns of a byte.
struct LineTable: Sendable {
    private let bytes: [UInt8]
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == Byte.newline { starts.append(index + 1) }
        self.starts = starts
    }

    /// The line, from 1, that a byte is in.
    func line(of byte: Int) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= byte { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The bytes of a line, counted from 1, without the line break.
    func bounds(ofLine line: Int) -> Range<Int> {
        let start = starts[line - 1]
        var end = line < starts.count ? starts[line] - 1 : bytes.count
        if end > start, bytes[end - 1] == Byte.carriageReturn { end -= 1 }
        return start..<end
    }

    func position(of byte: Int) -> SourcePosition {
        let byte = min(byte, bytes.count)
        let line = line(of: byte)
        return SourcePosition(line: line, column: characters(from: starts[line - 1], to: byte) + 1, byte: byte)
    }

    /// What a reader sees as the characters of some bytes of one line.
    private func characters(from start: Int, to end: Int) -> Int {
        // A byte order mark is invisible, so it takes no column.
        let start = start == 0 && bytes.starts(with: Byte.orderMark) ? min(Byte.orderMark.count, end) : start
        let slice = bytes[start..<end]
        return slice.allSatisfy { $0 < 0x80 } ? slice.count : String(decoding: slice, as: UTF8.self).count
    }
}

/// The bytes that the lexer knows by name.
enum Byte {
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let apostrophe = UInt8(ascii: "'")
    static let backslash = UInt8(ascii: "\\")
    static let dollar = UInt8(ascii: "$")
    static let hash = UInt8(ascii: "#")
    static let slash = UInt8(ascii: "/")
    static let star = UInt8(ascii: "*")
    static let plus = UInt8(ascii: "+")
    static let equals = UInt8(ascii: "=")
    static let comma = UInt8(ascii: ",")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let orderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab || byte == carriageReturn }

    /// Whether a byte may be part of a word: `[A-Za-z0-9_./:*@+-]`.
    static func isWord(_ byte: UInt8) -> Bool { wordTable[Int(byte)] }

    private static let wordTable: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:*@+-".utf8)
        for byte in letters { table[Int(byte)] = true }
        return table
    }()
}
