import PairLanguage
import Testing

/// What the language does with good and bad files in which a few bytes were hit.
@Suite struct MutationTests {
    @Test(arguments: 0..<6)
    func `a damaged file is answered, and every place lies in it`(_ seed: Int) throws {
        var random = Mutator(seed: UInt64(seed))
        for golden in try GoldenCase.all("vaer-test") where golden.sources.allSatisfy({ $0.bytes.count < 4000 }) {
            let sources = golden.sources.map { SourceFile(path: $0.path, bytes: random.mutated($0.bytes)) }
            let compilation = PairLanguage.compile(sources)
            for diagnostic in compilation.diagnostics {
                let source = try #require(sources.first { $0.path == diagnostic.range.file })
                for range in [diagnostic.range] + diagnostic.notes.map(\.range) where range.file == source.path {
                    #expect(range.start.byte <= range.end.byte)
                    #expect(range.end.byte <= source.bytes.count)
                    #expect(range.start.line >= 1 && range.start.column >= 1)
                }
            }
            let text = DiagnosticText.render(compilation.diagnostics, sources: sources, color: false)
            let obeyed = text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E }
            #expect(obeyed.isEmpty)
            for source in sources { try formatted(source) }
        }
    }

    /// Formats what can be read; a defect of the formatter fails the test.
    private func formatted(_ source: SourceFile) throws {
        do throws(FormatError) {
            let form = try PairLanguage.format(source)
            #expect(try PairLanguage.format(SourceFile(path: source.path, bytes: form)) == form)
        } catch {
            guard case .unreadable = error else { throw error }
        }
    }
}

/// Hits bytes of a file.
private struct Mutator {
    private var state: UInt64
    private static let pieces: [[UInt8]] = [
        "{", "}", "[", "]", "\"", "=", "+=", ",", "#", "\n", "\r\n", " ", "\\", "é", "\u{202E}", "\u{1B}", "'", "from",
        "pair \"x\" {", "vaer 1", "all", "0", "/", "-",
    ].map { Array($0.utf8) }

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0...random(3) {
            let place = random(result.count + 1)
            switch random(4) {
            case 0: result.insert(contentsOf: Self.pieces[random(Self.pieces.count)], at: place)
            case 1: result.removeSubrange(place..<min(result.count, place + random(8)))
            case 2: if place < result.count { result[place] = UInt8(random(256)) }
            default:
                let other = random(result.count + 1)
                result.insert(contentsOf: result[min(place, other)..<max(place, other)].prefix(60), at: place)
            }
        }
        return result
    }

    private mutating func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
