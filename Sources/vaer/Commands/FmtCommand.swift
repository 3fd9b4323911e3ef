import ArgumentParser
import Foundation
import PairLanguage
import Reports

/// `vaer fmt`: writes definitions in the one form.
struct FmtCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Format definitions; only white space changes, comments stay.",
        discussion: "Exit status 2 from --check when a file is not formatted, 65 when one cannot be read."
    )

    @Argument(help: ArgumentHelp("Files or folders, in place of --pairs.", valueName: "path"))
    var paths: [String] = []

    @Flag(help: "Change nothing; name the files that are not formatted.")
    var check = false

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let console = options.console
        let found = try PairFiles(paths: paths.isEmpty ? options.places : paths)
        var isBroken = !found.problems.isEmpty
        var changed: [String] = []
        for problem in found.problems { console.report(Failure(.configuration, "\(problem.path): \(problem.message)")) }
        for file in found.files {
            let source = SourceFile(path: file.path, bytes: file.bytes)
            switch Self.formatted(source) {
            case .success(file.bytes): continue
            case .success(let formatted):
                changed.append(file.path)
                if !check { try write(formatted, to: file.path) }
            case .failure(let error):
                isBroken = true
                tell(error, source, console)
            }
        }
        for path in changed { console.data(path) }
        console.talk("\(changed.count) of \(found.files.count) files \(check ? "not formatted" : "changed")")
        if isBroken { throw ExitStatus.configuration.code }
        if check, !changed.isEmpty { throw ExitStatus.pending.code }
    }

    private static func formatted(_ source: SourceFile) -> Result<[UInt8], FormatError> {
        Result { () throws(FormatError) in try PairLanguage.format(source) }
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        do {
            // In one step: a full disk must not leave half a definition.
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Failure(.failed, "cannot write '\(path)': \(error.localizedDescription)", hint: "nothing was lost")
        }
    }

    private func tell(_ error: FormatError, _ source: SourceFile, _ console: Console) {
        switch error {
        case .unreadable(let diagnostics):
            console.notice(DiagnosticText.render(diagnostics, sources: [source], color: console.colorsTalk))
        case .defect(let line):
            console.report(
                Failure(
                    .failed,
                    "\(source.path):\(line): formatting would change more than white space; left as it is",
                    hint: "this is a defect of vaer: please report it with the line"
                )
            )
        }
    }
}
