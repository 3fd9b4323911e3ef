/// A line of a formatted file, before its columns are aligned.
struct FormattedLine: Sendable {
    /// A token with the spaces before it.
    struct Cell: Sendable {
        var text: String
        var spacesBefore: Int
        var kind: Token.Kind
    }

    /// What is aligned with the lines above and below.
    enum Column: Hashable, Sendable {
        /// The sign after a key, or the brace of a block on one line.
        case sign
        /// The brace of a block on one line that has a name.
        case brace
    }

    /// In steps of two spaces.
    var indent: Int
    var followsBlankLine: Bool
    var cells: [Cell] = []
    var comment: String?
    /// Which cell is aligned, and with what.
    var column: (kind: Column, cell: Int)?
    private var startsWithEntry = false

    init(indent: Int, followsBlankLine: Bool) {
        self.indent = indent
        self.followsBlankLine = followsBlankLine
    }

    /// Adds a token; the first sign or brace after the key of the line's first entry is what is aligned.
    mutating func add(_ cell: Cell, isEntry: Bool, isMultiline: Bool) {
        if cells.isEmpty { startsWithEntry = isEntry }
        if startsWithEntry, column == nil, !cells.isEmpty {
            switch cell.kind {
            case .equals, .plusEquals: column = (.sign, cells.count)
            case .openBrace:
                // A block of many lines has nothing in common with its neighbours.
                startsWithEntry = !isMultiline
                if !isMultiline { column = (cells.count == 1 ? .sign : .brace, cells.count) }
            default: break
            }
        }
        cells.append(cell)
    }

    var width: Int { cells.reduce(0) { $0 + $1.spacesBefore + $1.text.count } }
}

/// Aligns columns and comments of neighbouring lines, and writes them down.
enum LineWriter {
    static func bytes(of lines: [FormattedLine]) -> [UInt8] {
        var lines = lines
        for run in runs(lines, of: \.column?.kind) { alignColumn(&lines, run) }
        for run in runs(lines, of: { $0.comment != nil && !$0.cells.isEmpty ? true : nil }) {
            alignComments(&lines, run)
        }
        var result: [UInt8] = []
        for line in lines { write(line, to: &result) }
        return result
    }

    /// Stretches of lines side by side, equally far in, that have the same property.
    private static func runs<Property: Equatable>(
        _ lines: [FormattedLine],
        of property: (FormattedLine) -> Property?
    ) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for index in lines.indices {
            guard let own = property(lines[index]) else { continue }
            if let last = result.last, last.upperBound == index, !lines[index].followsBlankLine,
                lines[index - 1].indent == lines[index].indent, property(lines[index - 1]) == own
            {
                result[result.count - 1] = last.lowerBound..<(index + 1)
            } else {
                result.append(index..<(index + 1))
            }
        }
        return result
    }

    private static func alignColumn(_ lines: inout [FormattedLine], _ run: Range<Int>) {
        // Signs end in the same column, so that '=' stands under the '=' of '+='.
        let end =
            run.map { index in
                lines[index].column.map { columnEnd(lines[index], $0.cell) } ?? 0
            }.max() ?? 0
        for index in run {
            guard let column = lines[index].column else { continue }
            lines[index].cells[column.cell].spacesBefore += end - columnEnd(lines[index], column.cell)
        }
    }

    private static func columnEnd(_ line: FormattedLine, _ cell: Int) -> Int {
        line.cells[...cell].reduce(0) { $0 + $1.spacesBefore + $1.text.count }
    }

    private static func alignComments(_ lines: inout [FormattedLine], _ run: Range<Int>) {
        let width = run.map { lines[$0].width }.max() ?? 0
        for index in run {
            let spaces = width - lines[index].width + 2
            let text = String(repeating: " ", count: spaces) + (lines[index].comment ?? "")
            lines[index].comment = text
        }
    }

    private static func write(_ line: FormattedLine, to result: inout [UInt8]) {
        if line.followsBlankLine { result.append(Byte.newline) }
        result += [UInt8](repeating: Byte.space, count: 2 * line.indent)
        for cell in line.cells {
            result += [UInt8](repeating: Byte.space, count: cell.spacesBefore)
            result += cell.text.utf8
        }
        result += (line.comment ?? "").utf8
        result.append(Byte.newline)
    }
}
