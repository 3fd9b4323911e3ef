import AWS
import Codecs
import Testing
import Values

@Suite struct RetryPolicyTests {
    static let suite = SuiteFolder("retry")
    static let vectors = (try? JSON.parse(suite.bytes("standard_v2_1_vectors.json"))) ?? .null
    let slowest = RetryPolicy(random: { 1 })

    @Test(.enabled(if: suite.exists)) func `waits grow as in the vectors of the standard mode`() throws {
        let rows = Self.vectors["backoff"]?["vectors_rand1_non_throttling"]?.elements ?? []
        #expect(!rows.isEmpty)
        for row in rows {
            let attempt = try #require(row.elements.first?.integer)
            let seconds = try #require(row.elements.last?.double)
            #expect(slowest.wait(after: attempt, kind: .transient) == .milliseconds(Int64(seconds * 1000)))
        }
    }

    @Test(.enabled(if: suite.exists)) func `the codes of the standard mode have their kinds`() {
        let codes = { (key: String) in (Self.vectors[key]?.elements ?? []).compactMap(\.string) }
        for code in codes("throttling_codes") { #expect(RetryPolicy.kind(code: code, status: 400) == .throttle) }
        for code in codes("transient_codes") { #expect(RetryPolicy.kind(code: code, status: 400) != nil) }
        for status in Self.vectors["transient_status"]?.elements.compactMap(\.integer) ?? [] {
            #expect(RetryPolicy.kind(code: "", status: status) == .transient)
        }
        #expect(!codes("throttling_codes").isEmpty)
    }

    @Test(arguments: [
        (1, 1000), (2, 2000), (3, 4000), (5, 16_000), (6, 20_000), (100, 20_000), (Int.max, 20_000), (0, 1000),
    ])
    func `waits after a throttle start at a second and end at twenty`(attempt: Int, milliseconds: Int) {
        #expect(slowest.wait(after: attempt, kind: .throttle) == .milliseconds(milliseconds))
        let quickest = RetryPolicy(random: { 0 })
        #expect(quickest.wait(after: attempt, kind: .throttle) == .zero)
    }

    @Test(arguments: [(1500, 1500), (0, 50), (10_000, 5050)])
    func `the server makes a wait longer by five seconds at most`(asked: Int, milliseconds: Int) {
        let wait = slowest.wait(after: 1, kind: .transient, asked: .milliseconds(asked))
        #expect(wait == .milliseconds(milliseconds))
    }

    @Test(
        arguments: [
            ("InvalidParameterValue", 400, nil), ("UnauthorizedOperation", 403, nil), ("NotImplemented", 501, nil),
            ("RequestLimitExceeded", 503, .throttle), ("InternalError", 500, .transient), ("HTTP429", 429, .throttle),
            ("ResourceConflictException", 409, nil),
        ] as [(String, Int, RetryPolicy.Kind?)]
    )
    func `an error is worth a retry or is not`(code: String, status: Int, kind: RetryPolicy.Kind?) {
        #expect(RetryPolicy.kind(code: code, status: status) == kind)
    }

    @Test(arguments: [("5", 5), ("1", 1), ("0", 3), ("-1", 3), ("x", 3), ("", 3)])
    func `the environment says how many attempts there are`(text: String, limit: Int) {
        #expect(RetryPolicy(environment: ["AWS_MAX_ATTEMPTS": text]).attemptLimit == limit)
    }
}
