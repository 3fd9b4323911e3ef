/// Refuses a file that is no text, or more text than anyone would write.
enum TextCheck {
    /// Whether a file is worth reading; if not, one problem says why.
    static func isText(_ bytes: [UInt8], file: Int32, problems: inout Problems) -> Bool {
        let place = { (start: Int, end: Int) in Extent(file: file, start: Int32(start), end: Int32(end)) }
        if bytes.count > Limits.bytesPerFile {
            problems.error(
                .fileTooLarge,
                "this file is larger than 1 MiB",
                at: place(0, 0),
                help: "divide the pairs among several files"
            )
            return false
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            problems.error(.notText, "this file is UTF-16", at: place(0, 2), help: "save the file as UTF-8")
            return false
        }
        if let index = bytes.firstIndex(of: 0) {
            problems.error(
                .notText,
                "this file has a NUL byte, so it is not text",
                at: place(index, index + 1),
                help: "check that it is a pair definition, saved as UTF-8"
            )
            return false
        }
        if let index = firstInvalidByte(bytes) {
            problems.error(
                .notText,
                "this byte (\(hex(bytes[index]))) is not UTF-8",
                at: place(index, index + 1),
                help: "save the file as UTF-8"
            )
            return false
        }
        if let start = firstLongLine(bytes) {
            problems.error(
                .lineTooLong,
                "this line is longer than \(Limits.bytesPerLine) bytes",
                at: place(start, start + 1),
                help: "divide it: a list may go over several lines"
            )
            return false
        }
        return true
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "0x" + (digits.utf8.count < 2 ? "0" : "") + digits
    }

    private static func firstLongLine(_ bytes: [UInt8]) -> Int? {
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == Byte.newline {
            if index - start > Limits.bytesPerLine { return start }
            start = index + 1
        }
        return bytes.count - start > Limits.bytesPerLine ? start : nil
    }

    /// The first byte at which the text stops being UTF-8, by table 3-7 of the Unicode standard.
    ///
    /// <https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G27506>
    private static func firstInvalidByte(_ bytes: [UInt8]) -> Int? {
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            let (count, second): (Int, ClosedRange<UInt8>)
            switch lead {
            case 0xC2...0xDF: (count, second) = (1, 0x80...0xBF)
            case 0xE0: (count, second) = (2, 0xA0...0xBF)
            case 0xED: (count, second) = (2, 0x80...0x9F)
            case 0xE1...0xEF: (count, second) = (2, 0x80...0xBF)
            case 0xF0: (count, second) = (3, 0x90...0xBF)
            case 0xF1...0xF3: (count, second) = (3, 0x80...0xBF)
            case 0xF4: (count, second) = (3, 0x80...0x8F)
            default: return index
            }
            guard index + count < bytes.count, second.contains(bytes[index + 1]) else { return index }
            for place in (index + 1)...(index + count) where !(0x80...0xBF).contains(bytes[place]) { return index }
            index += count + 1
        }
        return nil
    }
}

extension Unicode.Scalar {
    /// Whether a reader cannot see it, or it changes how the text around it is shown.
    var isHidden: Bool {
        switch value {
        case 0...0x1F, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
        default: false
        }
    }

    /// The code point as people write it, such as `U+202E`.
    var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}

extension String {
    /// The text with nothing in it that a terminal would obey.
    var visible: String {
        guard unicodeScalars.contains(where: \.isHidden) else { return self }
        return unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.isHidden { result += "<\(scalar.codePoint)>" } else { result.unicodeScalars.append(scalar) }
        }
    }

    /// The text for a message: short enough, and ``visible``.
    var printable: String {
        let start = String(unicodeScalars.prefix(80)).visible
        return unicodeScalars.count > 80 ? start + "…" : start
    }
}
