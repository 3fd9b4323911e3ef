/// Cuts a file into tokens, comments included.
struct Lexer {
    private let bytes: [UInt8]
    private let file: Int32
    private var index = 0
    private var startsLine = true
    private var tokens: [Token] = []
    private var problems = Problems()

    private init(_ bytes: [UInt8], file: Int32) {
        (self.bytes, self.file) = (bytes, file)
        if bytes.starts(with: Byte.orderMark) { index = Byte.orderMark.count }
    }

    /// The tokens, the last of which is the end of the file; none when the file as a whole is refused.
    static func tokens(of bytes: [UInt8], file: Int32, problems: inout Problems) -> [Token] {
        guard TextCheck.isText(bytes, file: file, problems: &problems) else { return [] }
        var lexer = Lexer(bytes, file: file)
        lexer.run()
        problems.add(lexer.problems)
        return lexer.tokens
    }

    private mutating func run() {
        while index < bytes.count, !problems.isExhausted(file: file) {
            let byte = bytes[index]
            switch byte {
            case Byte.newline:
                startsLine = true
                index += 1
            case Byte.space, Byte.tab, Byte.carriageReturn: index += 1
            case Byte.hash: comment()
            case Byte.quote: string()
            case Byte.openBrace: single(.openBrace)
            case Byte.closeBrace: single(.closeBrace)
            case Byte.openBracket: single(.openBracket)
            case Byte.closeBracket: single(.closeBracket)
            case Byte.comma: single(.comma)
            case Byte.equals: single(.equals)
            case Byte.plus where next == Byte.equals: add(.plusEquals, to: index + 2)
            case Byte.slash where next == Byte.slash || next == Byte.star: foreignComment()
            case Byte.dollar where next == Byte.openBrace: expression()
            case Byte.apostrophe: foreignQuotes(closing: [Byte.apostrophe])
            case 0xE2 where bytes[index...].starts(with: [0xE2, 0x80, 0x9C]):
                foreignQuotes(closing: [0xE2, 0x80, 0x9D])
            default: word()
            }
        }
        add(.endOfFile, to: index)
    }

    private var next: UInt8? { index + 1 < bytes.count ? bytes[index + 1] : nil }

    private mutating func single(_ kind: Token.Kind) { add(kind, to: index + 1) }

    private mutating func add(_ kind: Token.Kind, to end: Int) {
        tokens.append(Token(kind: kind, start: Int32(index), end: Int32(end), startsLine: startsLine))
        (index, startsLine) = (end, false)
    }

    private func extent(_ start: Int, _ end: Int) -> Extent {
        Extent(file: file, start: Int32(start), end: Int32(end))
    }

    private var endOfLine: Int {
        let end = bytes[index...].firstIndex(of: Byte.newline) ?? bytes.count
        return end > index && bytes[end - 1] == Byte.carriageReturn ? end - 1 : end
    }

    private mutating func comment() {
        let end = endOfLine
        hiddenCharacters(in: index..<end, allowsTab: true)
        add(.comment, to: end)
    }

    /// A word, also one with letters in it that belong into quotes: those are told once and it counts as invalid.
    private mutating func word() {
        var end = index
        var firstStray: Int?
        while end < bytes.count {
            let byte = bytes[end]
            if byte == Byte.plus, end + 1 < bytes.count, bytes[end + 1] == Byte.equals { break }
            if Byte.isWord(byte) {
                end += 1
            } else if Self.endsWord(byte), firstStray == nil || byte != Byte.equals {
                break
            } else {
                firstStray = firstStray ?? end
                end += 1
            }
        }
        guard let firstStray else { return add(.word, to: end) }
        stray(at: firstStray, in: index..<end)
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        if Byte.isBlank(byte) || byte == Byte.newline { return true }
        return [
            Byte.quote, Byte.comma, Byte.equals, Byte.openBrace, Byte.closeBrace, Byte.openBracket,
            Byte.closeBracket,
        ].contains(byte)
    }

