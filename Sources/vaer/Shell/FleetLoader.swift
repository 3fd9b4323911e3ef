import Fleet
import Foundation
import PairLanguage
import Values

/// Turns definition files into a fleet, or tells everything that is wrong with them.
struct FleetLoader {
    /// The sources, in the order of their paths.
    let sources: [SourceFile]
    /// What they amount to.
    let compilation: Compilation
    /// What could not be read.
    let problems: [PairFiles.Problem]

    /// Reads and checks the definitions of these places.
    init(places: [String]) throws(Failure) {
        let found = try PairFiles(paths: places)
        sources = found.files.map { SourceFile(path: $0.path, bytes: $0.bytes) }
        compilation = PairLanguage.compile(sources)
        problems = found.problems
    }

    /// Whether the fleet must not be used.
    var hasErrors: Bool { compilation.hasErrors || !problems.isEmpty }

    /// Everything that is wrong, for people.
    func text(color: Bool) -> String {
        let unread = problems.map { "\($0.path): error: \($0.message) [unreadable]\n  help: \($0.help)\n" }
        let diagnostics = DiagnosticText.render(compilation.diagnostics, sources: sources, color: color)
        return (unread + [diagnostics]).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// How many errors there are, in words.
    var summary: String {
        let diagnostics = DiagnosticText.summary(compilation.diagnostics)
        guard !problems.isEmpty else { return diagnostics }
        let unread = problems.count == 1 ? "1 path cannot be read" : "\(problems.count) paths cannot be read"
        return compilation.diagnostics.isEmpty ? unread : "\(unread), \(diagnostics)"
    }

    /// The fleet of these options; the diagnostics go to standard error, and errors end the command.
    static func fleet(_ options: GlobalOptions, _ console: Console) throws(Failure) -> Fleet {
        try compilation(options, console).fleet
    }

    /// The compiled definitions of these options; the diagnostics go to standard error, and errors end the command.
    static func compilation(_ options: GlobalOptions, _ console: Console) throws(Failure) -> Compilation {
        let loader = try FleetLoader(places: options.places)
        let text = loader.text(color: console.colorsTalk)
        if !text.isEmpty { console.notice(text) }
        guard !loader.hasErrors else {
            throw Failure(
                .configuration,
                "the definitions have errors: \(loader.summary)",
                hint: "nothing was read or changed in AWS; mend them and run 'vaer check'"
            )
        }
        return loader.compilation
    }
}

extension PairSelection {
    /// The selected pairs of a fleet; a name or pattern that selects nothing is an error.
    func pairs(of fleet: Fleet) throws(Failure) -> [Pair] {
        var chosen = fleet.pairs
        if !names.isEmpty {
            for name in names where !fleet.pairs.contains(where: { Self.matches(name, $0.name.text) }) {
                let known = fleet.pairs.prefix(8).map(\.name.text).joined(separator: ", ")
                let question = Nearest.question(name, among: fleet.pairs.lazy.map(\.name.text))
                throw Failure(
                    .usage,
                    "no pair matches '\(name)'",
                    hint: (question.map { "\($0) " } ?? "")
                        + "the definitions have: \(known)\(fleet.pairs.count > 8 ? ", …" : "")"
                )
            }
            chosen = chosen.filter { pair in names.contains { Self.matches($0, pair.name.text) } }
        }
        for condition in label {
            let parts = condition.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw Failure(.usage, "'\(condition)' is no label", hint: "write --label key=value")
            }
            let tag = Tag(key: parts[0], value: parts[1])
            chosen = chosen.filter { $0.deployment.tags.contains(tag) }
        }
        guard !chosen.isEmpty else {
            throw Failure(.usage, "no pair is selected", hint: "leave the labels out to see all pairs")
        }
        return chosen
    }

    /// Whether a name matches a pattern with `*` and `?`.
    static func matches(_ pattern: String, _ name: String) -> Bool {
        unsafe fnmatch(pattern, name, 0) == 0
    }
}
