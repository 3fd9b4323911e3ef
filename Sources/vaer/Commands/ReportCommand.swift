import AWS
import ArgumentParser
import Codecs
import Fleet
import Foundation
import History
import Records
import Reports
import Values

/// `vaer report`: the fleet's state and its recent history, to keep or to send.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a report on the fleet from the history: one page of HTML, or JSON or CSV.",
        discussion: "The HTML page needs nothing else: no script, no font, no picture from elsewhere."
    )

    /// Which form a report has.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// One page for a browser or a printer.
        case html
        /// A document for programs.
        case json
        /// A line for each pair, for spreadsheets.
        case csv
    }

    @OptionGroup var selection: PairSelection

    @Option(help: "html, json or csv.")
    var format = Format.html

    @Option(help: ArgumentHelp("How far to look back, such as 30d.", valueName: "time"))
    var since = "30d"

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write it; standard output without.", valueName: "file"))
    var out: String?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        guard let span = Duration(shortText: since), span > .zero else {
            throw Failure(.usage, "'\(since)' is no time for --since", hint: "write a number and h or d, such as 30d")
        }
        let fleet = try FleetLoader.fleet(options, console)
        let chosen = Fleet(pairs: try selection.pairs(of: fleet), credentials: fleet.credentials)
        let now = SystemTime().now()
        let text = try await text(chosen, from: now + (.zero - span), now: now)
        guard let out else { return console.data(text) }
        do {
            try text.write(toFile: out, atomically: true, encoding: .utf8)
        } catch {
            throw Failure(.failed, "cannot write '\(out)': \(error.localizedDescription)", hint: "check the folder")
        }
        console.talk("wrote \(out)")
    }

    private func text(_ fleet: Fleet, from start: Timestamp, now: Timestamp) async throws -> String {
        let history = try options.readHistory(now: now)
        do {
            let statuses = PairStatus.join(fleet, with: try await history.statuses())
            let histories = try await history.history(since: start)
            switch format {
            case .html: return HTMLReport(statuses, histories: histories, since: start, now: now).text
            case .csv: return StatusReport(statuses, now: now).rendered(as: .csv)
            case .json:
                let stories = statuses.map { HistoryReport(pair: $0.pair, newestFirst: histories[$0.pair] ?? []).json }
                return Document.json(
                    kind: "report",
                    [
                        "since": .string(start.textToTheSecond),
                        "until": .string(now.textToTheSecond),
                        "status": StatusReport(statuses, now: now).json,
                        "histories": .array(stories),
                    ]
                ).prettyText
            }
        } catch {
            throw Failure(error)
        }
    }
}
