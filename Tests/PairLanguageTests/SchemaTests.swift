import PairLanguage
import Testing

/// The table behind checks and documentation agrees with itself and with the checks.
@Suite struct SchemaTests {
    @Test func `every key has its row, in order`() {
        #expect(Schema.settings.map(\.key) == Schema.Key.allCases)
        #expect(Schema.blocks.map(\.kind) == Schema.BlockKind.allCases)
    }

    @Test func `every documentation is one sentence`() {
        for text in Schema.settings.map(\.documentation) + Schema.blocks.map(\.documentation) {
            #expect(text.hasSuffix("."), "\(text)")
            #expect(text.first?.isUppercase == true, "\(text)")
        }
    }

    @Test(arguments: Schema.settings.map(\.path))
    func `the example and the default of a key are accepted`(_ path: String) throws {
        let setting = try #require(Schema.settings.first { $0.path == path })
        let kind = try #require(setting.blocks.first)
        for value in [setting.example, setting.initial].compactMap({ $0 }) {
            let entry = "\(setting.name) = \(value)"
            let inner =
                switch kind {
                case .pair: entry
                case .member: "member \"A\" { \(entry) }"
                default: "\(kind.rawValue) { \(entry) }"
                }
            let text =
                switch kind {
                case .credentials: "vaer 1\ncredentials \"c\" { \(entry) }"
                case .alerts: "vaer 1\nalerts { \(entry) }"
                case .mute: "vaer 1\nalerts { mute \"m\" { \(entry) } }"
                default: "vaer 1\npair \"p\" { \(inner) }"
                }
            let diagnostics = PairLanguage.compile([SourceFile(path: "a.vaer", bytes: Array(text.utf8))]).diagnostics
            let expected: Set<DiagnosticID> = [
                .missingKey, .memberCount, .unknownCredentials, .lonelyExternalID, .emptyList, .unmatchedPattern,
            ]
            #expect(diagnostics.filter { !expected.contains($0.id) } == [], "\(entry)")
        }
    }
}
