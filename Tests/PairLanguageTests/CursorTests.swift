import PairLanguage
import Testing
import Values

/// What the language knows of places in a file, for editors.
@Suite struct CursorTests {
    /// A file with `|` at a place, and the labels of what may be written there.
    struct Row: CustomTestStringConvertible, Sendable {
        let text: String
        let labels: [String]

        var testDescription: String { text }

        init(_ text: String, _ labels: [String]) { (self.text, self.labels) = (text, labels) }

        static let all: [Row] = [
            Row("|", ["pair", "template", "defaults", "credentials", "alerts"]),
            Row("vaer 1\npa|", ["pair", "template", "defaults", "credentials", "alerts"]),
            Row("vaer 1\npair \"a\" from |", ["edge", "lab"]),
            Row("vaer 1\npair \"a\" from \"e|", ["edge", "lab"]),
            Row("vaer 1\npair \"a\" from \"e|\" {\n}", ["edge", "lab"]),
            Row("vaer 1\npair \"|", []),
            Row("vaer 1\npair \"a\" { failover { | } }", ["failback", "failbacks-per-hour", "status-checks"]),
            Row("vaer 1\npair \"a\" { failover { failback = never  fa| } }", ["failbacks-per-hour", "status-checks"]),
            Row("vaer 1\npair \"a\" {\n  failover {\n    status-checks =|\n  }\n}", ["on", "off"]),
            Row(
                "vaer 1\npair \"a\" {\n  failover {\n    status-checks\n    |\n  }\n}",
                ["failback", "failbacks-per-hour"]
            ),
            Row("vaer 1\ndefaults { failover { failback = | } }", ["never", "10m"]),
            Row("vaer 1\ndefaults { routes { tables = | } }", ["all", "[rtb-024855d8566b8128b, \"tag:Role=edge\"]"]),
            Row("vaer 1\ndefaults { routes { tables = [|] } }", ["rtb-024855d8566b8128b", "\"tag:Role=edge\""]),
            Row("vaer 1\ndefaults { routes { tables = [a, |", ["rtb-024855d8566b8128b", "\"tag:Role=edge\""]),
            Row(
                "vaer 1\ndefaults { routes { tables = [a,\n b|\n] } }",
                ["rtb-024855d8566b8128b", "\"tag:Role=edge\""]
            ),
            Row("vaer 1\npair \"a\" { credentials = |", ["main"]),
            Row("vaer 1\npair \"a\" { member \"A\" { | } }", ["instance", "eni", "alarms", "enis"]),
            Row("vaer 1\nfoo { | }", []),
            Row("vaer 1\nfoo { bar { x = | } }", []),
            Row("vaer 1\ncredentials \"x\" { profile = net\n  r| }", ["role", "external-id"]),
            Row("vaer 1\ndefaults { } # |", ["pair", "template", "defaults", "credentials", "alerts"]),
        ]
    }

    private static let shared = SourceFile(
        path: "shared.vaer",
        bytes: Array(
            """
            vaer 1
            template "lab" { sweep = 2m }
            template "edge" { region = us-west-1  notify { email = [a@example.com] } }
            credentials "main" { profile = net }
            """.utf8
        )
    )

    private static func compilation(_ marked: String) -> (Compilation, Int) {
        let before = marked.prefix { $0 != "|" }
        let text = before + marked.dropFirst(before.count + 1)
        let file = SourceFile(path: "a.vaer", bytes: Array(text.utf8))
        return (PairLanguage.compile([file, shared]), before.utf8.count)
    }

    @Test(arguments: Row.all)
    func `what may be written fits the place`(_ row: Row) {
        let (compilation, byte) = Self.compilation(row.text)
        let labels = compilation.completions(in: "a.vaer", at: byte).items.map(\.label)
        // Not every key of a pair is worth a row; those of the rows are all there are.
        #expect(labels == row.labels)
    }

