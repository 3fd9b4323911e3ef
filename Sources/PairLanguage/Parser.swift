/// Reads the tokens of one file as blocks, and goes on after every mistake.
struct Parser {
    let bytes: [UInt8]
    let file: Int32
    var tokens: [Token]
    var index = 0
    var problems = Problems()
    /// How far from the left the present block of the file's own level starts, in bytes.
    var outerColumn = 0
    /// What is open where the file ends, the innermost first.
    var openAtEnd: [(noun: String, closer: String, extent: Extent)] = []
    /// In the present block of the file's own level, the first whose brace stands as if it closed another.
    var misaligned: Misaligned?

    /// A closing brace that stands further left than the block that it closes.
    struct Misaligned {
        var heading: Extent
        var brace: Extent

        /// The note about the brace, for when another is missing.
        var note: Problem.Note {
            Problem.Note(message: "this '}' closes it, though it stands further left", extent: brace)
        }
    }

    /// The tree of a file; empty when the file as a whole is refused.
    static func tree(of source: SourceFile, file: Int32, problems: inout Problems) -> SyntaxTree {
        var found = Problems()
        let tokens = Lexer.tokens(of: source.bytes, file: file, problems: &found)
        guard !tokens.isEmpty else {
            problems.add(found)
            return SyntaxTree(file: file, blocks: [])
        }
        var parser = Parser(bytes: source.bytes, file: file, tokens: tokens.filter { $0.kind != .comment })
        let tree = parser.parse()
        if tree != nil { problems.add(found) }
        problems.add(parser.problems)
        return tree ?? SyntaxTree(file: file, blocks: [])
    }

    /// The tree; nil when the file is in a version that cannot be read.
    private mutating func parse() -> SyntaxTree? {
        var blocks: [Block] = []
        guard version() else { return nil }
        while current.kind != .endOfFile, !problems.isExhausted(file: file) {
            switch current.kind {
            case .word, .string: topLevel(&blocks)
            case .closeBrace, .closeBracket:
                problems.error(
                    .strayBracket,
                    "this '\(text(current))' closes nothing",
                    at: extent(current),
                    help: "remove it, or look above for a missing '\(current.kind == .closeBrace ? "{" : "[")'"
                )
                index += 1
            default: skipNonsense()
            }
        }
        tellOpenAtEnd()
        return SyntaxTree(file: file, blocks: blocks)
    }

    private mutating func tellOpenAtEnd() {
        guard let first = openAtEnd.first else { return }
        var notes: [Problem.Note] = []
        for (noun, _, extent) in openAtEnd.dropFirst() {
            notes.append(Problem.Note(message: "this \(noun) is not closed either", extent: extent))
        }
        if let misaligned { notes.append(misaligned.note) }
        let closers = openAtEnd.map(\.closer).joined(separator: " ")
        let isList = first.closer == "]"
        problems.error(
            isList ? .unclosedList : .unclosedBlock,
            "this \(first.noun) is not closed",
            at: openAtEnd.count == 1 ? misaligned?.heading ?? first.extent : first.extent,
            notes: notes,
            help: openAtEnd.count == 1 ? "close it with '\(closers)'" : "close all of them: \(closers)"
        )
    }

    private mutating func topLevel(_ blocks: inout [Block]) {
        if isVersion(at: index) {
            problems.error(
                .misplaced,
                "'vaer' is the first word of a file, and stands there once",
                at: extent(current),
                help: "remove this line"
            )
            index += 2
            return
        }
        let count = problems.list.count
        guard let entry = entry(level: 1) else { return }
        switch entry {
        case .block(let block): blocks.append(block)
        case .assignment(let assignment):
            guard problems.list.count == count else { return }
            problems.error(
                .misplaced,
                "'\(assignment.key.text.printable)' stands outside of all blocks",
                at: assignment.key.extent,
                help: "put it into 'defaults { }' to have it in every pair, or into a pair"
            )
        }
    }

    private mutating func skipNonsense() {
        let first = current
        if first.kind != .invalid {
            problems.error(
                .unexpectedText,
                "'\(text(first))' is not expected here",
                at: extent(first),
                help: "a block starts with its kind, such as pair \"sfo-edge\" { … }"
            )
        }
        index += 1
        while current.kind != .endOfFile, !current.startsLine { index += 1 }
    }

    // MARK: version

    private func isVersion(at place: Int) -> Bool {
        let token = peek(place - index)
        guard token.kind == .word, text(token) == "vaer" else { return false }
        let next = peek(place - index + 1)
        return next.isValue && !next.startsLine && peek(place - index + 2).kind != .openBrace
    }

    /// Whether the file starts as one could; JSON, YAML and XML do not, and get one complaint in place of many.
    private var isDefinition: Bool {
        switch current.kind {
        case .word: !text(current).hasSuffix(":") && text(current) != "---"
        case .openBrace, .openBracket, .invalid: false
        default: true
        }
    }

    /// Reads the version; false when the file is in one that cannot be read.
    private mutating func version() -> Bool {
        guard current.kind != .endOfFile else { return true }
        guard isVersion(at: index) else {
            guard isDefinition else {
                problems.error(
                    .notADefinition,
                    "this is not a pair definition",
                    at: extent(current),
                    help: "one starts with 'vaer 1' and has blocks such as pair \"sfo-edge\" { … }"
                )
                return false
            }
            problems.warning(
                .missingVersion,
                "this file does not say which version of the language it is in",
                at: extent(current),
                help: "write 'vaer 1' as its first line"
            )
            return true
        }
        index += 1
        let word = text(current)
        if let number = Int(word), number > 1 {
            problems.error(
                .versionTooNew,
                "this file is in version \(number) of the language; this vaer reads version 1",
                at: extent(current),
                help: "use a newer vaer"
            )
            return false
        } else if word != "1", current.kind != .invalid {
            problems.error(
                .badVersion,
                "'\(word.printable)' is no version of the language",
                at: extent(current),
                help: "write 'vaer 1'"
            )
        }
        index += 1
        return true
    }

    // MARK: tokens

    var current: Token { peek(0) }

    func peek(_ distance: Int) -> Token { tokens[min(max(index + distance, 0), tokens.count - 1)] }

    /// How far from the start of its line a byte is.
    func column(_ byte: Int32) -> Int {
        let start = bytes[..<Int(byte)].lastIndex(of: Byte.newline) ?? -1
        return Int(byte) - start - 1
    }

    func extent(_ token: Token) -> Extent { Extent(file: file, start: token.start, end: token.end) }

    func extent(from start: Token) -> Extent {
        Extent(file: file, start: start.start, end: max(peek(-1).end, start.end))
    }

    func text(_ token: Token) -> String {
        guard token.kind == .string else {
            return String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self)
        }
        let content = bytes[Int(token.start + 1)..<Int(token.end - 1)]
        guard content.contains(Byte.backslash) else { return String(decoding: content, as: UTF8.self) }
        var result: [UInt8] = []
        var isEscaped = false
        for byte in content {
            isEscaped = byte == Byte.backslash && !isEscaped
            if !isEscaped { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// What stands in a stretch, to be repeated in a message; nil when it goes over several lines or is long.
    func source(_ extent: Extent) -> String? {
        let stretch = bytes[Int(extent.start)..<Int(extent.end)]
        guard stretch.count <= 80, !stretch.contains(Byte.newline) else { return nil }
        return String(decoding: stretch, as: UTF8.self).printable
    }

    func name(_ token: Token) -> Name { Name(text: text(token), extent: extent(token)) }
}
