package import PairLanguage

/// What is on the disk in a folder of definitions.
package struct FolderContent: Sendable {
    /// The files, whose paths start with the folder's.
    package let files: [SourceFile]
    /// What could not be read: a path, and what is wrong with it.
    package let problems: [(path: String, message: String)]

    /// A content.
    package init(files: [SourceFile], problems: [(path: String, message: String)]) {
        (self.files, self.problems) = (files, problems)
    }
}

/// The fleets of the open documents: what is on the disk, with the documents over it.
struct Workspace: Sendable {
    /// A text that an editor has open.
    struct Document: Sendable {
        let uri: String
        let path: String
        var bytes: [UInt8]
    }

    /// The definitions of one folder, which are checked together.
    struct Fleet: Sendable {
        var content: FolderContent
        var compilation: Compilation
        /// The paths about which the editor was told something.
        var told: Set<String> = []
    }

    private let load: @Sendable (String) -> FolderContent
    /// The open documents, by their addresses.
    private(set) var documents: [String: Document] = [:]
    /// The fleets, by their folders.
    private(set) var fleets: [String: Fleet] = [:]
    /// The folders of which something changed since they were compiled; true when it may have been on the disk.
    private var changes: [String: Bool] = [:]

    init(load: @escaping @Sendable (String) -> FolderContent) { self.load = load }

    /// Whether something changed since the last ``settle()``.
    var hasChanges: Bool { !changes.isEmpty }

    /// The folder whose definitions belong together with those of a file: the nearest `pairs.d`, else its own.
    static func folder(of path: String) -> String {
        guard path.hasPrefix("/") else { return path }
        let parts = path.split(separator: "/").dropLast()
        let depth = parts.lastIndex(of: "pairs.d").map { $0 + 1 } ?? parts.count
        return "/" + parts.prefix(depth).joined(separator: "/")
    }

    mutating func open(_ uri: String, _ bytes: [UInt8]) {
        let document = Document(uri: uri, path: FileURI.path(uri), bytes: bytes)
        documents[uri] = document
        let folder = Self.folder(of: document.path)
        changes[folder] = changes[folder] ?? false || fleets[folder] == nil
    }

    /// Changes an open document; false when it is not open.
    mutating func change(_ uri: String, _ bytes: [UInt8]) -> Bool {
        guard let document = documents[uri] else { return false }
        documents[uri]?.bytes = bytes
        let folder = Self.folder(of: document.path)
        changes[folder] = changes[folder] ?? false
        return true
    }

    mutating func close(_ uri: String) {
        guard let document = documents.removeValue(forKey: uri) else { return }
        changes[Self.folder(of: document.path)] = true
    }

    /// Notes that files changed on the disk.
    mutating func reload() {
        for folder in fleets.keys { changes[folder] = true }
    }

    /// Compiles what changed; returns the folders of that.
    mutating func settle() -> [String] {
        for (folder, isOnDisk) in changes {
            let old = fleets[folder]
            let content = isOnDisk || old == nil ? load(folder) : old?.content
            let open = documents.values.filter { Self.folder(of: $0.path) == folder }
            // A folder of which nothing is open is checked once more, as empty, to take back what was told.
            let files = open.isEmpty ? [] : Self.merged(content?.files ?? [], open)
            fleets[folder] = Fleet(
                content: content ?? FolderContent(files: [], problems: []),
                compilation: PairLanguage.compile(files),
                told: old?.told ?? []
            )
        }
        defer { changes = [:] }
        return changes.keys.sorted()
    }

    /// Notes what the editor was told; a fleet of which nothing is open or told any more is forgotten.
    mutating func told(_ paths: Set<String>, of folder: String) {
        fleets[folder]?.told = paths
        let isOpen = documents.values.contains { Self.folder(of: $0.path) == folder }
        if !isOpen { fleets[folder] = nil }
    }

    /// The fleet of an open document, compiled when it is not up to date.
    mutating func compilation(of document: Document) -> Compilation? {
        let folder = Self.folder(of: document.path)
        if changes[folder] != nil || fleets[folder] == nil {
            // What follows is asked at once while somebody types; the answer must be about the text as it is.
            let pending = changes
            changes = [folder: pending[folder] ?? true]
            _ = settle()
            changes = pending
            changes[folder] = false
        }
        return fleets[folder]?.compilation
    }

    private static func merged(_ files: [SourceFile], _ open: [Document]) -> [SourceFile] {
        let paths = Set(open.map(\.path))
        let others = files.filter { !paths.contains($0.path) }
        let documents = open.map { SourceFile(path: $0.path, bytes: $0.bytes) }
        return (others + documents).sorted { $0.path < $1.path }
    }
}
