import ArgumentParser
import Codecs
import Controller
import Fleet
import Foundation
import Onboarding
import PairLanguage
import Reports
import Values

/// `vaer onboard`: makes definitions from a table.
struct OnboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "onboard",
        abstract: "Make definitions from a table of pairs, one a row; changes nothing in AWS.",
        discussion: """
            The table has comma-separated values (RFC 4180) under a header that names the columns in any order. What a \
            row leaves out is looked up in AWS. Without --yes it is only shown what would be written. When a row is bad \
            nothing is written, unless --keep-going writes the good ones. No file is ever overwritten. Exit status 65 \
            when rows are bad, 3 when the good ones were written nevertheless.

            Columns:
            \(columns)
            """
    )

    private static var columns: String {
        let columns = OnboardingTable.Column.allCases
        let width = columns.map(\.rawValue.count).max() ?? 0
        return columns.map { "  \($0.rawValue.padding(to: width))  \($0.meaning)" }.joined(separator: "\n")
    }

    @Argument(help: ArgumentHelp("The table, or '-' for standard input.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "The folder for the definitions; the first one of the definitions by default.",
            valueName: "folder"
        )
    )
    var write: String?

    @Flag(help: "Write the definitions.")
    var yes = false

    @Flag(help: "Write the definitions of the good rows although others are bad.")
    var keepGoing = false

    @Option(name: .shortAndLong, help: "How to write the result: table, json or csv.")
    var output = OutputFormat.table

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        let folder = try DefinitionFolder(write, options, console)
        let table = OnboardingTable(try bytes(), known: KnownPairs(folder.fleet))
        let access = AWSAccess(folder.fleet, options, console)
        var (drafts, problems) = ([Int: PairDraft](), table.problems)
        if problems.isEmpty || keepGoing {
            let outcome = try await Interruption.handled(console) { await Self.lookUp(table.rows, access, console) }
            drafts = Dictionary(outcome.drafts.map { ($0.line, $0.draft) }) { first, _ in first }
            problems += outcome.problems
        }
        problems += Self.withdraw(from: &drafts, folder)
        problems.sort { ($0.line, $0.column) < ($1.line, $1.column) }
        for problem in problems {
            console.notice(
                "\(file):\(problem.line):\(problem.column): error: \(problem.message)\n  help: \(problem.help)"
            )
        }
        let good = drafts.sorted { $0.key < $1.key }
        let mayWrite = yes && !good.isEmpty && (problems.isEmpty || keepGoing)
        let written = mayWrite ? write(good.map(\.value), folder, console) : []
        let report = OnboardingReport(
            rows: table.rowCount,
            drafts: good.map(\.value),
            problems: problems,
            written: written
        )
        console.data(report.text(output, colors: console.colorsData))
        try end(report, problems, folder, console)
    }

    private func end(
        _ report: OnboardingReport,
        _ problems: [TableProblem],
        _ folder: DefinitionFolder,
        _ console: Console
    ) throws {
        if !report.written.isEmpty {
            console.talk("written to \(folder.path); \(folder.nextSteps)")
        } else if !problems.isEmpty {
            console.talk("nothing is written; mend the table, or write the good rows with --keep-going --yes")
        } else if !yes {
            console.talk("nothing is written yet; run again with --yes to write to \(folder.path)")
        }
        if !problems.isEmpty { throw (report.written.isEmpty ? ExitStatus.configuration : .partlyDone).code }
        if yes, report.written.count < report.drafts.count {
            throw (report.written.isEmpty ? ExitStatus.failed : .partlyDone).code
        }
    }

    private static func lookUp(
        _ rows: [OnboardingRow],
        _ access: AWSAccess,
        _ console: Console
    ) async -> TableLookup.Outcome {
        let lookup = TableLookup(access.survey)
        let (places, gaps) = await lookup.places(rows)
        let bar = ProgressBar("look up", total: places.count, console: console)
        defer { bar.end() }
        return await lookup.run(rows, in: places, gaps: gaps) { bar.finish($0.region.name) }
    }

    /// Takes those drafts back that the definitions that there are make impossible, and tells why.
    private static func withdraw(from drafts: inout [Int: PairDraft], _ folder: DefinitionFolder) -> [TableProblem] {
        let lines = Dictionary(drafts.map { (folder.place(of: $0.value), $0.key) }) { first, _ in first }
        let compilation = folder.compilation(with: drafts.sorted { $0.key < $1.key }.map(\.value))
        var problems = compilation.diagnostics.filter { $0.severity == .error }.map { diagnostic in
            let line = ([diagnostic.range] + diagnostic.notes.map(\.range)).lazy.compactMap { lines[$0.file] }.first
            let help = diagnostic.help ?? "check the row and the definitions"
            return TableProblem(line: line ?? 1, column: 1, message: diagnostic.message, help: help)
        }
        let pairs = Dictionary(compilation.fleet.pairs.map { ($0.name, $0) }) { first, _ in first }
        for (line, draft) in drafts {
            guard let pair = pairs[draft.pair.name], pair.credentials != draft.pair.credentials else { continue }
            let other = pair.credentials ?? "none"
            let message = "the template or 'defaults' give the pair the credentials '\(other)'"
            problems.append(
                TableProblem(line: line, column: 1, message: message, help: "write \(other) into 'credentials'")
            )
        }
        for problem in problems { drafts[problem.line] = nil }
        return problems
    }

    private func write(_ drafts: [PairDraft], _ folder: DefinitionFolder, _ console: Console) -> Set<PairName> {
        var written: Set<PairName> = []
        let bar = ProgressBar("write", total: drafts.count, console: console)
        defer { bar.end() }
        for draft in drafts {
            do throws(Failure) {
                try folder.write(draft)
                written.insert(draft.pair.name)
            } catch {
                console.report(error)
            }
            bar.finish(draft.pair.name.text)
        }
        return written
    }

    private func bytes() throws(Failure) -> [UInt8] {
        do {
            if file == "-" { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
            return Array(try Data(contentsOf: URL(filePath: file)))
        } catch {
            throw Failure(.usage, "cannot read '\(file)': \(error.localizedDescription)", hint: "check the path")
        }
    }
}
