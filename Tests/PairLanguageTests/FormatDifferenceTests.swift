import PairLanguage
import Testing

/// What `vaer fmt --diff` shows.
@Suite struct FormatDifferenceTests {
    private static func difference(_ text: String) throws -> String {
        let source = SourceFile(path: "a.vaer", bytes: Array(text.utf8))
        return PairLanguage.difference(of: source, form: try PairLanguage.format(source))
    }

    @Test(arguments: try GoldenCase.all("diff-test"))
    func `a difference is the recorded one`(_ golden: GoldenCase) throws {
        let form = try PairLanguage.format(golden.sources[0])
        try golden.expect(PairLanguage.difference(of: golden.sources[0], form: form))
    }

    @Test func `a file in the form has no difference`() throws {
        #expect(try Self.difference("vaer 1\n") == "")
        #expect(try Self.difference("") == "")
    }

    @Test func `a missing line break at the end is told`() throws {
        #expect(
            try Self.difference("vaer 1")
                == "--- a.vaer\n+++ a.vaer\n@@ -1,1 +1,1 @@\n-vaer 1\n\\ No newline at end of file\n+vaer 1\n"
        )
    }

    @Test func `a file of white space alone becomes empty`() throws {
        #expect(try Self.difference("\n \n") == "--- a.vaer\n+++ a.vaer\n@@ -1,2 +0,0 @@\n-\n- \n")
    }

    @Test(arguments: 0..<300)
    func `the difference makes the form of the file`(_ seed: Int) throws {
        var writer = RandomWriter(seed: UInt64(seed))
        let source = SourceFile(path: "a.vaer", bytes: Array(writer.file().utf8))
        let form = try PairLanguage.format(source)
        let difference = PairLanguage.difference(of: source, form: form)
        #expect(difference.isEmpty == (form == source.bytes))
        #expect(try Self.applied(difference, to: source.bytes) == form)
    }

    @Test func `a file that is wrong in every line takes no longer than others`() throws {
        let text = "vaer 1\npair \"a\" {\n" + String(repeating: "sweep=1m\n\n\n", count: 60_000) + "}\n"
        #expect(try Self.difference(text).utf8.count > 1_000_000)
    }

    /// What a program that knows nothing of tokens makes of a file by a unified diff; each kept and removed line must match.
    private static func applied(_ difference: String, to bytes: [UInt8]) throws -> [UInt8] {
        var old = Array(lines(bytes).reversed())
        var result: [UInt8] = []
        var line = 1
        for entry in lines(Array(difference.utf8)).dropFirst(2) {
            let sign = entry.first.map { Character(Unicode.Scalar($0)) } ?? " "
            let content = entry.dropFirst()
            switch sign {
            case "@":
                let words = String(decoding: entry, as: UTF8.self).split(separator: " ")
                let numbers = words[1].dropFirst().split(separator: ",").compactMap { Int($0) }
                while line < numbers[0] + (numbers[1] == 0 ? 1 : 0) {
                    result += try #require(old.isEmpty ? nil : old.removeLast())
                    line += 1
                }
            case "\\":
                continue
            case "+": result += content
            default:
                let next = try #require(old.isEmpty ? nil : old.removeLast())
                #expect(next == content || next + [10] == content)
                if sign == " " { result += next }
                line += 1
            }
        }
        return result + old.reversed().joined()
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var result: [ArraySlice<UInt8>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == 10 {
            result.append(bytes[start...index])
            start = index + 1
        }
        return start < bytes.count ? result + [bytes[start...]] : result
    }
}
