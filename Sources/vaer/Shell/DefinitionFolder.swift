import Fleet
import Foundation
import Glibc
import Onboarding
import PairLanguage

/// A folder that new definitions go to, beside the definitions that there are.
struct DefinitionFolder {
    /// The folder.
    let path: String
    /// The definitions that there are, of the user's places and of the folder; none is fine.
    let fleet: Fleet
    /// What names the folder to other commands; empty when they look there anyway.
    let option: String
    private let sources: [SourceFile]

    /// Reads the definitions that there are; errors in them end the command, because what they name is not known then.
    ///
    /// Without a folder of the user's choice it is the first place of definitions that is one.
    init(_ chosen: String?, _ options: GlobalOptions, _ console: Console) throws(Failure) {
        var places = options.places
        if places.isEmpty { places = PairFiles.defaultPlaces.filter(Self.exists).prefix(1).map(\.self) }
        let path = chosen ?? places.first(where: Self.isFolder) ?? PairFiles.defaultPlaces[0]
        self.path = path
        let isCovered = places.contains { Self.holds($0, path) } || places.isEmpty && path == PairFiles.defaultPlaces[0]
        option = isCovered ? "" : " --pairs \(path)"
        if Self.exists(path), !places.contains(where: { Self.holds($0, path) }) {
            places = places.filter { !Self.holds(path, $0) } + [path]
        }
        // To begin with the folder is empty, or not there yet.
        places = places.filter { place in
            Self.isFolder(place) ? Self.hasFiles(place) : Self.exists(place) || !Self.holds(place, path)
        }
        guard !places.isEmpty else {
            (fleet, sources) = (Fleet(), [])
            return
        }
        let loader = try FleetLoader(places: places)
        let text = loader.text(color: console.colorsTalk)
        if !text.isEmpty { console.notice(text) }
        guard !loader.hasErrors else {
            throw Failure(
                .configuration,
                "the definitions have errors: \(loader.summary)",
                hint: "which routers they name is not known before they are mended; run 'vaer check'"
            )
        }
        (fleet, sources) = (loader.compilation.fleet, loader.sources)
    }

    /// The drafts and all definitions together, as the language sees them.
    ///
    /// A draft's file has the folder's path.
    func compilation(with drafts: [PairDraft]) -> Compilation {
        PairLanguage.compile(sources + drafts.map { SourceFile(path: place(of: $0), bytes: Array($0.text.utf8)) })
    }

    /// What comes after writing.
    var nextSteps: String {
        let steps = ["check", "preflight", "plan"].map { "'vaer \($0)\(option)'" }
        return "look at them, then run \(steps[0]), \(steps[1]) and \(steps[2])"
    }

    /// The path of a draft's file.
    func place(of draft: PairDraft) -> String {
        path.hasSuffix("/") ? path + draft.fileName : "\(path)/\(draft.fileName)"
    }

    /// Writes a draft into a file of its own; a file that is there stays as it is, and is an error.
    func write(_ draft: PairDraft) throws(Failure) {
        let place = place(of: draft)
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw Failure(.failed, "cannot make the folder '\(path)': \(error.localizedDescription)")
        }
        // A file appears whole or not at all, and never in the place of another: a link takes no name that is taken.
        let part = "\(path)/.\(draft.fileName).\(ProcessInfo.processInfo.processIdentifier).new"
        defer { unsafe unlink(part) }
        do {
            try Data(draft.text.utf8).write(to: URL(filePath: part), options: .withoutOverwriting)
        } catch {
            throw Failure(.failed, "cannot write into '\(path)': \(error.localizedDescription)")
        }
        guard unsafe link(part, place) == 0 else {
            let isThere = errno == EEXIST
            throw Failure(
                .failed,
                isThere ? "'\(place)' is there already, and stays as it is" : "cannot write '\(place)'",
                hint: isThere ? "move it away, or choose another folder with --write" : nil
            )
        }
    }

    // MARK: - Paths

    private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Whether one place is the other or lies in it.
    private static func holds(_ outer: String, _ inner: String) -> Bool {
        let (outer, inner) = (real(outer), real(inner))
        return inner == outer || inner.hasPrefix(outer + "/")
    }

    private static func real(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }

    /// Whether a folder has any definition, so that an empty one to begin with is no error.
    private static func hasFiles(_ path: String) -> Bool {
        guard let walker = FileManager.default.enumerator(atPath: path) else { return true }
        for case let name as String in walker where name.hasSuffix(".vaer") { return true }
        return false
    }
}
