import Fleet
import PairLanguage
import Testing
import Values

/// The effective definition of a pair, as `vaer show` prints it.
@Suite struct EffectiveTextTests {
    @Test(arguments: try GoldenCase.all("show-test"))
    func `the effective definition is the recorded one`(_ golden: GoldenCase) throws {
        let compilation = PairLanguage.compile(golden.sources)
        #expect(!compilation.hasErrors)
        let texts = compilation.fleet.pairs.compactMap { compilation.effectiveText(of: $0.name) }
        try golden.expect(texts.joined(separator: "\n"))
    }

    @Test(arguments: try GoldenCase.all("vaer-test") + GoldenCase.all("show-test"))
    func `the effective definition has the form and means the same`(_ golden: GoldenCase) throws {
        let compilation = PairLanguage.compile(golden.sources)
        guard !compilation.hasErrors else { return }
        for pair in compilation.fleet.pairs {
            let text = try #require(compilation.effectiveText(of: pair.name))
            let source = SourceFile(path: "shown.vaer", bytes: Array(text.utf8))
            #expect(try PairLanguage.format(source) == source.bytes)
            let again = PairLanguage.compile([source])
            #expect(!again.hasErrors, "\(DiagnosticText.render(again.diagnostics, sources: [source], color: false))")
            #expect(again.fleet.pairs == [pair])
            #expect(again.fleet.credentials == compilation.fleet.credentials.filter { $0.key == pair.credentials })
        }
    }

    @Test func `an unknown pair has none`() throws {
        let compilation = PairLanguage.compile([])
        let name = try #require(PairName("nobody"))
        #expect(compilation.effectiveText(of: name) == nil)
        #expect(compilation.origins(of: name) == [])
        #expect(compilation.loginOrigins(of: name) == [])
    }
}
