extension JSON {
    /// Reads a JSON text, strictly by RFC 8259, in linear time.
    ///
    /// Half of a surrogate pair becomes U+FFFD: an odd tag must not hide a whole reply. A key that stands twice is kept
    /// twice. <https://www.rfc-editor.org/rfc/rfc8259>
    package static func parse(_ bytes: [UInt8], limits: CodecLimits = CodecLimits()) throws(CodecError) -> JSON {
        var parser = JSONParser(
            cursor: try ByteCursor(bytes, format: "JSON", limits: limits),
            depthLimit: limits.depth
        )
        return try parser.document()
    }

    /// Reads a JSON text; see ``parse(_:limits:)``.
    package static func parse(_ text: String, limits: CodecLimits = CodecLimits()) throws(CodecError) -> JSON {
        try parse(Array(text.utf8), limits: limits)
    }
}

/// A recursive-descent parser of one text.
private struct JSONParser {
    /// The place.
    var cursor: ByteCursor
    /// The most arrays and objects inside one another.
    let depthLimit: Int

    mutating func document() throws(CodecError) -> JSON {
        cursor.skipSpace()
        let value = try value(depth: 0)
        cursor.skipSpace()
        guard cursor.byte == nil else { throw cursor.complaint("text after the end of the document") }
        return value
    }

    private mutating func value(depth: Int) throws(CodecError) -> JSON {
        switch cursor.byte {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t") where cursor.take("true"): return .bool(true)
        case UInt8(ascii: "f") where cursor.take("false"): return .bool(false)
        case UInt8(ascii: "n") where cursor.take("null"): return .null
        case UInt8(ascii: "-"), .some(0x30...0x39): return .number(try number())
        case nil: throw cursor.complaint("the text ends where a value should be")
        default: throw cursor.complaint("expected a value")
        }
    }

    private mutating func object(depth: Int) throws(CodecError) -> JSON {
        try enter(depth)
        var members: [JSON.Member] = []
        if cursor.take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            guard cursor.byte == UInt8(ascii: "\"") else { throw cursor.complaint("expected a key in '\"'") }
            let key = try string()
            cursor.skipSpace()
            guard cursor.take(UInt8(ascii: ":")) else { throw cursor.complaint("expected ':' after the key") }
            cursor.skipSpace()
            members.append(JSON.Member(key, try value(depth: depth)))
            cursor.skipSpace()
            if cursor.take(UInt8(ascii: "}")) { return .object(members) }
            guard cursor.take(UInt8(ascii: ",")) else { throw cursor.complaint("expected ',' or '}'") }
            cursor.skipSpace()
        }
    }

    private mutating func array(depth: Int) throws(CodecError) -> JSON {
        try enter(depth)
        var elements: [JSON] = []
        if cursor.take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value(depth: depth))
            cursor.skipSpace()
            if cursor.take(UInt8(ascii: "]")) { return .array(elements) }
            guard cursor.take(UInt8(ascii: ",")) else { throw cursor.complaint("expected ',' or ']'") }
            cursor.skipSpace()
        }
    }

    /// Moves past an opening bracket.
    private mutating func enter(_ depth: Int) throws(CodecError) {
        guard depth <= depthLimit else { throw cursor.complaint("more than \(depthLimit) levels deep") }
        cursor.index += 1
        cursor.skipSpace()
    }

    private mutating func number() throws(CodecError) -> String {
        let start = cursor.index
        _ = cursor.take(UInt8(ascii: "-"))
        if !cursor.take(UInt8(ascii: "0")) { try digits() }
        if cursor.take(UInt8(ascii: ".")) { try digits() }
        if cursor.take(UInt8(ascii: "e")) || cursor.take(UInt8(ascii: "E")) {
            if !cursor.take(UInt8(ascii: "+")) { _ = cursor.take(UInt8(ascii: "-")) }
            try digits()
        }
        return try cursor.text(start..<cursor.index)
    }

    private mutating func digits() throws(CodecError) {
        let start = cursor.index
        while let byte = cursor.byte, (0x30...0x39).contains(byte) { cursor.index += 1 }
        guard cursor.index > start else { throw cursor.complaint("expected a digit") }
    }

    private mutating func string() throws(CodecError) -> String {
        cursor.index += 1
        var text = ""
        while true {
            let start = cursor.index
            while let byte = cursor.byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
                cursor.index += 1
            }
            if cursor.index > start { text += try cursor.text(start..<cursor.index) }
            if cursor.take(UInt8(ascii: "\"")) { return text }
            guard cursor.take(UInt8(ascii: "\\")) else {
                throw cursor.complaint(
                    cursor.byte == nil ? "a string without an end" : "a control character in a string"
                )
            }
            text.unicodeScalars.append(try escape())
        }
    }

    private mutating func escape() throws(CodecError) -> Unicode.Scalar {
        let scalar: Unicode.Scalar
        switch cursor.byte {
        case UInt8(ascii: "\""): scalar = "\""
        case UInt8(ascii: "\\"): scalar = "\\"
        case UInt8(ascii: "/"): scalar = "/"
        case UInt8(ascii: "b"): scalar = "\u{8}"
        case UInt8(ascii: "f"): scalar = "\u{C}"
        case UInt8(ascii: "n"): scalar = "\n"
        case UInt8(ascii: "r"): scalar = "\r"
        case UInt8(ascii: "t"): scalar = "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw cursor.complaint("no such escape in a string")
        }
        cursor.index += 1
        return scalar
    }

    private mutating func unicodeEscape() throws(CodecError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let place = cursor.index
        guard first < 0xDC00, cursor.take(UInt8(ascii: "\\")), cursor.byte == UInt8(ascii: "u") else {
            cursor.index = place
            return "\u{FFFD}"
        }
        let second = try codeUnit()
        guard (0xDC00...0xDFFF).contains(second) else {
            cursor.index = place
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    /// The four digits after the `u` that stands here.
    private mutating func codeUnit() throws(CodecError) -> UInt32 {
        cursor.index += 1
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = cursor.byte, let digit = Self.hexadecimal(byte) else {
                throw cursor.complaint("expected four hexadecimal digits after '\\u'")
            }
            unit = unit << 4 | digit
            cursor.index += 1
        }
        return unit
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }
}
