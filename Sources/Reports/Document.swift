package import Codecs
import Engine
import Records
package import Values

/// How a report is put out.
package enum OutputFormat: String, Hashable, Sendable, CaseIterable {
    /// Columns that fit a terminal.
    case table
    /// Columns with all there is.
    case wide
    /// A document for programs.
    case json
    /// Rows for spreadsheets.
    case csv
}

/// What all JSON documents for programs have in common.
package enum Document {
    /// The version of all documents; within it they only grow.
    package static let schema = "vaer/1"

    /// A document of a kind: `{"schema":"vaer/1","kind":…`, and its members in this order, those of no value as null.
    package static func json(kind: String, _ members: KeyValuePairs<String, JSON?>) -> JSON {
        let head = [JSON.Member("schema", .string(schema)), JSON.Member("kind", .string(kind))]
        return .object(head + JSON.complete(members).members)
    }
}

extension JSON {
    /// An object of all of these members; those of no value are null, so that every document of a kind has the same keys.
    package static func complete(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(members.map { key, value in Member(key, value ?? .null) })
    }

    /// A moment as ISO 8601 with milliseconds; nil for none.
    package static func moment(_ moment: Timestamp?) -> JSON? { moment.map { .string($0.description) } }

    /// A length of time in milliseconds; nil for none.
    package static func milliseconds(_ duration: Duration?) -> JSON? {
        duration.map { .number(String($0.milliseconds)) }
    }
}

/// Rows of comma-separated values, by RFC 4180 with line feeds.
struct CSV {
    private var lines: [String]

    /// The first line names the columns.
    init(_ headings: [String]) { lines = [headings.joined(separator: ",")] }

    /// Adds a row; nil is an empty field.
    mutating func add(_ fields: [String?]) {
        lines.append(fields.map { Self.field($0 ?? "") }.joined(separator: ","))
    }

    /// All rows, each ending in a line feed.
    var text: String { lines.map { $0 + "\n" }.joined() }

    private static func field(_ text: String) -> String {
        var shown = text.shown
        // A spreadsheet would run what begins so as a formula.
        if let first = shown.utf8.first, "=+-@".utf8.contains(first) { shown = "'" + shown }
        guard shown.contains(where: { $0 == "," || $0 == "\"" }) || shown.first == " " || shown.last == " " else {
            return shown
        }
        return "\"" + shown.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
}
