import Engine
import Fleet
import Foundation
import GRDB
import Records
import Values

extension Database {
    /// Runs one statement, prepared once per connection.
    func run(_ sql: String, _ values: [(any DatabaseValueConvertible)?]) throws {
        try cachedStatement(sql: sql).execute(arguments: StatementArguments(values))
    }

    /// The rows of one query, prepared once per connection.
    func rows(_ sql: String, _ values: [(any DatabaseValueConvertible)?] = []) throws -> [Row] {
        try Row.fetchAll(try cachedStatement(sql: sql), arguments: StatementArguments(values))
    }
}

extension Row {
    /// A text as the value that `read` makes of it.
    func parsed<Value>(_ column: String, _ read: (String) -> Value?) throws -> Value {
        let text: String = try decode(forColumn: column)
        guard let value = read(text) else { throw UnreadableRow(column: column, value: text) }
        return value
    }

    /// A text as the value that `read` makes of it; nil for NULL.
    func optionallyParsed<Value>(_ column: String, _ read: (String) -> Value?) throws -> Value? {
        let text: String? = try decode(forColumn: column)
        return try text == nil ? nil : parsed(column, read)
    }

    /// A text.
    func text(_ column: String) throws -> String { try decode(forColumn: column) }

    /// A text; nil for NULL.
    func optionalText(_ column: String) throws -> String? { try decode(forColumn: column) }

    /// A whole number.
    func integer(_ column: String) throws -> Int { try decode(forColumn: column) }

    /// A truth.
    func bool(_ column: String) throws -> Bool { try decode(forColumn: column) }

    /// A truth; nil for NULL.
    func optionalBool(_ column: String) throws -> Bool? { try decode(forColumn: column) }

    /// A moment.
    func moment(_ column: String) throws -> Timestamp { Timestamp(milliseconds: try decode(forColumn: column)) }

    /// A moment; nil for NULL.
    func optionalMoment(_ column: String) throws -> Timestamp? {
        let value: Int64? = try decode(forColumn: column)
        return value.map(Timestamp.init(milliseconds:))
    }

    /// A length of time.
    func duration(_ column: String) throws -> Duration { .milliseconds(try decode(forColumn: column) as Int64) }

    /// A length of time; nil for NULL.
    func optionalDuration(_ column: String) throws -> Duration? {
        let value: Int64? = try decode(forColumn: column)
        return value.map { .milliseconds($0) }
    }

    /// A member's health, from the column of that name and the one of its reasons.
    func health(_ column: String, reasons: String) throws -> Health {
        let stored = try optionalText(reasons)
        let texts = try stored.map { try JSONDecoder().decode([String].self, from: Data($0.utf8)) } ?? []
        return try parsed(column) { Health(kind: $0, reasons: texts) }
    }

    /// Why the engine looked at a pair.
    func trigger() throws -> Trigger {
        let detail = try optionalText("trigger_detail") ?? ""
        return try parsed("trigger_kind") { Trigger(kind: $0, detail: detail) }
    }
}

extension Health {
    /// The reasons as a JSON array of texts; nil when there are none.
    func reasonsColumn() throws -> String? {
        let reasons: [String]
        switch self {
        case .eligible: return nil
        case .ineligible(let texts), .failed(let texts), .unknown(let texts): reasons = texts.map(Redaction.clean)
        }
        return reasons.isEmpty ? nil : String(decoding: try JSONEncoder().encode(reasons), as: UTF8.self)
    }
}

extension Side {
    /// The side as a row's position in its pair.
    var position: Int {
        switch self {
        case .first: 1
        case .second: 2
        }
    }
}
