import Fleet
import PairLanguage
import Values

/// A table of pairs to onboard: one row each, under a header that names the columns in any order.
package struct OnboardingTable: Sendable {
    /// A column.
    package enum Column: String, Hashable, Sendable, CaseIterable {
        case pair
        case region
        case account
        case credentials
        case template
        case description
        case vpc
        case aName = "a-name"
        case aInstance = "a-instance"
        case aENI = "a-eni"
        case bName = "b-name"
        case bInstance = "b-instance"
        case bENI = "b-eni"
        case destinations
        case tables
        case protect
        case email

        /// What stands in it.
        package var meaning: String {
            switch self {
            case .pair: "the pair's name; required"
            case .region: "the region; looked up when empty"
            case .account: "the account's number; taken from the login when empty, else checked"
            case .credentials: "the 'credentials' block to log in with; empty for the usual AWS chain"
            case .template: "the template that the pair is made from; empty for none"
            case .description: "what operators call the pair"
            case .vpc: "the VPC; looked up when empty, else checked"
            case .aName, .bName: "the router's name; its tag 'Name' when empty"
            case .aInstance, .bInstance: "the router's instance; looked up from the interface when empty"
            case .aENI, .bENI: "the router's network interface; looked up from the instance when empty"
            case .destinations: "the destinations to move, with spaces between; empty for the template's or all"
            case .tables: "the route tables to look in, with spaces between; empty for the template's or all"
            case .protect: "destinations that never move, with spaces between"
            case .email: "who gets mail, with spaces between"
            }
        }

        /// The members' columns, the preferred member's first.
        static let members: [(name: Column, instance: Column, eni: Column)] = [
            (.aName, .aInstance, .aENI), (.bName, .bInstance, .bENI),
        ]
    }

    /// The rows that are well written, in the table's order.
    package private(set) var rows: [OnboardingRow] = []
    /// What is wrong, in the table's order.
    package private(set) var problems: [TableProblem] = []
    /// How many rows there are, good and bad.
    package private(set) var rowCount = 0

    /// Reads a table; never fails: what is wrong is in the problems.
    ///
    /// `known` is what the definitions name already, which no row may name again.
    package init(_ bytes: [UInt8], known: KnownPairs) {
        let reader = CSVReader(bytes)
        problems = reader.problems
        rowCount = reader.problems.count
        guard let header = reader.rows.first else {
            if problems.isEmpty { problems.append(Self.noHeader) }
            return
        }
        let columns = readHeader(header)
        guard problems.count == reader.problems.count else { return }
        rowCount += reader.rows.count - 1
        var ledger = RowLedger(known)
        for record in reader.rows.dropFirst() {
            guard rows.count < Limits.pairs else {
                let message = "the table has more than \(Limits.pairs) pairs"
                problems.append(record[0].problem(message, help: "divide the fleet among several controllers"))
                break
            }
            read(record, columns, &ledger)
        }
        problems.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    private static let noHeader = TableProblem(
        line: 1,
        column: 1,
        message: "the table is empty",
        help: "the first row names the columns, such as pair,a-eni,b-eni"
    )

    private mutating func readHeader(_ header: [TableField]) -> [Column] {
        var columns: [Column] = []
        let names = Column.allCases.map(\.rawValue)
        for field in header {
            let name = field.text.lowercased().filter { $0 != " " }
            guard let column = Column(rawValue: name) else {
                let separators = field.text.contains(";") ? "columns are separated by commas: save it so" : nil
                let nearest = Nearest.question(name, among: names)
                let help = separators ?? nearest ?? "there are \(names.joined(separator: ", "))"
                problems.append(field.problem("'\(field.text.onOneLine)' is not a column", help: help))
                continue
            }
            if columns.contains(column) {
                problems.append(field.problem("the column '\(name)' is there twice", help: "remove one of the two"))
            }
            columns.append(column)
        }
        guard problems.isEmpty, let first = header.first else { return columns }
        let needed: [[Column]] = [[.pair], [.aInstance, .aENI], [.bInstance, .bENI]]
        for choice in needed where !choice.contains(where: columns.contains) {
            let names = choice.map { "'\($0.rawValue)'" }.joined(separator: " or ")
            problems.append(first.problem("the table has no column \(names)", help: "add it to the first row"))
        }
        return columns
    }

    private mutating func read(_ record: [TableField], _ columns: [Column], _ ledger: inout RowLedger) {
        guard record.count == columns.count else {
            // What is too much stands where it begins, what is missing where the row ends.
            let place = record.count > columns.count ? record[columns.count] : record[record.count - 1]
            let fields = record.count == 1 ? "1 field" : "\(record.count) fields"
            let message = "this row has \(fields), the header \(columns.count)"
            let help = "write a comma for each empty field, and put a field with commas into quotes"
            return problems.append(place.problem(message, help: help))
        }
        var row = OnboardingRow(Dictionary(zip(columns, record)) { first, _ in first }, start: record[0])
        ledger.enter(&row)
        if row.problems.isEmpty { rows.append(row) } else { problems += row.problems }
    }
}

/// What the rows and the definitions have named so far.
private struct RowLedger {
    private let known: KnownPairs
    private var lines: [String: Int] = [:]
    /// The pairs and lines that the present row has been told of.
    private var told: Set<String> = []

    init(_ known: KnownPairs) { self.known = known }

    /// Enters a row; what it names a second time is told to it, once for each pair or row that has it already.
    mutating func enter(_ row: inout OnboardingRow) {
        told = []
        if let name = row.name {
            claim(name.text, known.has(name) ? name : nil, .pair, "the pair '\(name)'", &row)
        }
        for (member, columns) in zip([row.members.first, row.members.second], OnboardingTable.Column.members) {
            if let eni = member.eni { claim(eni.text, known.owner(of: eni), columns.eni, "\(eni)", &row) }
            if let instance = member.instance {
                claim(instance.text, known.owner(of: instance), columns.instance, "\(instance)", &row)
            }
        }
    }

    private mutating func claim(
        _ key: String,
        _ owner: PairName?,
        _ column: OnboardingTable.Column,
        _ what: String,
        _ row: inout OnboardingRow
    ) {
        if let owner {
            guard told.insert(owner.text).inserted else { return }
            let message =
                column == .pair ? "\(what) is defined already" : "\(what) belongs to the pair '\(owner)' already"
            row.complain(column, message, help: "remove the row, or the definition")
        } else if let line = lines[key] {
            guard told.insert(String(line)).inserted else { return }
            let message =
                line == row.line ? "\(what) is named twice in this row" : "\(what) is named in line \(line) already"
            row.complain(column, message, help: "each pair needs two routers of its own")
        } else {
            lines[key] = row.line
        }
    }
}
