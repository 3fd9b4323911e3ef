import ArgumentParser
import Codecs
import Fleet
import PairLanguage
import Reports
import Values

/// `vaer check`: reads the definitions and tells everything that is wrong with them.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the definitions; talks to nobody.",
        discussion: "Every error of every file is reported at once. Exit status 65 when there is one."
    )

    @Argument(help: ArgumentHelp("Files or folders to check, in place of --pairs.", valueName: "path"))
    var paths: [String] = []

    @Option(name: .shortAndLong, help: "How to write the result: table or json.")
    var output = PlainFormat.table

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let console = options.console
        let loader = try FleetLoader(places: paths.isEmpty ? options.places : paths)
        if output == .json {
            console.data(loader.document.prettyText)
        } else {
            let text = loader.text(color: console.colorsTalk)
            if !text.isEmpty { console.notice(text) }
            let pairs = loader.compilation.fleet.pairs.count
            let files = loader.sources.count
            let counts = "\(files) \(files == 1 ? "file" : "files"), \(pairs) \(pairs == 1 ? "pair" : "pairs")"
            console.talk("\(counts): \(loader.summary)")
        }
        if loader.hasErrors { throw ExitStatus.configuration.code }
    }
}

extension FleetLoader {
    /// The result of a check as a document.
    fileprivate var document: JSON {
        let unread = problems.map { problem in
            JSON.fields([
                "severity": .string("error"), "id": .string("unreadable"), "message": .string(problem.message),
                "file": .string(problem.path), "help": .string(problem.help),
            ])
        }
        return Document.json(
            kind: "check",
            [
                "files": .number(String(sources.count)),
                "pairs": .strings(compilation.fleet.pairs.map(\.name.text)),
                "diagnostics": .array(unread + compilation.diagnostics.map(Self.json)),
            ]
        )
    }

    private static func json(_ diagnostic: Diagnostic) -> JSON {
        let notes = diagnostic.notes.map { note in
            place(note.range, ["message": .string(note.message)])
        }
        return place(
            diagnostic.range,
            [
                "severity": .string(diagnostic.severity.rawValue),
                "id": .string(diagnostic.id.rawValue),
                "message": .string(diagnostic.message),
                "help": diagnostic.help.map(JSON.string),
                "notes": .array(notes),
            ]
        )
    }

    private static func place(_ range: SourceRange, _ facts: KeyValuePairs<String, JSON?>) -> JSON {
        let position = { (position: SourcePosition) in
            JSON.fields(["line": .number(String(position.line)), "column": .number(String(position.column))])
        }
        let place = JSON.fields([
            "file": .string(range.file), "start": position(range.start), "end": position(range.end),
        ])
        guard case .object(let first) = JSON.fields(facts), case .object(let second) = place else { return place }
        return .object(first + second)
    }
}
