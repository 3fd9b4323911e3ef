import Fleet
import PairLanguage
import Testing
import Values

/// What the language does with more than anyone would write.
@Suite struct LimitTests {
    static func pair(_ number: Int) -> String {
        let digits = String(repeating: "0", count: 8 - String(number).count) + String(number)
        let other = "00000000" + digits
        return """
            pair "pair-\(number)" from "edge" {
              description = "Pair \(number)"
              vpc = vpc-\(digits)
              member "A" { instance = i-0\(other)  eni = eni-0\(other) }
              member "B" { instance = i-1\(other)  eni = eni-1\(other) }
              notify { email += [site-\(number)@example.com] }
              routes { destinations = [10.0.0.0/16, 10.1.0.0/16]  tables = [rtb-\(digits)] }
            }

            """
    }

    /// A fleet of many pairs in files of a thousand.
    static func fleet(_ count: Int) -> [SourceFile] {
        let template = "vaer 1\ntemplate \"edge\" { region = us-west-1  account = 731262942057 }\n"
        return stride(from: 0, to: count, by: 1000).map { first in
            let pairs = (first..<min(first + 1000, count)).map(pair).joined()
            let text = (first == 0 ? template : "vaer 1\n") + pairs
            return SourceFile(path: "\(first).vaer", bytes: Array(text.utf8))
        }
    }

    @Test func `ten thousand pairs compile`() throws {
        let compilation = PairLanguage.compile(Self.fleet(Limits.pairs))
        #expect(compilation.diagnostics == [])
        #expect(compilation.fleet.pairs.count == Limits.pairs)
        let name = try #require(PairName("pair-4711"))
        #expect(compilation.range(of: name)?.file == "4000.vaer")
    }

    @Test func `one pair more is refused, and told once`() {
        let compilation = PairLanguage.compile(Self.fleet(Limits.pairs + 2))
        #expect(compilation.diagnostics.map(\.message) == ["there are more than 10000 pairs"])
        #expect(compilation.diagnostics.map(\.range.file) == ["10000.vaer"])
    }

    @Test func `a file over the limit is refused before it is read`() {
        let bytes = [UInt8](repeating: UInt8(ascii: "{"), count: Limits.bytesPerFile + 1)
        let compilation = PairLanguage.compile([SourceFile(path: "big.vaer", bytes: bytes)])
        #expect(compilation.diagnostics.map(\.id) == [.fileTooLarge])
        #expect(DiagnosticText.render(compilation.diagnostics, sources: [], color: false).count < 1000)
    }

    /// Files of one thing over and over: none may take long, crash, or fill the screen.
    @Test(arguments: [
        "{", "}", "[", "]", "\"", "'", "=", ",", "#", ";", "a ", "a=1 ", "a{ ", "a=[ ", "[[", "\"\" ", "\n", "\r",
        "\t", "\\", "é", "\u{202E}", "pair \"a\" {", "pair \"a\" { }\n", "from ", "vaer 1\n", "+= ", "/*", "//", "${",
        "pair from \"a\" ", "tags { a = b }\n", "defaults { tags { ", "a\nb\n", "x = [a\n", "e\u{301}", "x=1\n",
    ])
    func `a file full of the same is answered`(_ piece: String) {
        let count = 65_536 / piece.utf8.count
        for separator in ["", "\n"] {
            let text = "vaer 1\n" + String(repeating: piece + separator, count: count / (separator.utf8.count + 1))
            let source = SourceFile(path: "full.vaer", bytes: Array(text.utf8))
            let compilation = PairLanguage.compile([source])
            #expect(compilation.diagnostics.count <= Limits.problemsPerFile + 1)
            let output = DiagnosticText.render(compilation.diagnostics, sources: [source], color: true)
            #expect(output.utf8.count < 1 << 20)
        }
    }

    @Test(arguments: ["#\t", "\"\t\"", "{", "\u{FEFF}", "\r", "vaer", "vaer 1", "from", "pair", "+", "=", "#", "\\"])
    func `a file of hardly anything is answered`(_ text: String) {
        let source = SourceFile(path: "small.vaer", bytes: Array(text.utf8))
        let diagnostics = PairLanguage.compile([source]).diagnostics
        #expect(diagnostics.allSatisfy { $0.range.end.byte <= text.utf8.count })
        let isBlank = ["#\t", "#", "\u{FEFF}", "\r", "vaer 1"].contains(text)
        #expect(diagnostics.isEmpty == isBlank, "\(diagnostics.map(\.message))")
    }

    @Test func `every beginning of a good file is answered, and only the whole is good`() {
        let text = Array(
            ("vaer 1\ntemplate \"edge\" { region = us-west-1  account = 731262942057 }\n"
                + Self.pair(1)).utf8
        )
        for end in 0..<(text.count - 2) {
            let source = SourceFile(path: "cut.vaer", bytes: Array(text[..<end]))
            let diagnostics = PairLanguage.compile([source]).diagnostics
            let hasPair = text[..<end].contains { $0 == UInt8(ascii: "\"") } && end > 90
            #expect(!hasPair || !diagnostics.isEmpty, "cut at \(end)")
            for diagnostic in diagnostics {
                #expect(diagnostic.range.start.byte <= diagnostic.range.end.byte)
                #expect(diagnostic.range.end.byte <= end)
            }
        }
    }
}
