import ArgumentParser
import Foundation
import Glibc
import PairLanguage
import Reports

/// `vaer fmt`: writes definitions in the one form.
struct FmtCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Format definitions; only white space changes, comments stay.",
        discussion: """
            '-' alone reads standard input and writes the result to standard output. Exit status 2 from --check when a \
            file is not formatted, 65 when one cannot be read.
            """
    )

    @Argument(help: ArgumentHelp("Files or folders, in place of --pairs, or '-'.", valueName: "path"))
    var paths: [String] = []

    @Flag(help: "Change nothing; name the files that are not formatted.")
    var check = false

    @Flag(help: "Change nothing; show what would change as a unified diff.")
    var diff = false

    @OptionGroup var options: GlobalOptions

    /// Whether the text comes from standard input.
    private var isFilter: Bool { paths == ["-"] }

    func validate() throws {
        guard isFilter || !paths.contains("-") else {
            throw ValidationError("'-' stands for standard input, and alone: leave the other paths out")
        }
    }

    func run() throws {
        let console = options.console
        let places = paths.isEmpty ? options.places : paths
        let found = isFilter ? try PairFiles.ofStandardInput() : try PairFiles(paths: places)
        var isBroken = !found.problems.isEmpty
        var changed = 0
        for problem in found.problems { console.report(Failure(.configuration, "\(problem.path): \(problem.message)")) }
        for file in found.files {
            let source = SourceFile(path: file.path, bytes: file.bytes)
            switch Self.form(of: source) {
            case .success(let form):
                if form != source.bytes { changed += 1 }
                try put(form, source, console)
            case .failure(let error):
                isBroken = true
                tell(error, source, console)
            }
        }
        if !isFilter {
            console.talk("\(changed) of \(found.files.count) files \(check || diff ? "not formatted" : "changed")")
        }
        if isBroken { throw ExitStatus.configuration.code }
        if check, changed > 0 { throw ExitStatus.pending.code }
    }

    private static func form(of source: SourceFile) -> Result<[UInt8], FormatError> {
        Result { () throws(FormatError) in try PairLanguage.format(source) }
    }

    /// Writes the form of one file to where the options say.
    private func put(_ form: [UInt8], _ source: SourceFile, _ console: Console) throws {
        if diff { console.data(PairLanguage.difference(of: source, form: form)) }
        if isFilter, !check, !diff { console.data(String(decoding: form, as: UTF8.self)) }
        guard !isFilter, form != source.bytes else { return }
        if !diff { console.data(source.path) }
        if !check, !diff { try write(form, to: source.path) }
    }

    /// Replaces a file in one step, since a full disk must not leave half a definition; its permissions stay.
    private func write(_ bytes: [UInt8], to path: String) throws {
        let place = URL(filePath: path).resolvingSymlinksInPath().path
        let draft = "\(place).\(ProcessInfo.processInfo.processIdentifier).new"
        do {
            let facts = try FileManager.default.attributesOfItem(atPath: place)
            try Data(bytes).write(to: URL(filePath: draft), options: .withoutOverwriting)
            try FileManager.default.setAttributes(
                facts.filter { $0.key == .posixPermissions },
                ofItemAtPath: draft
            )
            guard unsafe rename(draft, place) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            try? FileManager.default.removeItem(atPath: draft)
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
