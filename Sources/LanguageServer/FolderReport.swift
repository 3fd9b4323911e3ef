import Codecs
import PairLanguage

/// What an editor is told about the definitions of a folder.
struct FolderReport {
    private let fleet: Workspace.Fleet
    private let addresses: [String: String]
    private let sources: [String: SourceFile]
    private let diagnostics: [String: [Diagnostic]]
    private var maps: [String: PositionMap] = [:]

    init(_ fleet: Workspace.Fleet, documents: [Workspace.Document]) {
        self.fleet = fleet
        addresses = Dictionary(documents.map { ($0.path, $0.uri) }, uniquingKeysWith: { first, _ in first })
        let files = fleet.compilation.sources
        sources = Dictionary(files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        diagnostics = Dictionary(grouping: fleet.compilation.diagnostics) { $0.range.file }
    }

    /// The files about which something is wrong.
    var pathsWithDiagnostics: Set<String> { Set(diagnostics.keys) }

    /// The files to tell about: those in which something is or was wrong, and those that are open.
    var paths: Set<String> { pathsWithDiagnostics.union(fleet.told).union(addresses.keys) }

    /// What could not be read at all.
    var warnings: [String] { fleet.content.problems.map { "\($0.path): \($0.message)" } }

    /// What is wrong in a file, as the protocol has it.
    mutating func json(of path: String) -> JSON {
        var list: [JSON] = []
        for diagnostic in diagnostics[path] ?? [] { list.append(json(diagnostic)) }
        return JSON.fields(["uri": .string(uri(path)), "diagnostics": .array(list)])
    }

    private func uri(_ path: String) -> String { addresses[path] ?? FileURI.uri(path) }

    private mutating func json(_ diagnostic: Diagnostic) -> JSON {
        var notes: [JSON] = []
        for note in diagnostic.notes {
            let location = JSON.fields(["uri": .string(uri(note.range.file)), "range": range(note.range)])
            notes.append(JSON.fields(["location": location, "message": .string(note.message)]))
        }
        return JSON.fields([
            "range": range(diagnostic.range),
            "severity": .integer(diagnostic.severity == .error ? 1 : 2),
            "code": .string(diagnostic.id.rawValue),
            "source": "vaer",
            "message": .string(diagnostic.message + (diagnostic.help.map { "\nhelp: \($0)" } ?? "")),
            "relatedInformation": notes.isEmpty ? nil : .array(notes),
        ])
    }

    private mutating func range(_ range: SourceRange) -> JSON {
        let map = maps[range.file] ?? PositionMap(sources[range.file]?.bytes ?? [])
        maps[range.file] = map
        return map.json(range.start.byte..<range.end.byte)
    }
}
