package import Fleet
import PairLanguage
package import Values

/// One row of a table of pairs, read but not looked up yet.
package struct OnboardingRow: Hashable, Sendable {
    /// A router as the row gives it.
    package struct Router: Hashable, Sendable {
        /// What it is called; nil for the instance's own name.
        package var name: String?
        /// The instance; nil when it is to be looked up.
        package var instance: InstanceID?
        /// The network interface; nil when it is to be looked up.
        package var eni: ENIID?
    }

    /// The pair's name; nil only when it was complained about.
    package private(set) var name: PairName?
    /// The region; nil when it is to be looked up.
    package private(set) var region: Region?
    /// The account; nil when it is the login's.
    package private(set) var account: AccountID?
    /// The `credentials` block; nil for the usual chain.
    package private(set) var credentials: String?
    /// The VPC; nil when it is to be looked up.
    package private(set) var vpc: VPCID?
    /// The routers, the preferred one first.
    package private(set) var members: BySide<Router>
    /// What is wrong with it.
    package private(set) var problems: [TableProblem] = []
    private(set) var template: String?
    private(set) var description = ""
    private(set) var routes = RoutePolicy()
    private(set) var email: [String] = []
    private let fields: [OnboardingTable.Column: TableField]
    private let start: TableField

    /// The line in which the row begins, counted from 1.
    package var line: Int { start.line }

    init(_ fields: [OnboardingTable.Column: TableField], start: TableField) {
        (self.fields, self.start) = (fields, start)
        members = BySide(first: Router(), second: Router())
        name = required(
            .pair,
            PairName.init,
            "a pair's name",
            "write lower-case letters, digits and hyphens, at most 31"
        )
        region = readRegion()
        account = optional(.account, AccountID.init, "an account's number", "write its twelve digits")
        vpc = optional(.vpc, VPCID.init, "a VPC's id", "write one such as vpc-0bf5741eb0ef56a41")
        (credentials, template) = (text(.credentials), text(.template))
        description = text(.description) ?? ""
        for (side, columns) in zip(Side.allCases, OnboardingTable.Column.members) {
            members[side] = readRouter(columns)
        }
        readRoutes()
        email = list(
            .email,
            { $0.contains("@") ? $0 : nil },
            "an e-mail address",
            "write one such as netops@example.com"
        )
    }

    /// Adds a problem at a column, or at the row's beginning when the table has no such column.
    mutating func complain(_ column: OnboardingTable.Column, _ message: String, help: String) {
        problems.append((fields[column] ?? start).problem(message, help: help))
    }

    /// A problem with the row as a whole.
    package func problem(_ message: String, help: String) -> TableProblem { start.problem(message, help: help) }

    /// A problem at a column, or at the row's beginning when the table has no such column.
    func problem(_ column: OnboardingTable.Column, _ message: String, help: String) -> TableProblem {
        (fields[column] ?? start).problem(message, help: help)
    }

    private mutating func readRouter(
        _ columns: (name: OnboardingTable.Column, instance: OnboardingTable.Column, eni: OnboardingTable.Column)
    ) -> Router {
        let before = problems.count
        let instance = "write one such as i-045ebd27124159b6d"
        let router = Router(
            name: optional(columns.name, { $0.asMemberName }, "a name", "write one such as vAER-A"),
            instance: optional(columns.instance, InstanceID.init, "an instance's id", instance),
            eni: optional(
                columns.eni,
                ENIID.init,
                "a network interface's id",
                "write one such as eni-071b4d6cbf57de651"
            )
        )
        if router.instance == nil, router.eni == nil, problems.count == before {
            let message = "neither '\(columns.instance.rawValue)' nor '\(columns.eni.rawValue)' is given"
            let column = fields[columns.eni] == nil ? columns.instance : columns.eni
            complain(column, message, help: "write one of them; the other is looked up")
        }
        return router
    }

    private mutating func readRegion() -> Region? {
        let region = optional(.region, Region.init, "a region", "write one such as us-west-1")
        guard let region, !region.isKnown, let question = Nearest.question(region.name, among: Region.known) else {
            return region
        }
        complain(.region, "there is no region '\(region)'", help: question)
        return nil
    }

    private mutating func readRoutes() {
        let destination =
            "a block such as 10.0.0.0/16, a block with all within it such as 10.0.0.0/8+, or a prefix list"
        let destinations = list(.destinations, DestinationPattern.init, "a destination", "write \(destination)")
        if !destinations.isEmpty { routes.destinations = .only(destinations) }
        let table = "write an id such as rtb-024855d8566b8128b, or a tag such as tag:Role=edge"
        let tables = list(.tables, TablePattern.init, "a route table", table)
        if !tables.isEmpty { routes.tables = .only(tables) }
        routes.protect = list(.protect, DestinationPattern.init, "a destination", "write \(destination)")
    }

    private func text(_ column: OnboardingTable.Column) -> String? {
        guard let text = fields[column]?.text.trimmed, !text.isEmpty else { return nil }
        return text
    }

    private mutating func required<Value>(
        _ column: OnboardingTable.Column,
        _ read: (String) -> Value?,
        _ noun: String,
        _ help: String
    ) -> Value? {
        guard text(column) != nil else {
            complain(column, "'\(column.rawValue)' is empty", help: help)
            return nil
        }
        return optional(column, read, noun, help)
    }

    private mutating func optional<Value>(
        _ column: OnboardingTable.Column,
        _ read: (String) -> Value?,
        _ noun: String,
        _ help: String
    ) -> Value? {
        guard let text = text(column) else { return nil }
        if let value = read(text) { return value }
        complain(column, "'\(text.prefix(80).description.onOneLine)' is not \(noun)", help: help)
        return nil
    }

    private mutating func list<Value: Hashable>(
        _ column: OnboardingTable.Column,
        _ read: (String) -> Value?,
        _ noun: String,
        _ help: String
    ) -> [Value] {
        var values: [Value] = []
        for word in (text(column) ?? "").split(whereSeparator: \.isWhitespace).map(String.init) {
            guard let value = read(word) else {
                complain(column, "'\(word.prefix(80).description.onOneLine)' is not \(noun)", help: help)
                continue
            }
            if values.contains(value) {
                complain(column, "'\(word)' is there twice", help: "remove one of the two")
            }
            values.append(value)
        }
        return values
    }
}

extension String {
    /// The text without white space around it.
    fileprivate var trimmed: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace })
        else {
            return ""
        }
        return String(self[start...end])
    }
}
