extension XML {
    /// Reads an XML document in linear time, as far as AWS uses XML.
    ///
    /// Prefixes of namespaces are cut off; attributes, comments and processing instructions are passed over. A document
    /// type is refused: with it a short text can grow without end. Line breaks are read as `\n`.
    /// <https://www.w3.org/TR/xml/>
    package static func parse(_ bytes: [UInt8], limits: CodecLimits = CodecLimits()) throws(CodecError) -> XML {
        var parser = XMLParser(
            cursor: try ByteCursor(bytes, format: "XML", limits: limits),
            depthLimit: limits.depth
        )
        return try parser.document()
    }

    /// Reads an XML document; see ``parse(_:limits:)``.
    package static func parse(_ text: String, limits: CodecLimits = CodecLimits()) throws(CodecError) -> XML {
        try parse(Array(text.utf8), limits: limits)
    }
}

/// An element whose end tag has not come yet.
private struct OpenElement {
    /// The name as it stands in the start tag, prefix included.
    let tag: Range<Int>
    /// The name without its prefix.
    let name: String
    /// The text so far.
    var text = ""
    /// The children so far.
    var children: [XML] = []
}

/// A parser of one document, which keeps its own stack of open elements.
private struct XMLParser {
    /// The place.
    var cursor: ByteCursor
    /// The most elements inside one another.
    let depthLimit: Int
    /// The elements that are open, outermost first.
    private var open: [OpenElement] = []
    /// The outermost element, once it is closed.
    private var root: XML?

    init(cursor: ByteCursor, depthLimit: Int) { (self.cursor, self.depthLimit) = (cursor, depthLimit) }

    mutating func document() throws(CodecError) -> XML {
        _ = cursor.take("\u{FEFF}")
        while cursor.byte != nil {
            if cursor.take(UInt8(ascii: "<")) {
                try markup()
            } else {
                try text()
            }
        }
        guard open.isEmpty, let root else { throw cursor.complaint("the document ends before its end tag") }
        return root
    }

    private mutating func markup() throws(CodecError) {
        if cursor.take(UInt8(ascii: "/")) {
            try endTag()
        } else if cursor.take("!--") {
            try skip(past: "-->", what: "a comment")
        } else if cursor.take("![CDATA[") {
            let start = cursor.index
            try skip(past: "]]>", what: "a CDATA section")
            try append(try lines(start..<(cursor.index - 3)))
        } else if cursor.take("!DOCTYPE") {
            throw cursor.complaint("a document type, which is refused")
        } else if cursor.take(UInt8(ascii: "?")) {
            try skip(past: "?>", what: "a processing instruction")
        } else {
            try startTag()
        }
    }

    private mutating func startTag() throws(CodecError) {
        guard root == nil else { throw cursor.complaint("a second outermost element") }
        guard open.count < depthLimit else { throw cursor.complaint("more than \(depthLimit) levels deep") }
        let tag = try name()
        let colon = cursor.bytes[tag].firstIndex(of: UInt8(ascii: ":"))
        let local = try cursor.text((colon.map { $0 + 1 } ?? tag.lowerBound)..<tag.upperBound)
        guard !local.isEmpty else { throw cursor.complaint("a prefix without a name") }
        open.append(OpenElement(tag: tag, name: local))
        while true {
            let place = cursor.index
            cursor.skipSpace()
            if cursor.take(UInt8(ascii: ">")) { return }
            if cursor.take("/>") { return close() }
            guard cursor.index > place else { throw cursor.complaint("expected '>' after the start tag") }
            try skipAttribute()
        }
    }

