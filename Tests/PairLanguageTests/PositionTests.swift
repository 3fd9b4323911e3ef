import PairLanguage
import Testing
import Values

/// Where diagnostics and origins point to.
@Suite struct PositionTests {
    /// Text with `«` and `»` around what the first diagnostic must point at.
    struct Row: CustomTestStringConvertible, Sendable {
        let text: String
        let id: DiagnosticID

        var testDescription: String { "\(id.rawValue): \(text)" }

        static let all: [Row] = [
            Row(text: "vaer 1\n«colour» = red", id: .misplaced),
            Row(text: "vaer «2»", id: .versionTooNew),
            Row(text: "vaer 1\ndefaults { «colour» = red }", id: .unknownKey),
            Row(text: "vaer 1\ndefaults {\n\tsweep = «5»\n}", id: .wrongType),
            Row(text: "vaer 1\r\ndefaults {\r\n  sweep = «5»\r\n}\r\n", id: .wrongType),
            Row(text: "vaer 1\ndefaults { description = \"日本 e\u{301} 🇩🇪\"  «colour» = red }", id: .unknownKey),
            Row(text: "vaer 1\ndefaults { description = «\"日本» \n}", id: .unterminatedString),
            Row(text: "vaer 1\ndefaults { routes { tables = [ «rtb-1», rtb-024855d8566b8128b ] } }", id: .wrongType),
            Row(text: "vaer 1\n«template \"é\"» {\n", id: .unclosedBlock),
            Row(text: "vaer 1\ndefaults { description = \"a«\\n»\" }", id: .badEscape),
            Row(text: "vaer 1\ndefaults { description = M«ü»nchen }", id: .strayCharacter),
        ]
    }

    @Test(arguments: Row.all)
    func `a diagnostic points at its cause`(_ row: Row) throws {
        let parts = row.text.split(separator: "«", omittingEmptySubsequences: false)
        let marked = parts[1].split(separator: "»", omittingEmptySubsequences: false)
        let text = "\(parts[0])\(marked[0])\(marked[1])"
        let compilation = PairLanguage.compile([SourceFile(path: "a.vaer", bytes: Array(text.utf8))])
        let first = try #require(compilation.diagnostics.first)
        #expect(first.id == row.id)
        #expect(first.range.file == "a.vaer")
        #expect(first.range.start == Self.position(String(parts[0])))
        #expect(first.range.end.byte == parts[0].utf8.count + marked[0].utf8.count)
    }

    private static func position(_ before: String) -> SourcePosition {
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let bytes = before.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        let last = bytes.last.map { String(String.UnicodeScalarView($0)) } ?? ""
        return SourcePosition(
            line: max(lines.count, bytes.count),
            column: last.count + 1,
            byte: before.utf8.count
        )
    }

    @Test func `every value of a pair knows where it came from`() throws {
        let text = """
            vaer 1
            defaults { account = 731262942057  notify { email = [a@example.com] } }
            template "edge" { region = us-west-1  memory = 256  tags { team = netops } }
            pair "sfo-edge" from "edge" {
              vpc = vpc-0bf5741eb0ef56a41
              memory = 512
              notify { email += [b@example.com] }
              member "A" { eni = eni-0aaaaaaaaaaaaaaa1 }
              member "B" { enis { eni = eni-0aaaaaaaaaaaaaaa2 } }
            }
            """
        let compilation = PairLanguage.compile([SourceFile(path: "a.vaer", bytes: Array(text.utf8))])
        #expect(compilation.diagnostics == [])
        let origins = compilation.origins(of: try #require(PairName("sfo-edge")))
        let lines = origins.map { origin in
            "\(origin.key) = \(origin.value) | " + origin.places.map(\.text).joined(separator: "; ")
        }
        #expect(lines.contains("region = us-west-1 | template \"edge\", a.vaer:3"))
        #expect(lines.contains("account = 731262942057 | defaults, a.vaer:2"))
        #expect(lines.contains("memory = 512 | a.vaer:6"))
        #expect(lines.contains("notify.email = [a@example.com, b@example.com] | defaults, a.vaer:2; a.vaer:7"))
        #expect(lines.contains("failover.failback = never | built in"))
        #expect(lines.contains("log-retention = 30d | built in"))
        #expect(lines.contains("description = \"\" | built in"))
        #expect(lines.contains("tags.team = netops | template \"edge\", a.vaer:3"))
        #expect(lines.contains("member.A.eni = eni-0aaaaaaaaaaaaaaa1 | a.vaer:8"))
        #expect(lines.contains("member.B.enis.eni = eni-0aaaaaaaaaaaaaaa2 | a.vaer:9"))
    }
}
