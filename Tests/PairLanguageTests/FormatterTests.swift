import Foundation
import PairLanguage
import Testing

/// The one form of definitions.
@Suite struct FormatterTests {
    private static func format(_ text: String) throws -> String {
        let bytes = try PairLanguage.format(SourceFile(path: "a.vaer", bytes: Array(text.utf8)))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: try GoldenCase.all("format-test"))
    func `a file gets its recorded form, which stays`(_ golden: GoldenCase) throws {
        let form = try PairLanguage.format(golden.sources[0])
        try golden.expect(String(decoding: form, as: UTF8.self))
        #expect(try PairLanguage.format(SourceFile(path: "a.vaer", bytes: form)) == form)
    }

    @Test(arguments: ["china", "edge", "lab"])
    func `the worked example has the form`(_ name: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "pairs.d/\(name).vaer"), encoding: .utf8)
        #expect(try Self.format(text) == text)
    }

    @Test func `white space of other systems goes`() throws {
        let text = "\u{FEFF}vaer 1\r\n\r\n\r\ndefaults {\r\n\tsweep = 1m\t# often \t\r\n}"
        #expect(try Self.format(text) == "vaer 1\n\ndefaults {\n  sweep = 1m  # often\n}\n")
    }

    @Test func `a file that cannot be read is left alone, and the reason told`() throws {
        let source = SourceFile(path: "a.vaer", bytes: Array("vaer 1\ndefaults {\n  sweep 1m\n".utf8))
        let error = #expect(throws: FormatError.self) { try PairLanguage.format(source) }
        guard case .unreadable(let diagnostics) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(diagnostics.map(\.id) == [.unclosedBlock, .missingEquals])
    }

    @Test func `a file that only makes no sense is formatted`() throws {
        #expect(try Self.format("vaer 1\nfoo   {x=1}") == "vaer 1\n\nfoo { x = 1 }\n")
    }

    @Test(arguments: 0..<300)
    func `whatever white space there is, the form stays and means the same`(_ seed: Int) throws {
        var writer = RandomWriter(seed: UInt64(seed))
        let text = writer.file()
        let form = try Self.format(text)
        #expect(try Self.format(form) == form, "\(text)")
        let meaning = { (text: String) in
            PairLanguage.compile([SourceFile(path: "a.vaer", bytes: Array(text.utf8))]).diagnostics.map(\.message)
        }
        #expect(meaning(form) == meaning(text), "\(text)")
        var edited = Array(text.utf8)
        for edit in try PairLanguage.formattingEdits(of: SourceFile(path: "a.vaer", bytes: edited)).reversed() {
            edited.replaceSubrange(edit.range, with: edit.text.utf8)
        }
        #expect(edited == Array(form.utf8), "\(text)")
    }
}
