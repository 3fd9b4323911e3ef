import Foundation
import Testing

@testable import PairLanguage

struct ReferenceTests {
    private static let page = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/vaer/Documentation.docc/Language.md")

    @Test func `the page of the language says what the table says`() throws {
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
            try Reference.page.write(to: Self.page, atomically: true, encoding: .utf8)
            Issue.record("recorded \(Self.page.path)")
        }
        #expect(try String(contentsOf: Self.page, encoding: .utf8) == Reference.page)
    }

    @Test func `every key and block is explained by its name and by its path`() {
        for setting in Schema.settings {
            #expect(Reference.explanation(of: setting.name)?.contains(setting.documentation) == true)
            #expect(Reference.explanation(of: setting.path)?.contains(setting.documentation) == true)
        }
        for row in Schema.blocks {
            #expect(Reference.explanation(of: row.kind.rawValue)?.contains(row.documentation) == true)
        }
    }

    @Test func `a misspelt word is answered with a question`() {
        #expect(Reference.explanation(of: "failbck") == nil)
        #expect(Reference.suggestion(for: "failbck") == "failback")
    }
}
