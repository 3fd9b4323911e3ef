import Foundation
import PairLanguage
import Testing

/// The files for editors know the words of the language.
@Suite struct EditorTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "contrib/editors")
    private static let blocks = Schema.blocks.map(\.kind.rawValue)
    private static let keys = Set(Schema.settings.map(\.name)).sorted()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    @Test func `the syntax for Vim has the words of the schema`() throws {
        let syntax = try Self.text("vim/syntax/vaer.vim")
        #expect(syntax.contains("vaerBlock /\\<\\%(" + Self.blocks.joined(separator: "\\|") + "\\)\\>"))
        #expect(syntax.contains("vaerKey /\\<\\%(" + Self.keys.joined(separator: "\\|") + "\\)\\>"))
    }

    @Test func `the grammar for VS Code has the words of the schema`() throws {
        let grammar = try Self.text("vscode/syntaxes/vaer.tmLanguage.json")
        #expect(grammar.contains("(" + Self.blocks.joined(separator: "|") + ")(?="))
        #expect(grammar.contains("(" + Self.keys.joined(separator: "|") + ")\\\\s*("))
    }
}
