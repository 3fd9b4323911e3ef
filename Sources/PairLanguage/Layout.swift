/// Decides which tokens share a line.
struct Layout {
    private let bytes: [UInt8]
    private let tokens: [Token]
    private let entries: Set<Int32>
    /// The first token that is no comment: the version's word, which is no entry of the tree.
    private let version: Int?
    /// For a bracket, whether what it encloses goes over several lines.
    private let isMultiline: [Bool]
    /// The brackets around the present token, the innermost last.
    private var open: [(isBrace: Bool, isMultiline: Bool)] = []

    /// What stands before a token.
    private enum Gap {
        case lineBreak(hasBlankLine: Bool)
        case spaces(Int)
    }

    /// A layout of tokens, of which `entries` start an entry.
    init(_ bytes: [UInt8], tokens: [Token], entries: Set<Int32>) {
        self.bytes = bytes
        self.tokens = tokens.filter { $0.kind != .endOfFile }
        self.entries = entries
        version = self.tokens.firstIndex { $0.kind != .comment }
        isMultiline = Self.multilineBrackets(self.tokens)
    }

    private static func multilineBrackets(_ tokens: [Token]) -> [Bool] {
        var result = [Bool](repeating: false, count: tokens.count)
        var open: [Int] = []
        var lines = [Int](repeating: 0, count: tokens.count)
        for (index, token) in tokens.enumerated() {
            lines[index] = (index > 0 ? lines[index - 1] : 0) + (token.startsLine ? 1 : 0)
            if token.isOpening { open.append(index) }
            if token.isClosing, let start = open.popLast() {
                // Nothing but white space inside stays on the line of the opening bracket.
                let isMultiline = lines[start] != lines[index] && start + 1 < index
                (result[start], result[index]) = (isMultiline, isMultiline)
            }
        }
        return result
    }

    /// The lines, from the first token to the last.
    mutating func lines() -> [FormattedLine] {
        var lines: [FormattedLine] = []
        for index in tokens.indices {
            let token = tokens[index]
            if token.isClosing, !open.isEmpty { open.removeLast() }
            let gap = gap(before: index)
            switch gap {
            case .lineBreak(let hasBlankLine):
                lines.append(FormattedLine(indent: indent(of: index), followsBlankLine: hasBlankLine))
            case .spaces: break
            }
            var spaces = 0
            if case .spaces(let count) = gap { spaces = count }
            let text = String(decoding: token.content(of: bytes), as: UTF8.self)
            if token.kind == .comment {
                lines[lines.count - 1].comment = text
            } else {
                lines[lines.count - 1].add(
                    FormattedLine.Cell(text: text, spacesBefore: spaces, kind: token.kind),
                    isEntry: startsEntry(index),
                    isMultiline: isMultiline[index]
                )
            }
            if token.isOpening { open.append((token.kind == .openBrace, isMultiline[index])) }
        }
        return lines
    }

    private func startsEntry(_ index: Int) -> Bool {
        entries.contains(tokens[index].start) || index == version
    }

    private func indent(of index: Int) -> Int {
        let depth = open.count { $0.isMultiline }
        let token = tokens[index]
        guard token.kind != .comment, !token.isClosing, !startsEntry(index) else { return depth }
        // What goes on after a comment in the middle of an entry stands further in.
        return open.last?.isBrace ?? true ? depth + 1 : depth
    }

    private func gap(before index: Int) -> Gap {
        guard index > 0 else { return .lineBreak(hasBlankLine: false) }
        let (before, token) = (tokens[index - 1], tokens[index])
        let isFirst = before.isOpening && isMultiline[index - 1]
        let isLast = token.isClosing && isMultiline[index]
        let hasBlankLine = !isFirst && !isLast && (hasBlankLine(before: index) || needsBlankLine(before: index))
        if token.kind == .comment, !token.startsLine { return .spaces(2) }
        if before.kind == .comment || token.kind == .comment || isFirst || isLast {
            return .lineBreak(hasBlankLine: hasBlankLine)
        }
        if open.last?.isMultiline ?? true {
            let isItem = open.last?.isBrace == false && before.kind == .comma && token.startsLine
            if startsEntry(index) || isItem { return .lineBreak(hasBlankLine: hasBlankLine) }
        }
        return .spaces(spaces(between: before, and: index))
    }

    private func spaces(between before: Token, and index: Int) -> Int {
        let token = tokens[index]
        if before.kind == .openBracket || token.kind == .closeBracket || token.kind == .comma { return 0 }
        if before.kind == .openBrace || token.kind == .closeBrace { return 1 }
        return startsEntry(index) ? 2 : 1
    }

    private func hasBlankLine(before index: Int) -> Bool {
        let between = bytes[Int(tokens[index - 1].end)..<Int(tokens[index].start)]
        return between.count { $0 == Byte.newline } > 1
    }

    /// Whether a blank line is put in where the author left none: after the version and after a block of many lines.
    private func needsBlankLine(before index: Int) -> Bool {
        guard open.isEmpty, tokens[index].startsLine || startsEntry(index) else { return false }
        var last = index - 1
        if tokens[last].kind == .comment {
            guard last > 0, !tokens[last].startsLine else { return false }
            last -= 1
        }
        if tokens[last].kind == .closeBrace { return isMultiline[last] }
        return tokens[last].kind == .word
    }
}

extension Token {
    var isOpening: Bool { kind == .openBrace || kind == .openBracket }
    var isClosing: Bool { kind == .closeBrace || kind == .closeBracket }
}
