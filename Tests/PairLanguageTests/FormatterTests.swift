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
    }
}

/// Writes files with random white space and comments.
private struct RandomWriter {
    private var state: UInt64
    private var text = ""

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func file() -> String {
        if random(4) > 0 { white() }
        text += "vaer 1"
        white()
        for _ in 0..<random(4) {
            word(["pair", "template", "foo"][random(3)])
            for _ in 0..<random(3) { word("\"name \(random(9))\"") }
            if random(3) == 0 {
                word("from")
                word("\"edge\"")
            }
            block(0)
        }
        return text
    }

    private mutating func block(_ depth: Int) {
        word("{")
        for _ in 0..<random(5) {
            if random(4) == 0, depth < 3 {
                word(["routes", "notify", "member"][random(3)])
                if random(2) == 0 { word("\"A\"") }
                block(depth + 1)
            } else {
                word(["a", "sweep", "long-name", "\"quoted key\""][random(4)])
                word(random(4) == 0 ? "+=" : "=")
                value()
            }
        }
        word("}")
    }

    private mutating func value() {
        guard random(3) == 0 else { return word(["1m", "x@example.com", "\"a # b\"", "2001:db8::/32"][random(4)]) }
        word("[")
        let count = random(4)
        for index in 0..<count {
            word(["1", "\"two\"", "eni-3"][random(3)])
            if index + 1 < count || random(3) == 0 { word(",") }
        }
        word("]")
    }

    private mutating func word(_ word: String) {
        text += word
        white()
    }

    private mutating func white() {
        switch random(12) {
        case 0: text += "\n"
        case 1: text += "\n\n \t\n"
        case 2: text += "  # comment \(random(9))  \n"
        case 3: text += "\n# alone\n\n"
        case 4: text += "\r\n"
        case 5: text += "\t "
        default: text += " "
        }
    }

    private mutating func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
