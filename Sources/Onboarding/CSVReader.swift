/// A place in a table and what is wrong there.
package struct TableProblem: Error, Hashable, Sendable {
    /// The line, counted from 1.
    package var line: Int
    /// The character in the line, counted from 1.
    package var column: Int
    /// What is wrong, with the text found, without a full stop.
    package var message: String
    /// What to do about it.
    package var help: String

    /// A problem.
    package init(line: Int, column: Int, message: String, help: String) {
        (self.line, self.column, self.message, self.help) = (line, column, message, help)
    }
}

/// One field of a row, and where it begins.
package struct TableField: Hashable, Sendable {
    /// The content, without quotes.
    package var text: String
    /// The line, counted from 1.
    package var line: Int
    /// The character in the line, counted from 1.
    package var column: Int

    /// A problem at this field.
    func problem(_ message: String, help: String) -> TableProblem {
        TableProblem(line: line, column: column, message: message, help: help)
    }
}

/// Reads comma-separated values by RFC 4180, and nothing else: a spreadsheet's guesses are errors here.
///
/// Rows end in CRLF or LF; a byte order mark before the first row is skipped, and so are empty lines. A row that cannot be
/// read is told, and reading goes on with the next line.
/// <https://www.rfc-editor.org/rfc/rfc4180>
struct CSVReader {
    /// More than any table of pairs has.
    static let byteLimit = 8 << 20

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var line = 1
    private var lineStart = 0
    private(set) var rows: [[TableField]] = []
    private(set) var problems: [TableProblem] = []

    /// Reads all rows.
    init(_ bytes: [UInt8]) {
        guard bytes.count <= Self.byteLimit else {
            scalars = []
            report(1, 1, "the table is larger than 8 MiB", help: "divide it")
            return
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            scalars = []
            // No character of several bytes has a line break's byte in it, so the bad line can be found by itself.
            let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            let good = lines.prefix { String(validating: $0, as: UTF8.self) != nil }.count
            report(good + 1, 1, "the table is not UTF-8 text", help: "save it as 'CSV UTF-8'")
            return
        }
        scalars = Array(text.unicodeScalars)
        if scalars.first == "\u{FEFF}" { (position, lineStart) = (1, 1) }
        while position < scalars.count { readRow() }
    }

    private mutating func readRow() {
        var row: [TableField] = []
        if endLine() { return }
        while true {
            guard let field = readField() else { return skipLine() }
            row.append(field)
            if position < scalars.count, scalars[position] == "," {
                position += 1
                continue
            }
            // Whatever a field stops at is a comma, the end of the line or the end of the text.
            _ = endLine()
            rows.append(row)
            return
        }
    }

    /// The next field; nil when it is not well written, which is told.
    private mutating func readField() -> TableField? {
        let (line, column) = (line, column)
        var text = String.UnicodeScalarView()
        if position < scalars.count, scalars[position] == "\"" {
            guard let quoted = readQuoted(line, column) else { return nil }
            return TableField(text: quoted, line: line, column: column)
        }
        while position < scalars.count, scalars[position] != ",", !isAtLineEnd {
            guard isFit(scalars[position]) else { return nil }
            text.append(scalars[position])
            position += 1
        }
        return TableField(text: String(text), line: line, column: column)
    }

    private mutating func readQuoted(_ line: Int, _ column: Int) -> String? {
        var text = String.UnicodeScalarView()
        position += 1
        while position < scalars.count {
            let scalar = scalars[position]
            if scalar == "\"" {
                position += 1
                guard position < scalars.count, scalars[position] == "\"" else { return endQuoted(String(text)) }
            }
            text.append(scalar)
            position += 1
            if scalar == "\n" { (self.line, lineStart) = (self.line + 1, position) }
        }
        report(line, column, "this quote is never closed", help: "close it, or write \"\" for a quote inside of quotes")
        return nil
    }

    private mutating func endQuoted(_ text: String) -> String? {
        guard position < scalars.count, scalars[position] != ",", !isAtLineEnd else { return text }
        let found = String(scalars[position])
        report(
            line,
            column,
            "'\(found)' stands behind the closing quote",
            help: "put a comma between fields, or write \"\" for a quote inside of quotes"
        )
        return nil
    }

    /// Whether a character may stand in a field without quotes; one that may not is told.
    private mutating func isFit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\"" {
            let help = "put the whole field into quotes, and write \"\" for a quote inside of it"
            report(line, column, "a quote stands inside of a field without quotes", help: help)
            return false
        }
        if scalar.value < 0x20, scalar != "\t" {
            report(line, column, "a control character stands here", help: "save the table as plain text")
            return false
        }
        return true
    }

    private var column: Int {
        String(String.UnicodeScalarView(scalars[lineStart..<position])).count + 1
    }

    private var isAtLineEnd: Bool {
        guard position < scalars.count else { return true }
        if scalars[position] == "\n" { return true }
        return scalars[position] == "\r" && (position + 1 == scalars.count || scalars[position + 1] == "\n")
    }

    /// Goes to the next line, when this one ends here.
    private mutating func endLine() -> Bool {
        guard isAtLineEnd else { return false }
        while position < scalars.count {
            position += 1
            if scalars[position - 1] == "\n" { break }
        }
        (line, lineStart) = (line + 1, position)
        return true
    }

    private mutating func skipLine() {
        while !isAtLineEnd { position += 1 }
        _ = endLine()
    }

    private mutating func report(_ line: Int, _ column: Int, _ message: String, help: String) {
        problems.append(TableProblem(line: line, column: column, message: message, help: help))
    }
}
