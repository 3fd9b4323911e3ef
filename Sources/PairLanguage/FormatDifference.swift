extension PairLanguage {
    /// What formatting changes in a file, as a unified diff; empty when nothing does.
    ///
    /// `form` is what ``format(_:)`` made of the source. Both have the same tokens, so the lines are matched by them, in
    /// time that grows with the file and not with the number of changes.
    package static func difference(of source: SourceFile, form: [UInt8]) -> String {
        guard source.bytes != form else { return "" }
        let (old, new) = (NumberedLines(source.bytes), NumberedLines(form))
        var edits: [LineEdit] = []
        var (oldStart, newStart) = (0, 0)
        for (oldLine, newLine) in commonLines(old, new) + [(old.lines.count, new.lines.count)] {
            edits += LineEdit.edits(old.lines[oldStart..<oldLine], new.lines[newStart..<newLine])
            (oldStart, newStart) = (oldLine, newLine)
        }
        let path = source.path.visible
        return "--- \(path)\n+++ \(path)\n" + LineEdit.hunks(edits)
    }

    /// The lines that start with the same token in both.
    private static func commonLines(_ old: NumberedLines, _ new: NumberedLines) -> [(Int, Int)] {
        zip(old.tokens, new.tokens).compactMap { left, right in
            left.startsLine && right.startsLine ? (left.line, right.line) : nil
        }
    }
}

/// The lines of a file, with the line of each token.
private struct NumberedLines {
    /// The lines, each with its line break.
    let lines: [ArraySlice<UInt8>]
    /// For each token its line, counted from 0, and whether it is the first of it.
    let tokens: [(line: Int, startsLine: Bool)]

    init(_ bytes: [UInt8]) {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == Byte.newline {
            lines.append(bytes[start...index])
            start = index + 1
        }
        if start < bytes.count { lines.append(bytes[start...]) }
        var problems = Problems()
        var line = 0
        tokens = Lexer.tokens(of: bytes, file: 0, problems: &problems).filter { $0.kind != .endOfFile }.map { token in
            while lines[line].endIndex <= Int(token.start) { line += 1 }
            return (line, token.startsLine)
        }
        self.lines = lines
    }
}

/// A line that stays, goes or comes.
private struct LineEdit {
    /// What becomes of the line, as the sign before it.
    enum Kind: String {
        case kept = " "
        case removed = "-"
        case added = "+"
    }

    let kind: Kind
    let line: ArraySlice<UInt8>

    /// How many lines that stay are shown around a change.
    private static let context = 3

    /// The edits that turn some lines into others: what differs between the lines that both start and end with.
    static func edits(_ old: ArraySlice<ArraySlice<UInt8>>, _ new: ArraySlice<ArraySlice<UInt8>>) -> [LineEdit] {
        let head = zip(old, new).prefix { $0 == $1 }.count
        let (oldRest, newRest) = (old.dropFirst(head), new.dropFirst(head))
        let tail = zip(oldRest.reversed(), newRest.reversed()).prefix { $0 == $1 }.count
        return old.prefix(head).map { LineEdit(kind: .kept, line: $0) }
            + oldRest.dropLast(tail).map { LineEdit(kind: .removed, line: $0) }
            + newRest.dropLast(tail).map { LineEdit(kind: .added, line: $0) }
            + oldRest.suffix(tail).map { LineEdit(kind: .kept, line: $0) }
    }

    /// The changes with the lines around them, as `diff -u` writes them.
    static func hunks(_ edits: [LineEdit]) -> String {
        let edits = removalsFirst(edits)
        let changes = edits.indices.filter { edits[$0].kind != .kept }
        var result = ""
        var (oldLine, newLine, index) = (1, 1, 0)
        var change = 0
        while change < changes.count {
            var end = changes[change]
            let start = max(index, end - context)
            while change < changes.count, changes[change] <= end + 2 * context {
                (end, change) = (changes[change], change + 1)
            }
            // What was skipped since the last hunk stays, so both sides count it.
            (oldLine, newLine) = (oldLine + start - index, newLine + start - index)
            let hunk = edits[start..<min(end + 1 + context, edits.count)]
            let (olds, news) = (hunk.count { $0.kind != .added }, hunk.count { $0.kind != .removed })
            result += "@@ -\(range(oldLine, olds)) +\(range(newLine, news)) @@\n"
            for edit in hunk { result += edit.text }
            (oldLine, newLine, index) = (oldLine + olds, newLine + news, hunk.endIndex)
        }
        return result
    }

    /// The edits with the lines that go before those that come, in each run of changes.
    private static func removalsFirst(_ edits: [LineEdit]) -> [LineEdit] {
        var result: [LineEdit] = []
        var added: [LineEdit] = []
        for edit in edits {
            switch edit.kind {
            case .added: added.append(edit)
            case .removed: result.append(edit)
            case .kept:
                result += added + [edit]
                added = []
            }
        }
        return result + added
    }

    /// A range of lines as a hunk's head has it; one of no lines names the line before it.
    private static func range(_ line: Int, _ count: Int) -> String { "\(count == 0 ? line - 1 : line),\(count)" }

    private var text: String {
        let end = line.last == Byte.newline ? "" : "\n\\ No newline at end of file\n"
        return kind.rawValue + String(decoding: line, as: UTF8.self) + end
    }
}
