import Foundation

/// The project's own files, found from where this file lies.
enum SourceTree {
    /// The project's root.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The folders of `Sources`.
    static func targets() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path)
    }

    /// Every Swift file below a folder of the root.
    static func files(_ folder: String) throws -> [SourceFile] {
        let base = root.appending(path: folder)
        return try FileManager.default.subpathsOfDirectory(atPath: base.path)
            .filter { $0.hasSuffix(".swift") }
            .sorted()
            .map { path in
                let text = try String(contentsOf: base.appending(path: path), encoding: .utf8)
                return SourceFile(path: "\(folder)/\(path)", text: text)
            }
    }
}

/// One Swift file.
struct SourceFile {
    /// The path below the root.
    let path: String
    /// The lines.
    let lines: [SourceLine]

    /// A file of that text.
    init(path: String, text: String) {
        self.path = path
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { SourceLine(String($0)) }
        if lines.last?.text.isEmpty == true { lines.removeLast() }
        self.lines = lines
    }

    /// The target that the file belongs to.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// The lines with their numbers, from 1.
    var numberedLines: [(Int, SourceLine)] { lines.enumerated().map { ($0 + 1, $1) } }

    /// Whether the declaration on a line has a doc comment above it, attributes aside.
    func hasDocComment(above number: Int) -> Bool {
        var index = number - 2
        while index >= 0, lines[index].trimmed.hasPrefix("@") { index -= 1 }
        return index >= 0 && lines[index].trimmed.hasPrefix("///")
    }
}

/// One line of a Swift file.
struct SourceLine {
    /// The line, without its break.
    let text: String

    /// A line.
    init(_ text: String) { self.text = text }

    /// The line without white space around it.
    var trimmed: String { text.trimmingCharacters(in: .whitespaces) }

    /// The module that the line imports.
    var importedModule: String? {
        let words = text.split(separator: " ").map(String.init)
        guard let index = words.firstIndex(of: "import"), index + 1 < words.count else { return nil }
        let allowed: Set<String> = ["package", "internal", "private", "fileprivate", "unsafe", "@preconcurrency"]
        guard words[..<index].allSatisfy({ allowed.contains($0) || $0.hasPrefix("@") }) else { return nil }
        return words[index + 1].split(separator: ".").first.map(String.init)
    }

    /// Whether the line declares a type, or something for other targets.
    var needsDocComment: Bool {
        var words = trimmed.split(separator: " ").map(String.init)
        while let first = words.first, first.hasPrefix("@") { words.removeFirst() }
        let isPackage = words.contains("package") && !words.contains("import")
        let modifiers: Set<String> = ["package", "private", "fileprivate", "indirect", "final", "nonisolated"]
        guard let keyword = words.first(where: { !modifiers.contains($0) }) else { return false }
        if ["struct", "enum", "class", "actor", "protocol"].contains(keyword) { return true }
        guard isPackage, words.first == "package" else { return false }
        let members: Set<String> = ["func", "var", "let", "static", "typealias", "subscript", "mutating", "case"]
        return members.contains(keyword) || keyword.hasPrefix("init") || keyword.hasPrefix("subscript")
    }
}
