import AWS
import ArgumentParser
import Codecs
import Fleet
import Foundation
import History
import Records
import Reports
import StatusServer
import Values

/// `vaer report`: the fleet's state and its recent history, to keep or to send.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a report on the fleet from the history: one page of HTML, Markdown, JSON or CSV.",
        discussion: """
            Availability, failovers with their causes, recovery times, and what somebody should look after: unprotected \
            pairs first, drift, drills overdue, e-mails not confirmed, old engines. Only the history is asked; time in \
            which nobody looked is told as unknown. The HTML page needs nothing else: no script, no font, no picture.
            """
    )

    /// Which form a report has.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// One page for a browser or a printer.
        case html
        /// Text with tables, for a ticket or a wiki.
        case md
        /// A document for programs.
        case json
        /// A line for each pair, for spreadsheets.
        case csv
    }

    @OptionGroup var selection: PairSelection

    @Option(help: "html, md, json or csv.")
    var format = Format.html

    @Option(help: ArgumentHelp("How far to look back, such as 30d.", valueName: "time"))
    var since = "30d"

    @Option(help: ArgumentHelp("Sum up by region, account or tag:KEY.", valueName: "what"))
    var groupBy: String?

    @Option(help: ArgumentHelp("How often every pair should pass a drill.", valueName: "time"))
    var drillEvery = "90d"

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write it; standard output without.", valueName: "file"))
    var out: String?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        let span = try Self.time(since, "--since")
        let drillEvery = try Self.time(drillEvery, "--drill-every")
        let fleet = try FleetLoader.fleet(options, console)
        let pairs = try selection.pairs(of: fleet)
        let now = SystemTime().now()
        var request = FleetReport.Request(
            since: now + (.zero - span),
            now: now,
            drillEvery: drillEvery,
            engine: vaerVersion
        )
        request.groups = try groups(of: pairs)
        let text = try await text(Fleet(pairs: pairs, credentials: fleet.credentials), request)
        guard let out else { return console.data(text) }
        do {
            try text.write(toFile: out, atomically: true, encoding: .utf8)
        } catch {
            throw Failure(.failed, "cannot write '\(out)': \(error.localizedDescription)", hint: "check the folder")
        }
        console.talk("wrote \(out)")
    }

    private static func time(_ text: String, _ option: String) throws(Failure) -> Duration {
        guard let span = Duration(shortText: text), span > .zero else {
            throw Failure(.usage, "'\(text)' is no time for \(option)", hint: "write a number and h or d, such as 30d")
        }
        return span
    }

    private func groups(of pairs: [Pair]) throws(Failure) -> [PairName: String]? {
        guard let groupBy else { return nil }
        guard let grouping = FleetReport.Grouping(groupBy) else {
            throw Failure(.usage, "'\(groupBy)' is nothing to group by", hint: FleetReport.Grouping.wayOut)
        }
        return grouping.names(of: pairs)
    }

    private func text(_ fleet: Fleet, _ request: FleetReport.Request) async throws -> String {
        let history = try options.readHistory(now: request.now)
        do {
            let record = try await FleetReport.Record(history, since: request.since)
            let report = FleetReport(PairStatus.join(fleet, with: try await history.statuses()), record, request)
            switch format {
            case .html: return HTMLReport(report).text
            case .md: return report.markdown
            case .csv: return report.csv
            case .json: return report.json.prettyText
            }
        } catch {
            throw Failure(error)
        }
    }
}
