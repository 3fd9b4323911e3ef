extension Parser {
    /// The words that can only start a block of the file's own level, which is how a missing brace is noticed.
    private static let outerKeywords: Set<String> = ["pair", "template", "defaults", "credentials"]

    /// Reads an assignment or a block, from its first word; nil when it is beyond recognition, told already.
    mutating func entry(level: Int) -> Entry? {
        let key = current
        index += 1
        switch current.kind {
        case .equals, .plusEquals: return assignment(key, level: level)
        case .openBrace: return block(key, level: level)
        case .string where startsBlock(after: 0): return block(key, level: level)
        case .word where text(current) == "from" && peek(1).isValue: return block(key, level: level)
        case .word where !current.startsLine && startsBlock(after: 0): return block(key, level: level)
        case .word, .string:
            if level == 1 && Self.outerKeywords.contains(text(key)) || text(key) == Schema.BlockKind.member.rawValue {
                return block(key, level: level)
            }
            fallthrough
        case .invalid:
            guard !current.startsLine else { return valueIsMissing(key) }
            return equalsIsMissing(key)
        case .openBracket: return equalsIsMissing(key)
        case .closeBrace, .closeBracket, .comma, .comment, .endOfFile: return valueIsMissing(key)
        }
    }

    /// Whether a name at a distance, or a few, and perhaps `from` and another, are followed by an opening brace.
    private func startsBlock(after distance: Int) -> Bool {
        guard peek(distance).isValue else { return false }
        for place in (distance + 1)...(distance + 4) {
            let next = peek(place)
            if next.kind == .openBrace { return true }
            if next.kind == .word, text(next) == "from" { return peek(place + 1).isValue }
            guard next.kind == .string, peek(distance).kind == .string else { return false }
        }
        return false
    }

    func isEntry(at distance: Int) -> Bool {
        let next = peek(distance + 1)
        if [.equals, .plusEquals, .openBrace].contains(next.kind) { return true }
        return next.kind == .string && startsBlock(after: distance + 1)
    }

    private mutating func valueIsMissing(_ key: Token) -> Entry? {
        let name = withoutColon(name(key)).text.printable
        problems.error(
            .missingValue,
            "'\(name)' has neither a value nor a block",
            at: extent(key),
            help: "write \(name) = … or \(name) { … }"
        )
        return nil
    }

    /// The key that another language would have written with a colon.
    private func withoutColon(_ name: Name) -> Name {
        guard name.text.hasSuffix(":"), name.text != ":" else { return name }
        return Name(text: String(name.text.dropLast()), extent: name.extent)
    }

    private mutating func equalsIsMissing(_ key: Token) -> Entry? {
        let name = withoutColon(name(key))
        problems.error(
            .missingEquals,
            "'=' is missing after '\(name.text.printable)'",
            at: extent(key),
            help: "write \(name.text.printable) = …"
        )
        return finish(name, isAppend: false, operatorExtent: extent(key))
    }

    // MARK: assignments

    private mutating func assignment(_ key: Token, level: Int) -> Entry? {
        let sign = current
        index += 1
        if current.kind == .openBrace {
            problems.error(
                .unexpectedText,
                "a block has no '='",
                at: extent(sign),
                help: "write \(text(key).printable) { … }"
            )
            return block(key, level: level)
        }
        return finish(name(key), isAppend: sign.kind == .plusEquals, operatorExtent: extent(sign))
    }

    private mutating func finish(_ key: Name, isAppend: Bool, operatorExtent: Extent) -> Entry? {
        let isAbsent = current.startsLine && current.isValue && isEntry(at: 0)
        guard current.isValue || current.kind == .openBracket, !isAbsent else {
            problems.error(
                .missingValue,
                "'\(key.text.printable)' has no value",
                at: key.extent.joined(operatorExtent),
                help: "write one after '=', or remove the key"
            )
            if [.equals, .plusEquals, .comma].contains(current.kind) { skipLine() }
            return .assignment(
                Assignment(
                    key: key,
                    isAppend: isAppend,
                    operatorExtent: operatorExtent,
                    value: Value(form: .invalid, extent: operatorExtent)
                )
            )
        }
        var value = value(level: 1)
        trailingText(key, &value)
        return .assignment(Assignment(key: key, isAppend: isAppend, operatorExtent: operatorExtent, value: value))
    }

    /// Complains about what follows a value on its line and is no entry.
    private mutating func trailingText(_ key: Name, _ value: inout Value) {
        guard !current.startsLine else { return }
        let first = current
        if first.kind == .comma {
            skipLine()
            let stretch = value.extent.joined(extent(peek(-1)))
            problems.error(
                .unexpectedText,
                "several values stand in brackets",
                at: stretch,
                help: "write \(key.text.printable) = [ … , … ]"
            )
        } else if (first.isValue && !isEntry(at: 0)) || first.kind == .equals {
            skipLine()
            guard first.kind != .invalid else { return }
            problems.error(
                .unexpectedText,
                "'\(text(first).printable)' is not expected after the value of '\(key.text.printable)'",
                at: extent(first),
                help: "text with spaces stands in double quotes"
            )
        } else {
            return
        }
        value.form = .invalid
    }

    /// Goes on at the next line, or before the brace that closes the block.
    private mutating func skipLine() {
        repeat { index += 1 } while current.kind != .endOfFile && current.kind != .closeBrace && !current.startsLine
    }

    // MARK: blocks

    private mutating func block(_ keyword: Token, level: Int) -> Entry? {
        var block = Block(keyword: name(keyword), names: [], entries: [], extent: extent(keyword))
        heading(&block)
        guard current.kind == .openBrace else {
            problems.error(
                .unclosedBlock,
                "'{' is missing after '\(text(peek(-1)).printable)'",
                at: extent(peek(-1)),
                help: "write \(block.keyword.text.printable) … { … }"
            )
            while current.kind != .openBrace, current.kind != .endOfFile, !current.startsLine { index += 1 }
            guard current.kind == .openBrace, !current.startsLine else { return nil }
            return braces(block, level: level)
        }
        return braces(block, level: level)
    }

    private mutating func braces(_ heading: Block, level: Int) -> Entry? {
        var block = heading
        guard level <= Limits.levels else {
            problems.error(.tooDeep, "blocks nest deeper than \(Limits.levels) levels", at: block.keyword.extent)
            skipBlock()
            return nil
        }
        index += 1
        if level == 1 { outerColumn = column(block.keyword.extent.start) }
        entries(of: &block, level: level)
        block.extent = block.keyword.extent.joined(extent(peek(-1)))
        return .block(block)
    }

    private var isFrom: Bool { current.kind == .word && text(current) == "from" }

    private mutating func heading(_ block: inout Block) {
        while current.isValue, current.kind == .string || !current.startsLine, !isFrom {
            if current.kind == .word {
                problems.error(
                    .unquotedName,
                    "the name '\(text(current).printable)' stands in double quotes",
                    at: extent(current),
                    help: "write \(block.keyword.text.printable) \"\(text(current).printable)\""
                )
            }
            block.names.append(name(current))
            index += 1
        }
        guard isFrom else { return }
        index += 1
        guard current.isValue else {
            return problems.error(
                .missingName,
                "'from' names no template",
                at: extent(peek(-1)),
                help: "write from \"edge\", or remove 'from'"
            )
        }
        if current.kind == .word {
            problems.error(
                .unquotedName,
                "the name '\(text(current).printable)' stands in double quotes",
                at: extent(current),
                help: "write from \"\(text(current).printable)\""
            )
        }
        block.origin = name(current)
        index += 1
    }

    /// Whether a block of the file's own level starts here, by its keyword and by standing as far left.
    private var startsOuterBlock: Bool {
        guard current.kind == .word, current.startsLine, Self.outerKeywords.contains(text(current)) else {
            return false
        }
        guard peek(1).kind == .openBrace || startsBlock(after: 1) else { return false }
        return column(current.start) <= outerColumn
    }

    private mutating func entries(of block: inout Block, level: Int) {
        while current.kind != .closeBrace {
            if current.kind == .endOfFile || startsOuterBlock {
                let isEnd = current.kind == .endOfFile
                return problems.error(
                    .unclosedBlock,
                    "this block is not closed",
                    at: block.heading,
                    notes: isEnd
                        ? [] : [Problem.Note(message: "the next block starts here", extent: extent(current))],
                    help: "close it with '}'"
                )
            }
            guard !problems.isExhausted(file: file) else { return }
            switch current.kind {
            case .word, .string: if let entry = entry(level: level + 1) { block.entries.append(entry) }
            case .invalid: skipLine()
            default:
                problems.error(
                    .unexpectedText,
                    "'\(text(current))' is not expected here",
                    at: extent(current),
                    help: "an entry starts with a key or the name of a block"
                )
                skipLine()
            }
        }
        index += 1
    }

    /// Skips from an opening brace to the one that closes it.
    private mutating func skipBlock() {
        var depth = 0
        repeat {
            if current.kind == .openBrace { depth += 1 }
            if current.kind == .closeBrace { depth -= 1 }
            index += 1
        } while depth > 0 && current.kind != .endOfFile
    }
}
