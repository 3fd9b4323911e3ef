import PairLanguage
import Testing

/// What the language answers to good and bad definitions, as its users read it.
@Suite struct GoldenTests {
    @Test(arguments: try GoldenCase.all("vaer-test"))
    func `the answer is the recorded one`(_ golden: GoldenCase) throws {
        let compilation = PairLanguage.compile(golden.sources)
        var answer = DiagnosticText.render(compilation.diagnostics, sources: golden.sources, color: false)
        if !compilation.hasErrors {
            answer += (answer.isEmpty ? "" : "\n") + FleetText.text(compilation.fleet)
        }
        try golden.expect(answer)
    }

    @Test func `every kind of mistake has a case`() throws {
        let answers = try GoldenCase.all("vaer-test").map(\.expected).joined()
        // A file over the limit would not be worth reading; LimitTests makes one.
        for id in DiagnosticID.allCases where id != .fileTooLarge {
            #expect(answers.contains("[\(id.rawValue)]"), "no golden file shows '\(id.rawValue)'")
        }
    }
}