    @Test(arguments: Schema.settings.map(\.path))
    func `what is offered for a key is taken for it`(_ path: String) throws {
        let setting = try #require(Schema.settings.first { $0.path == path })
        let kind = try #require(setting.blocks.first)
        let row = Schema.block(kind)
        let heading = row.naming == .none ? kind.rawValue : "\(kind.rawValue) \"main\""
        let isTop = row.parents.isEmpty
        let outer = row.parents.contains(.pair) ? "pair \"a\" { " : "alerts { "
        let open = (isTop ? "" : outer) + "\(heading) { "
        let (compilation, byte) = Self.compilation("vaer 1\n\(open)\(setting.name) = |")
        let items = compilation.completions(in: "a.vaer", at: byte).items
        #expect(!items.isEmpty)
        for item in items {
            let text = "vaer 1\n\(open)\(setting.name) = \(item.text) }" + (isTop ? "" : " }")
            let file = SourceFile(path: "a.vaer", bytes: Array(text.utf8))
            let wrong: Set<DiagnosticID> = [.wrongType, .outOfRange, .unexpectedText, .badName, .unknownCredentials]
            let diagnostics = PairLanguage.compile([file, Self.shared]).diagnostics.filter { wrong.contains($0.id) }
            #expect(diagnostics.isEmpty, "\(item.text): \(diagnostics.map(\.message))")
        }
    }

    @Test func `what is offered replaces the whole word`() {
        let (compilation, byte) = Self.compilation("vaer 1\npair \"a\" from \"e|dge\" {\n}")
        let (items, range) = compilation.completions(in: "a.vaer", at: byte)
        #expect(items.first?.text == "\"edge\"")
        #expect(range == 21..<27)
    }

    @Test(arguments: [
        (
            "vaer 1\npair \"a\" from \"ed|ge\" { }",
            "**template \"edge\"**, shared.vaer:3\n```hcl\nregion = us-west-1\nnotify.email"
        ),
        ("vaer 1\ntemplate \"n|ew\" { sweep = 3m }", "**template \"new\"**, a.vaer:2\n```hcl\nsweep = 3m"),
        ("vaer 1\ndefaults { sw|eep = 1m }", "**sweep**: How often the pair is looked at"),
        ("vaer 1\ndefaults { sweep = 1|m }", "**sweep**: How often the pair is looked at"),
        ("vaer 1\ndefaults { rout|es { } }", "**routes**: Which routes the pair owns"),
        ("vaer 1\npa|ir \"a\" { }", "**pair**: Two routers"),
        ("vaer 1\npair \"|a\" { }", "```hcl\nvaer 1\n\npair \"a\" {\n"),
        ("vaer 1\npair \"a\" { member \"A\" { alarms = [x|] } }", "**member.alarms**: CloudWatch alarms"),
    ])
    func `a word is explained`(_ marked: String, _ start: String) {
        let (compilation, byte) = Self.compilation(marked)
        let text = compilation.explanation(in: "a.vaer", at: byte)?.markdown ?? "nothing"
        #expect(text.hasPrefix(start), "\(text)")
    }

    @Test(arguments: [
        "va|er 1", "vaer 1\ndefaults { foo = b|ar }", "vaer 1\n|", "vaer 1\npair \"a\" from \"no|ne\" { }",
    ])
    func `what nobody knows is not explained`(_ marked: String) {
        let (compilation, byte) = Self.compilation(marked)
        #expect(compilation.explanation(in: "a.vaer", at: byte) == nil)
        #expect(compilation.definition(in: "a.vaer", at: byte) == nil)
    }

    @Test(arguments: [
        ("vaer 1\npair \"a\" from \"ed|ge\" { }", "shared.vaer:3:10"),
        ("vaer 1\npair \"a\" from ed|ge { }", "shared.vaer:3:10"),
        ("vaer 1\npair \"a\" {\n  credentials = m|ain\n}", "shared.vaer:4:13"),
        ("vaer 1\ndefaults { credentials = \"m|ain\" }", "shared.vaer:4:13"),
    ])
    func `a name leads to its definition`(_ marked: String, _ place: String) {
        let (compilation, byte) = Self.compilation(marked)
        let range = compilation.definition(in: "a.vaer", at: byte)
        #expect(range.map { "\($0.file):\($0.start.line):\($0.start.column)" } == place)
    }

    @Test func `no place of any file is too odd to be asked about`() throws {
        for golden in try GoldenCase.all("vaer-test") where golden.sources.allSatisfy({ $0.bytes.count < 1000 }) {
            let compilation = PairLanguage.compile(golden.sources)
            let source = golden.sources[0]
            for byte in stride(from: 0, through: source.bytes.count + 1, by: 7) {
                let (_, range) = compilation.completions(in: source.path, at: byte)
                #expect(range.lowerBound <= byte && range.upperBound >= byte)
                _ = compilation.explanation(in: source.path, at: byte)
                _ = compilation.definition(in: source.path, at: byte)
            }
            _ = PairLanguage.symbols(of: source)
        }
    }
}
