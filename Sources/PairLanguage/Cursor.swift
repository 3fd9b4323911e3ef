/// What may stand at a place of a file, told by the tokens before it alone, so that unfinished files have an answer too.
struct Cursor {
    /// What a word at the place would be.
    enum Role: Hashable {
        /// A key or the keyword of a block; nil on the file's own level.
        case entry(in: Schema.BlockKind?)
        /// The name of a block of that keyword.
        case name(of: String)
        /// The template after `from`.
        case origin
        /// The value of a key, or an item of its list.
        case value(of: String, in: Schema.BlockKind?, isItem: Bool)
        /// Something in a block that the language does not have.
        case unknown
    }

    private(set) var role = Role.entry(in: nil)
    /// The word or text at the place, bytes of the file.
    private(set) var token: Token?
    /// The keys and keywords that stand before the place in the same block.
    var siblings: Set<String> { blocks.last?.keys ?? [] }

    private var blocks = [Frame(kind: nil, keys: [])]
    private var heading = ""

    /// A block around the place.
    private struct Frame {
        var kind: Schema.BlockKind?
        var keys: Set<String>
    }

    /// The cursor at a byte of a file; a word that ends there counts as being there.
    init(_ bytes: [UInt8], at byte: Int) {
        var problems = Problems()
        let tokens = Lexer.tokens(of: bytes, file: 0, problems: &problems)
        let parser = Parser(bytes: bytes, file: 0, tokens: tokens)
        for (index, token) in tokens.enumerated() where token.kind != .comment {
            guard Int(token.isValue ? token.start : token.end) <= byte, token.kind != .endOfFile else { break }
            let next = index + 1 < tokens.count ? tokens[index + 1].kind : .endOfFile
            let startsEntry = [.equals, .plusEquals, .openBrace].contains(next)
            if token.startsLine, token.isValue, startsEntry || role.endsWithLine { startEntry() }
            if token.isValue, byte <= Int(token.end) {
                self.token = token
                return
            }
            take(token, parser)
        }
        let line = bytes[..<min(byte, bytes.count)].last { !Byte.isBlank($0) }
        if line == Byte.newline, role.endsWithLine { startEntry() }
    }

    private mutating func startEntry() {
        role = blocks.count > 1 && blocks.last?.kind == nil ? .unknown : .entry(in: blocks.last?.kind)
    }

    private mutating func take(_ token: Token, _ parser: Parser) {
        switch token.kind {
        case .openBrace:
            blocks.append(Frame(kind: Schema.BlockKind(rawValue: heading), keys: []))
            startEntry()
        case .closeBrace:
            if blocks.count > 1 { blocks.removeLast() }
            startEntry()
        case .equals, .plusEquals: role = .value(of: heading, in: blocks.last?.kind, isItem: false)
        case .openBracket:
            if case .value(let key, let kind, _) = role { role = .value(of: key, in: kind, isItem: true) }
        case .closeBracket: startEntry()
        case .word, .string, .invalid: takeWord(parser.word(token))
        case .comma, .comment, .endOfFile: break
        }
    }

    private mutating func takeWord(_ word: String) {
        switch role {
        case .entry, .unknown:
            heading = word
            blocks[blocks.count - 1].keys.insert(word)
            role = .name(of: word)
        case .name(let keyword): role = word == "from" ? .origin : .name(of: keyword)
        case .origin: role = .name(of: heading)
        case .value(_, _, let isItem): if !isItem { startEntry() }
        }
    }
}

extension Cursor.Role {
    /// Whether a line break ends it: a heading that goes over several lines is hardly ever meant.
    fileprivate var endsWithLine: Bool {
        switch self {
        case .name, .origin: true
        case .entry, .value, .unknown: false
        }
    }
}

extension Parser {
    /// The text of a word, also of one that is not finished.
    func word(_ token: Token) -> String {
        guard token.kind == .invalid else { return text(token) }
        let content = bytes[Int(token.start)..<Int(token.end)].drop { $0 == Byte.quote }
        return String(decoding: content, as: UTF8.self)
    }
}
