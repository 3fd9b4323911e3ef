extension Parser {
    /// Reads a block from its heading on; nil when it has no braces, told already.
    mutating func block(_ keyword: Token, level: Int) -> Entry? {
        var block = Block(keyword: name(keyword), names: [], entries: [], extent: extent(keyword))
        heading(&block)
        guard current.kind == .openBrace else {
            problems.error(
                .unclosedBlock,
                "'{' is missing after '\(text(peek(-1)).printable)'",
                at: extent(peek(-1)),
                help:
                    "write \(source(block.keyword.extent.joined(extent(peek(-1)))) ?? block.keyword.text.printable) { … }"
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
            problems.error(
                .tooDeep,
                "blocks nest deeper than \(Limits.levels) levels",
                at: block.keyword.extent,
                help: "no definition needs more than three: look for a missing '}'"
            )
            skipBlock()
            return nil
        }
        index += 1
        if level == 1 {
            outerColumn = startsLine(block.keyword.extent) ? column(block.keyword.extent.start) : .max
            misaligned = nil
        }
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
        guard isFrom, peek(1).isValue else { return }
        problems.error(
            .surplusName,
            "a pair is made from one template",
            at: extent(peek(1)),
            help: "keep one; what all pairs have in common can stand in 'defaults { }'"
        )
        index += 2
    }

    /// Whether nothing but white space stands before a place on its line.
    private func startsLine(_ extent: Extent) -> Bool {
        bytes[..<Int(extent.start)].last { !Byte.isBlank($0) }.map { $0 == Byte.newline } ?? true
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
                return unclosed(block, level: level)
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
        noteAlignment(of: block)
        index += 1
    }

    /// Remembers a closing brace that stands further left than its block, for when a brace turns out to be missing.
    private mutating func noteAlignment(of block: Block) {
        guard current.startsLine, misaligned == nil, startsLine(block.keyword.extent),
            column(current.start) < column(block.keyword.extent.start)
        else { return }
        misaligned = Misaligned(heading: block.heading, brace: extent(current))
    }

    private mutating func unclosed(_ block: Block, level: Int) {
        guard current.kind != .endOfFile else {
            return openAtEnd.append((noun: "block", closer: "}", extent: block.heading))
        }
        let guilty = level == 1 ? misaligned : nil
        problems.error(
            .unclosedBlock,
            "this block is not closed",
            at: guilty?.heading ?? block.heading,
            notes: [
                guilty?.note ?? Problem.Note(message: "the next block starts here", extent: extent(current))
            ],
            help: "close it with '}'"
        )
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
