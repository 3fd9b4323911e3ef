import AWS
import ArgumentParser
import Fleet
import History
import Records
import Reports
import Values

/// `vaer history`: tells what happened to a pair.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show what happened to a pair: changes of state, failovers, drills, applies.",
        discussion: "The latest last. 'wide' shows every route that moved and every step of a drill."
    )

    @Argument(help: ArgumentHelp("The pair's name; it may be gone from the definitions.", valueName: "pair"))
    var name: String

    @Option(name: .shortAndLong, help: "How to write it: table, wide, json or csv.")
    var output = OutputFormat.table

    @Option(help: ArgumentHelp("The most entries to show.", valueName: "count"))
    var limit = 50

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        guard let pair = PairName(name) else {
            throw Failure(.usage, "'\(name)' cannot be a pair's name", hint: "'vaer status' lists the pairs")
        }
        guard limit > 0 else { throw Failure(.usage, "--limit must be at least 1") }
        let history = try options.readHistory(now: SystemTime().now())
        do {
            let entries = try await history.history(of: pair, limit: limit)
            if entries.isEmpty { console.talk("nothing is on record for '\(pair)'; 'vaer sweep' looks at it") }
            let report = HistoryReport(pair: pair, newestFirst: entries)
            console.data(report.rendered(as: output, colors: console.colorsData))
        } catch {
            throw Failure(error)
        }
    }
}
