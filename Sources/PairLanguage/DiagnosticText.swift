/// Shows diagnostics to people: place, message, the line in question with a mark under it, and the way out.
package enum DiagnosticText {
    /// All diagnostics as text, one blank line between them; empty when there are none.
    ///
    /// `sources` are the files that were compiled. Nothing of them reaches the terminal that it would obey.
    package static func render(_ diagnostics: [Diagnostic], sources: [SourceFile], color: Bool) -> String {
        var painter = Painter(sources, isColored: color)
        return diagnostics.map { painter.text($0) }.joined(separator: "\n")
    }

    /// How many errors and warnings there are, such as `2 errors, 1 warning`.
    package static func summary(_ diagnostics: [Diagnostic]) -> String {
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count - errors
        let parts = [
            errors > 0 ? "\(errors) error\(errors == 1 ? "" : "s")" : nil,
            warnings > 0 ? "\(warnings) warning\(warnings == 1 ? "" : "s")" : nil,
        ].compactMap { $0 }
        return parts.isEmpty ? "no errors" : parts.joined(separator: ", ")
    }
}

/// Writes one diagnostic after the other.
private struct Painter {
    private let sources: [String: SourceFile]
    private let isColored: Bool
    private var tables: [String: LineTable] = [:]

    /// What an excerpt shows of a long line.
    private static let excerptColumns = 140

    init(_ sources: [SourceFile], isColored: Bool) {
        self.sources = Dictionary(sources.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        self.isColored = isColored
    }

    mutating func text(_ diagnostic: Diagnostic) -> String {
        let tone: Tone = diagnostic.severity == .error ? .red : .yellow
        let severity = paint(diagnostic.severity.rawValue, tone)
        var result = "\(place(diagnostic.range)): \(severity): \(paint(diagnostic.message, .bold))"
        result += " [\(diagnostic.id.rawValue)]\n"
        result += excerpt(diagnostic.range, tone)
        for note in diagnostic.notes {
            result += "\(place(note.range)): \(paint("note", .blue)): \(note.message)\n"
            result += excerpt(note.range, .blue)
        }
        if let help = diagnostic.help { result += "  \(paint("help", .green)): \(help)\n" }
        return result
    }

    private func place(_ range: SourceRange) -> String {
        "\(range.file.visible):\(range.start.line):\(range.start.column)"
    }

    /// The line of a place with a mark under it; what goes over several lines is marked to the end of the first.
    private mutating func excerpt(_ range: SourceRange, _ tone: Tone) -> String {
        guard let source = sources[range.file] else { return "" }
        let table = tables[range.file] ?? LineTable(source.bytes)
        tables[range.file] = table
        let bounds = table.bounds(ofLine: range.start.line)
        let whole = bounds.lowerBound..<min(bounds.upperBound, bounds.lowerBound + Limits.bytesPerLine)
        let start = min(max(range.start.byte, whole.lowerBound), whole.upperBound)
        let end = min(max(range.end.byte, start), whole.upperBound)
        let decode = { (range: Range<Int>) in Cells(String(decoding: source.bytes[range], as: UTF8.self)) }
        let before = decode(whole.lowerBound..<start)
        let marked = decode(start..<end)
        let after = decode(end..<whole.upperBound)

        // A long line is cut at both ends, so that the mark stays in sight.
        let isCut = before.width + marked.width + after.width > Self.excerptColumns
        let head = isCut ? before.suffix(60) : before
        let body = isCut ? marked.prefix(60) : marked
        let isBodyCut = body.width < marked.width
        let room = isBodyCut ? 0 : max(0, Self.excerptColumns - head.width - body.width - 2)
        let tail = isCut ? after.prefix(room) : after
        let line = (isCut && head.width < before.width ? "…" : "") + head.text + body.text + tail.text
        let indent = head.width + (isCut && head.width < before.width ? 1 : 0)

        let number = String(range.start.line)
        let gutter = String(repeating: " ", count: number.utf8.count)
        let mark = "^" + String(repeating: "~", count: max(0, body.width - 1))
        let shown = line.trimmingTrailingSpaces + (isBodyCut || tail.width < after.width ? "…" : "")
        return "  \(paint(number, .dim)) \(paint("|", .dim))\(shown.isEmpty ? "" : " ")\(shown)\n"
            + "  \(gutter) \(paint("|", .dim)) \(String(repeating: " ", count: indent))\(paint(mark, tone))\n"
    }

    // MARK: colours

    /// What a piece of text looks like on a terminal.
    private enum Tone: String {
        case red = "1;31"
        case yellow = "1;33"
        case blue = "1;34"
        case green = "1;32"
        case bold = "1"
        case dim = "2"
    }

    private func paint(_ text: String, _ tone: Tone) -> String {
        isColored ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// Text as the columns of a terminal.
private struct Cells {
    private var cells: [(text: String, width: Int)] = []

    init(_ text: String) {
        for character in text {
            if character == "\t" {
                cells.append((text: "    ", width: 4))
            } else if character.unicodeScalars.contains(where: \.isHidden) {
                cells.append((text: "\u{FFFD}", width: 1))
            } else {
                cells.append((text: String(character), width: character.columns))
            }
        }
    }

    private init(_ cells: some Sequence<(text: String, width: Int)>) { self.cells = Array(cells) }

    var text: String { cells.map(\.text).joined() }
    var width: Int { cells.reduce(0) { $0 + $1.width } }

    func prefix(_ count: Int) -> Cells { Cells(cells.prefix(count)) }
    func suffix(_ count: Int) -> Cells { Cells(cells.suffix(count)) }
}

extension Character {
    /// The columns that a terminal gives to a character.
    ///
    /// <https://www.unicode.org/reports/tr11/>
    fileprivate var columns: Int {
        guard let scalar = unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
