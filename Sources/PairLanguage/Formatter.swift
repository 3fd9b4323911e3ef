/// Why a file was not formatted.
package enum FormatError: Error, Hashable, Sendable {
    /// It cannot be read; the diagnostics say where.
    case unreadable([Diagnostic])
    /// The result would have meant something else at this line, which is a defect of the formatter.
    case defect(line: Int)
}

extension PairLanguage {
    /// The file in the one form that all definitions have; the same bytes again when it has that form.
    ///
    /// Only white space changes, which is proved on every run by comparing the tokens, comments included. Lines are
    /// broken where the author broke them.
    package static func format(_ source: SourceFile) throws(FormatError) -> [UInt8] {
        var problems = Problems()
        let tree = Parser.tree(of: source, file: 0, problems: &problems)
        guard !problems.hasErrors else { throw .unreadable(problems.diagnostics(of: [source])) }
        let tokens = Lexer.tokens(of: source.bytes, file: 0, problems: &problems)
        var layout = Layout(source.bytes, tokens: tokens, entries: tree.entryStarts)
        let result = LineWriter.bytes(of: layout.lines())
        let check = Lexer.tokens(of: result, file: 0, problems: &problems)
        for (old, new) in zip(tokens, check) where !isSame(old, of: source.bytes, new, of: result) {
            throw .defect(line: LineTable(source.bytes).line(of: Int(old.start)))
        }
        guard tokens.count == check.count else { throw .defect(line: 1) }
        return result
    }

    /// What formatting replaces in a file: the white space that is not as the form has it, from the start on.
    ///
    /// Made one by one, from the last to the first, the edits make what ``format(_:)`` makes.
    package static func formattingEdits(
        of source: SourceFile
    ) throws(FormatError) -> [(range: Range<Int>, text: String)] {
        let form = try format(source)
        guard form != source.bytes else { return [] }
        let (old, new) = (gaps(source.bytes), gaps(form))
        return zip(old, new).compactMap { old, new in
            let text = form[new]
            return source.bytes[old] == text ? nil : (old, String(decoding: text, as: UTF8.self))
        }
    }

    /// What stands between the tokens of a file, before the first and after the last included.
    private static func gaps(_ bytes: [UInt8]) -> [Range<Int>] {
        var problems = Problems()
        var start = 0
        return Lexer.tokens(of: bytes, file: 0, problems: &problems).map { token in
            // The blanks that end a comment are white space too.
            defer { start = token.content(of: bytes).endIndex }
            return start..<Int(token.start)
        }
    }

    private static func isSame(_ old: Token, of source: [UInt8], _ new: Token, of result: [UInt8]) -> Bool {
        guard old.kind == new.kind else { return false }
        return old.content(of: source) == new.content(of: result)
    }
}

extension Token {
    /// The bytes of a token, without the blanks that end a comment.
    func content(of bytes: [UInt8]) -> ArraySlice<UInt8> {
        var content = bytes[Int(start)..<Int(end)]
        while kind == .comment, let last = content.last, Byte.isBlank(last) { content.removeLast() }
        return content
    }
}

extension SyntaxTree {
    /// Where entries and blocks start.
    fileprivate var entryStarts: Set<Int32> {
        var result: Set<Int32> = []
        for block in blocks { block.addStarts(to: &result) }
        return result
    }
}

extension Block {
    fileprivate func addStarts(to starts: inout Set<Int32>) {
        starts.insert(keyword.extent.start)
        for entry in entries {
            switch entry {
            case .assignment(let assignment): starts.insert(assignment.key.extent.start)
            case .block(let block): block.addStarts(to: &starts)
            }
        }
    }
}
