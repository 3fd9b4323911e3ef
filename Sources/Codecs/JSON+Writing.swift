extension JSON {
    /// The value as compact text, always the same for equal values.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The value as compact UTF-8 bytes; see ``text``.
    package var bytes: [UInt8] {
        var writer = JSONWriter(indents: false)
        writer.write(self, depth: 0)
        return writer.bytes
    }

    /// The value as text for people: one member or element per line, indented by two spaces, no line break at the end.
    package var prettyText: String {
        var writer = JSONWriter(indents: true)
        writer.write(self, depth: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Writes one value as UTF-8.
private struct JSONWriter {
    /// Whether lines are broken and indented.
    let indents: Bool
    /// What was written so far.
    var bytes: [UInt8] = []

    init(indents: Bool) { self.indents = indents }

    mutating func write(_ value: JSON, depth: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let text): bytes.append(contentsOf: text.utf8)
        case .string(let text): write(text)
        case .array(let elements):
            list(elements, "[", "]", depth: depth) { writer, element in writer.write(element, depth: depth + 1) }
        case .object(let members):
            list(members, "{", "}", depth: depth) { writer, member in
                writer.write(member.key)
                writer.append(writer.indents ? ": " : ":")
                writer.write(member.value, depth: depth + 1)
            }
        }
    }

    private mutating func list<Item>(
        _ items: [Item],
        _ start: String,
        _ end: String,
        depth: Int,
        each: (inout JSONWriter, Item) -> Void
    ) {
        append(start)
        for (index, item) in items.enumerated() {
            if index > 0 { append(",") }
            breakLine(depth: depth + 1)
            each(&self, item)
        }
        if !items.isEmpty { breakLine(depth: depth) }
        append(end)
    }

    private mutating func breakLine(depth: Int) {
        guard indents else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: 2 * depth))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        // Nearly every string is plain ASCII and needs no second look.
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
        if isPlain {
            bytes.append(contentsOf: text.utf8)
        } else {
            for scalar in text.unicodeScalars { write(scalar) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func write(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": append("\\\"")
        case "\\": append("\\\\")
        case "\n": append("\\n")
        case "\r": append("\\r")
        case "\t": append("\\t")
        case _ where Self.mayDeceive(scalar):
            let digits = String(scalar.value, radix: 16)
            append("\\u")
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
            bytes.append(contentsOf: digits.utf8)
        default: bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        }
    }

    /// Whether a character may break a line, drive a terminal or turn the direction of text around.
    ///
    /// Every such character is below U+10000, so that one escape writes it.
    private static func mayDeceive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
