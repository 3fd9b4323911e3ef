extension Parser {
    /// The words that can only start a block of the file's own level, which is how a missing brace is noticed.
    static let outerKeywords: Set<String> = ["pair", "template", "defaults", "credentials"]

    /// Reads an assignment or a block, from its first word; nil when it is beyond recognition, told already.
    mutating func entry(level: Int) -> Entry? {
        let key = current
        index += 1
        guard key.kind == .string || text(key) != "-" else { return dash(key) }
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
            guard !current.startsLine else { return valueIsMissing(key, level: level) }
            return equalsIsMissing(key)
        case .openBracket: return equalsIsMissing(key)
        case .closeBrace, .closeBracket, .comma, .comment, .endOfFile: return valueIsMissing(key, level: level)
        }
    }

    /// Whether a name at a distance, or a few, and perhaps `from` and another, are followed by an opening brace.
    func startsBlock(after distance: Int) -> Bool {
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

    /// An item of a list as other languages have them.
    private mutating func dash(_ key: Token) -> Entry? {
        problems.error(
            .unexpectedText,
            "'-' starts no entry",
            at: extent(key),
            help: "a list stands in brackets, such as \(Schema.setting(.email).assignment)"
        )
        while current.kind != .endOfFile, current.kind != .closeBrace, !current.startsLine { index += 1 }
        return nil
    }

    private mutating func valueIsMissing(_ key: Token, level: Int) -> Entry? {
        let name = withoutColon(name(key)).text
        let outer = level > 1 ? nil : Nearest.question(name, among: Schema.blockNames(in: nil))
        let example =
            Schema.BlockKind(rawValue: name).map { Schema.block($0).example }
            ?? Schema.settings(named: name).first?.assignment
            ?? (level > 1 ? "\(name.printable) = … or \(name.printable) { … }" : Schema.block(.pair).example)
        problems.error(
            .missingValue,
            "'\(name.printable)' has neither a value nor a block",
            at: extent(key),
            help: outer ?? "write \(example)"
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
        let entry = finish(name, isAppend: false, operatorExtent: extent(key))
        var value: String?
        if case .assignment(let assignment) = entry, case .text = assignment.value.form {
            value = source(assignment.value.extent)
        }
        problems.error(
            .missingEquals,
            "'=' is missing after '\(name.text.printable)'",
            at: extent(key),
            help: "write \(name.text.printable) = \(value ?? "…")"
        )
        return entry
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
        if current.kind == .equals, !current.startsLine {
            problems.error(.unexpectedText, "there is one '=' too many", at: extent(current), help: "remove it")
            index += 1
        }
        let isAbsent = current.startsLine && current.isValue && isEntry(at: 0)
        guard current.isValue || current.kind == .openBracket, !isAbsent else {
            problems.error(
                .missingValue,
                "'\(key.text.printable)' has no value",
                at: key.extent.joined(operatorExtent),
                help: Schema.settings(named: key.text).first.map { "such as \($0.assignment)" }
                    ?? "write one after '=', or remove the key"
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
        guard !current.startsLine, !isEntryWithoutSign else { return }
        let first = current
        if first.kind == .comma {
            skipLine()
            let stretch = value.extent.joined(extent(peek(-1)))
            problems.error(
                .unexpectedText,
                "several values stand in brackets",
                at: stretch,
                help: "write \(key.text.printable) = [\(source(stretch) ?? " … , … ")]"
            )
        } else if (first.isValue && !isEntry(at: 0)) || first.kind == .equals {
            var areWords = peek(-1).kind == .word
            repeat {
                areWords = areWords && current.kind == .word
                index += 1
            } while current.kind != .endOfFile && current.kind != .closeBrace && !current.startsLine
            guard first.kind != .invalid else { return }
            let whole = areWords ? source(value.extent.joined(extent(peek(-1)))) : nil
            problems.error(
                .unexpectedText,
                "'\(text(first).printable)' is not expected after the value of '\(key.text.printable)'",
                at: extent(first),
                help: whole.map { "put it in double quotes: \"\($0)\"" } ?? "put the whole of it in double quotes"
            )
        } else {
            return
        }
        value.form = .invalid
    }

    /// Whether the next entry of the line starts here and just lacks its '=', which is told there.
    private var isEntryWithoutSign: Bool {
        guard current.kind == .word, !Schema.settings(named: text(current)).isEmpty else { return false }
        return (peek(1).isValue || peek(1).kind == .openBracket) && !peek(1).startsLine
    }

    /// Goes on at the next line, or before the brace that closes the block.
    mutating func skipLine() {
        repeat { index += 1 } while current.kind != .endOfFile && current.kind != .closeBrace && !current.startsLine
    }
}