    private mutating func stray(at place: Int, in range: Range<Int>) {
        let character = String(decoding: bytes[place..<range.upperBound], as: UTF8.self).first.map(String.init) ?? ""
        let text = String(decoding: bytes[range], as: UTF8.self)
        let isAlone = text.unicodeScalars.allSatisfy { $0.isASCII && !Byte.isWord(UInt8($0.value)) }
        let width = character.utf8.count
        if character == "#", place == range.upperBound - 1 {
            problems.error(
                .strayCharacter,
                "there is no space before this '#'",
                at: extent(place, place + 1),
                help: "put one before a comment, or text with '#' in it into double quotes"
            )
            add(.word, to: place)
            index = endOfLine
        } else if character == ";", place == range.upperBound - 1 {
            problems.error(
                .strayCharacter,
                "stray ';'",
                at: extent(place, place + 1),
                help: "entries need nothing between them but white space"
            )
            if place > range.lowerBound { add(.word, to: place) }
            index = range.upperBound
        } else if isAlone {
            problems.error(
                .strayCharacter,
                "stray '\(text.printable)'",
                at: extent(range.lowerBound, range.upperBound),
                help: "text with '\(character.printable)' in it stands in double quotes"
            )
            index = range.upperBound
        } else {
            let quotes = "put it in double quotes: \"\(text.printable)\""
            problems.error(
                .strayCharacter,
                "'\(character.printable)' cannot be part of a bare word",
                at: extent(place, place + width),
                help: character == "#" ? quotes + ", or put a space before a comment" : quotes
            )
            add(.invalid, to: range.upperBound)
        }
    }

    private mutating func foreignQuotes(closing: [UInt8]) {
        let line = endOfLine
        var end = index + 1
        while end < line, !bytes[end..<line].starts(with: closing) { end += 1 }
        end = end < line ? end + closing.count : lineWithoutClosers(from: index, to: line)
        problems.error(
            .strayCharacter,
            "text stands in plain double quotes",
            at: extent(index, end),
            help: "write it between two '\"'"
        )
        add(.invalid, to: end)
    }

    private mutating func expression() {
        let line = endOfLine
        let close = bytes[index..<line].firstIndex(of: Byte.closeBrace).map { $0 + 1 }
        let end = close ?? lineWithoutClosers(from: index, to: line)
        problems.error(
            .strayCharacter,
            "there are no expressions",
            at: extent(index, end),
            help: "write the value itself; a template gives one value to many pairs"
        )
        add(.invalid, to: end)
    }

    private mutating func foreignComment() {
        let line = endOfLine
        var end = line
        if next == Byte.star {
            var place = index + 2
            while place + 1 < bytes.count, !(bytes[place] == Byte.star && bytes[place + 1] == Byte.slash) { place += 1 }
            end = place + 1 < bytes.count ? place + 2 : bytes.count
        }
        let mark = next == Byte.star ? "/*" : "//"
        problems.error(
            .foreignComment,
            "'\(mark)' does not start a comment",
            at: extent(index, index + 2),
            help: "a comment starts with '#' and goes to the end of the line"
        )
        index = end
    }

    private mutating func string() {
        let line = endOfLine
        var end = index + 1
        while end < line, bytes[end] != Byte.quote {
            guard bytes[end] == Byte.backslash, end + 1 < line else {
                end += 1
                continue
            }
            escape(at: end)
            end += 2
        }
        guard end < line else {
            let end = lineWithoutClosers(from: index, to: line)
            problems.error(
                .unterminatedString,
                "this text has no closing quote",
                at: extent(index, end),
                help: "close it with '\"' on the same line"
            )
            return add(.invalid, to: end)
        }
        hiddenCharacters(in: (index + 1)..<end, allowsTab: false)
        add(.string, to: end + 1)
    }

    private mutating func escape(at place: Int) {
        let escaped = bytes[place + 1]
        guard escaped != Byte.quote, escaped != Byte.backslash else { return }
        let character = String(decoding: bytes[(place + 1)...].prefix(4), as: UTF8.self).first.map(String.init) ?? ""
        problems.error(
            .badEscape,
            "'\\\(character.printable)' is no escape",
            at: extent(place, place + 1 + character.utf8.count),
            help: "only '\\\"' and '\\\\' are; write a backslash as '\\\\'"
        )
    }

    /// The end of what belongs to an unterminated text: brackets that end the line are left for the parser.
    private func lineWithoutClosers(from start: Int, to line: Int) -> Int {
        var end = line
        while end > start + 1 {
            let byte = bytes[end - 1]
            guard Byte.isBlank(byte) || byte == Byte.closeBrace || byte == Byte.closeBracket else { break }
            end -= 1
        }
        return end
    }

    private mutating func hiddenCharacters(in range: Range<Int>, allowsTab: Bool) {
        guard bytes[range].contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return }
        var place = range.lowerBound
        for scalar in String(decoding: bytes[range], as: UTF8.self).unicodeScalars {
            let width = UTF8.width(scalar)
            if scalar == "\t", !allowsTab {
                return problems.error(
                    .hiddenCharacter,
                    "there is a tab in this text",
                    at: extent(place, place + 1),
                    help: "write spaces in its place"
                )
            }
            if scalar.isHidden, scalar != "\t" {
                return problems.error(
                    .hiddenCharacter,
                    "hidden character \(scalar.codePoint)",
                    at: extent(place, place + width),
                    help: "remove it: text must be what it looks like"
                )
            }
            place += width
        }
    }
}