    private mutating func skipAttribute() throws(CodecError) {
        _ = try name()
        cursor.skipSpace()
        guard cursor.take(UInt8(ascii: "=")) else { throw cursor.complaint("expected '=' after the attribute") }
        cursor.skipSpace()
        guard let quote = cursor.byte, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw cursor.complaint("expected the attribute's value in quotes")
        }
        cursor.index += 1
        while let byte = cursor.byte, byte != quote {
            guard byte != UInt8(ascii: "<") else { throw cursor.complaint("'<' in an attribute") }
            cursor.index += 1
        }
        guard cursor.take(quote) else { throw cursor.complaint("an attribute without an end") }
    }

    private mutating func endTag() throws(CodecError) {
        let tag = try name()
        guard let last = open.last, cursor.bytes[last.tag] == cursor.bytes[tag] else {
            throw cursor.complaint("an end tag without its start tag")
        }
        cursor.skipSpace()
        guard cursor.take(UInt8(ascii: ">")) else { throw cursor.complaint("expected '>' after the end tag") }
        close()
    }

    private mutating func close() {
        guard let last = open.popLast() else { return }
        let element = XML(name: last.name, text: last.text, children: last.children)
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].children.append(element)
        }
    }

    /// The range of the name that stands here.
    ///
    /// Only what could be taken for markup is refused: a name has no other use than to be compared.
    private mutating func name() throws(CodecError) -> Range<Int> {
        let start = cursor.index
        while let byte = cursor.byte, Self.isNameByte(byte) { cursor.index += 1 }
        guard cursor.index > start, !(0x2D...0x39).contains(cursor.bytes[start]) else {
            throw cursor.complaint("expected a name")
        }
        return start..<cursor.index
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x3A, 0x5F, 0x2D, 0x2E, 0x80...0xFF: true
        default: false
        }
    }

    private mutating func skip(past end: String, what: String) throws(CodecError) {
        while cursor.byte != nil {
            if cursor.take(end) { return }
            cursor.index += 1
        }
        throw cursor.complaint("\(what) without an end")
    }
}

extension XMLParser {
    /// Reads character data up to the next `<`.
    private mutating func text() throws(CodecError) {
        while let byte = cursor.byte, byte != UInt8(ascii: "<") {
            if byte == UInt8(ascii: "&") {
                cursor.index += 1
                let scalar = try reference()
                guard !open.isEmpty else { throw cursor.complaint("text outside of the outermost element") }
                open[open.count - 1].text.unicodeScalars.append(scalar)
                continue
            }
            let start = cursor.index
            while let byte = cursor.byte, byte != UInt8(ascii: "<"), byte != UInt8(ascii: "&"), byte != 0 {
                cursor.index += 1
            }
            guard cursor.byte != 0 else { throw cursor.complaint("a zero byte") }
            try append(try lines(start..<cursor.index))
        }
    }

    /// The text of a range, with every kind of line break as `\n`.
    private func lines(_ range: Range<Int>) throws(CodecError) -> String {
        guard cursor.bytes[range].contains(0x0D) else { return try cursor.text(range) }
        var text = ""
        var start = range.lowerBound
        for index in range where cursor.bytes[index] == 0x0D {
            text += try cursor.text(start..<index)
            text += "\n"
            start = index + 1
            if start < range.upperBound, cursor.bytes[start] == 0x0A { start += 1 }
        }
        return try text + cursor.text(min(start, range.upperBound)..<range.upperBound)
    }

    private mutating func append(_ text: String) throws(CodecError) {
        if !open.isEmpty {
            open[open.count - 1].text += text
        } else if !text.utf8.allSatisfy(ByteCursor.isSpace) {
            throw cursor.complaint("text outside of the outermost element")
        }
    }

    /// The character that the reference after a `&` stands for.
    private mutating func reference() throws(CodecError) -> Unicode.Scalar {
        if cursor.take("amp;") { return "&" }
        if cursor.take("lt;") { return "<" }
        if cursor.take("gt;") { return ">" }
        if cursor.take("quot;") { return "\"" }
        if cursor.take("apos;") { return "'" }
        guard cursor.take(UInt8(ascii: "#")) else { throw cursor.complaint("an entity that XML itself does not know") }
        let radix: UInt32 = cursor.take(UInt8(ascii: "x")) ? 16 : 10
        var value: UInt32 = 0
        let start = cursor.index
        while let byte = cursor.byte, let digit = Self.digit(byte, radix: radix), cursor.index - start < 10 {
            let (high, overflow) = value.multipliedReportingOverflow(by: radix)
            guard !overflow, high <= 0x10FFFF else { throw cursor.complaint("a reference to no character") }
            value = high + digit
            cursor.index += 1
        }
        guard cursor.index > start, cursor.take(UInt8(ascii: ";")), value != 0, let scalar = Unicode.Scalar(value)
        else {
            throw cursor.complaint("a reference to no character")
        }
        return scalar
    }

    private static func digit(_ byte: UInt8, radix: UInt32) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46 where radix == 16: UInt32(byte - 0x41 + 10)
        case 0x61...0x66 where radix == 16: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }
}
