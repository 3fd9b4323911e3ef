/// How a text stands out on a terminal.
enum Emphasis {
    /// Not at all.
    case none
    /// A heading.
    case strong
    /// All is well.
    case good
    /// Somebody should look.
    case warning
    /// Somebody must act.
    case bad
    /// Of less interest.
    case faint

    /// The text with this emphasis, by the SGR sequences that every terminal knows.
    func applied(to text: String) -> String {
        switch self {
        case .none: text
        case .strong: "\u{1B}[1m\(text)\u{1B}[0m"
        case .good: "\u{1B}[32m\(text)\u{1B}[0m"
        case .warning: "\u{1B}[33m\(text)\u{1B}[0m"
        case .bad: "\u{1B}[1;31m\(text)\u{1B}[0m"
        case .faint: "\u{1B}[2m\(text)\u{1B}[0m"
        }
    }
}

/// A text of a table with its emphasis.
struct Cell: ExpressibleByStringLiteral {
    /// The text, safe to show.
    let text: String
    /// How it stands out.
    let emphasis: Emphasis

    /// A text, which is made safe to show.
    init(_ text: String, _ emphasis: Emphasis = .none) { (self.text, self.emphasis) = (text.shown, emphasis) }

    /// A plain text.
    init(stringLiteral text: String) { self.init(text) }
}

/// Columns of text, aligned by what a terminal shows.
struct TextTable {
    /// Where a column's text stands.
    enum Alignment {
        /// At the left, as words do.
        case left
        /// At the right, as numbers do.
        case right
    }

    /// What stands between two columns.
    private static let gap = "  "
    private let headings: [String]
    private let alignments: [Alignment]
    private var rows: [[Cell]] = []

    /// A table with a heading for each column.
    init(_ columns: [(heading: String, alignment: Alignment)]) {
        (headings, alignments) = (columns.map(\.heading), columns.map(\.alignment))
    }

    /// A table of words, with a heading for each column.
    init(_ headings: [String]) { self.init(headings.map { ($0, .left) }) }

    /// Adds a row; cells that it lacks are empty.
    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// The table, one line per row, without a line break at the end.
    func text(colors: Bool) -> String {
        let all = [headings.map { Cell($0, .strong) }] + rows
        return Self.lines(all, alignments, colors: colors).joined(separator: "\n")
    }

    /// Rows without headings, one line per row; columns of words where `alignments` says nothing.
    static func lines(_ rows: [[Cell]], _ alignments: [Alignment] = [], colors: Bool) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].text.displayWidth : 0 }.max() ?? 0
        }
        let sides = alignments + Array(repeating: .left, count: max(0, count - alignments.count))
        return rows.map { line($0, sides, widths: widths, colors: colors) }
    }

    private static func line(_ cells: [Cell], _ alignments: [Alignment], widths: [Int], colors: Bool) -> String {
        var result = ""
        // Spaces are written when something follows them, so that no line ends in any.
        var pending = ""
        for (column, cell) in cells.enumerated() {
            let fill = String(repeating: " ", count: widths[column] - cell.text.displayWidth)
            if !cell.text.isEmpty {
                result += pending + (alignments[column] == .right ? fill : "")
                result += colors ? cell.emphasis.applied(to: cell.text) : cell.text
                pending = alignments[column] == .right ? "" : fill
            } else {
                pending += fill
            }
            pending += gap
        }
        return result
    }
}
