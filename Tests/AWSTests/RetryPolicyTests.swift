import Codecs
import HTTP
import SuiteSupport
import Testing
import Values

@testable import AWS

@Suite struct RetryPolicyTests {
    static let suite = SuiteFolder("retry")
    static let vectors = (try? JSON.parse(suite.bytes("standard_v2_1_vectors.json"))) ?? .null
    let slowest = RetryPolicy(random: { 1 })

    @Test(.enabled(if: suite.exists)) func `every vector of the standard mode holds`() async throws {
        var tally = SuiteTally("retry, standard mode 2.1")
        let vectors = Self.vectors
        tally.run("max_attempts_default") {
            difference("the limit", RetryPolicy().attemptLimit, vectors["max_attempts_default"]?.integer)
        }
        for row in vectors["backoff"]?["vectors_rand1_non_throttling"]?.elements ?? [] {
            let (attempt, seconds) = (row.elements.first?.integer ?? 0, row.elements.last?.double ?? 0)
            tally.run("backoff \(attempt)") {
                difference("the wait", slowest.wait(after: attempt, kind: .transient), .milliseconds(seconds * 1000))
            }
        }
        for (key, kind) in [("base_non_throttling_s", RetryPolicy.Kind.transient), ("base_throttling_s", .throttle)] {
            tally.run(key) {
                let seconds = vectors["backoff"]?[key]?.double ?? 0
                return difference("the wait", slowest.wait(after: 1, kind: kind), .milliseconds(seconds * 1000))
            }
        }
        for kind in [RetryPolicy.Kind.transient, .throttle] {
            tally.run("cap_s, \(kind)") {
                let cap = vectors["backoff"]?["cap_s"]?.integer ?? 0
                return difference("the wait", slowest.wait(after: 99, kind: kind), .seconds(cap))
            }
        }
        for (key, kind) in [("cost_non_throttling", RetryPolicy.Kind.transient), ("cost_throttling", .throttle)] {
            tally.run(key) { difference("the cost", kind.cost, vectors["quota"]?[key]?.integer) }
        }
        tally.run("initial") { difference("it", RetryBudget.capacity, vectors["quota"]?["initial"]?.integer) }
        Self.codes(&tally)
        try await waits(&tally)
        await quota(&tally)
        tally.skip("legacy_v2_0", "the older form of the mode, which is not offered")
        tally.tell()
        #expect(tally.failures == [])
        #expect(tally.ranCount == 52)
    }

    /// How long a call waits when the server says how long it should.
    private func waits(_ tally: inout SuiteTally) async throws {
        for row in Self.vectors["x_amz_retry_after_ms"]?["vectors_t_i_0.05"]?.elements ?? [] {
            let (asked, seconds) = (row.elements.first?.string ?? "", row.elements.last?.double ?? 0)
            let headers = [HTTPHeader("x-amz-retry-after", asked)]
            let time = FakeTime()
            let client = AWSClient(
                region: try .example(),
                credentials: Credentials.example,
                transport: FakeTransport([.ec2(500, "A", headers: headers), .done]),
                time: time,
                retry: slowest
            )
            _ = try await client.send(.example)
            let waits = [Duration.milliseconds(Int64((seconds * 1000).rounded()))]
            tally.take("x-amz-retry-after: \(asked)", difference("the wait", time.waits, waits))
        }
    }

    /// How the budget goes down with each retry, and up with each success.
    private func quota(_ tally: inout SuiteTally) async {
        let quota = Self.vectors["quota"] ?? .null
        let budget = RetryBudget()
        for row in quota["dynamodb_trace_500x3"]?.elements ?? [] {
            // The last row is the attempt after which nobody tries again.
            if row.elements[2] != .null { _ = await budget.take(RetryPolicy.Kind.transient.cost) }
            let name = "trace, attempt \(row.elements[0].integer ?? 0)"
            tally.take(name, difference("what is left", await budget.left, row.elements[1].integer))
        }
        await budget.give(quota["release_on_success_without_retry"]?.integer ?? 0)
        tally.take("release_on_success_without_retry", difference("what is left", await budget.left, 459))
        await budget.give(RetryPolicy.Kind.transient.cost)
        let isWhole = quota["release_on_success_after_retry"]?.string == "amount of last acquisition"
        let complaints = difference("what is left", await budget.left, 473) + (isWhole ? [] : ["another rule"])
        tally.take("release_on_success_after_retry", complaints)
    }

    private static func codes(_ tally: inout SuiteTally) {
        let kinds: [(codes: String, statuses: String, kind: RetryPolicy.Kind)] = [
            ("throttling_codes", "throttling_status", .throttle), ("transient_codes", "transient_status", .transient),
        ]
        for row in kinds {
            for code in vectors[row.codes]?.elements.compactMap(\.string) ?? [] {
                // The vectors have it in both lists, and botocore asks for throttles first.
                let kind = code == "PriorRequestNotComplete" ? .throttle : row.kind
                tally.run(code) { difference("it", RetryPolicy.kind(code: code, status: 400), kind) }
            }
            for status in vectors[row.statuses]?.elements.compactMap(\.integer) ?? [] {
                tally.run("status \(status)") { difference("it", RetryPolicy.kind(code: "", status: status), row.kind) }
            }
        }
    }

    @Test(.enabled(if: suite.exists)) func `what botocore retries for our services is retried`() throws {
        let file = try JSON.parse(Self.suite.bytes("_retry.json"))
        let services: Set = [
            "__default__", "ec2", "events", "lambda", "iam", "sns", "sts", "logs", "monitoring", "sqs",
        ]
        var tally = SuiteTally("retry, botocore's table")
        for case let service in file["retry"]?.members ?? [] {
            let rows = service.value["__default__"]?["policies"] ?? service.value["policies"] ?? .null
            for row in rows.members {
                let name = "\(service.key) \(row.key)"
                guard services.contains(service.key) else {
                    tally.skip(name, "not a service of ours")
                    continue
                }
                guard row.key != "limit_exceeded" else {
                    tally.skip(name, "status 509 alone is retried by the legacy mode only")
                    continue
                }
                let when = (row.value["$ref"]?.string.flatMap { file["definitions"]?[$0] } ?? row.value)["applies_when"]
                tally.run(name) { Self.isRetried(when ?? .null) ? [] : ["not retried"] }
            }
        }
        tally.tell()
        #expect(tally.failures == [])
        #expect(tally.ranCount == 15)
    }

    /// Whether we retry what a row describes.
    private static func isRetried(_ when: JSON) -> Bool {
        guard let response = when["response"] else {
            return TransportError.interrupted(host: "h", detail: "d").isTransient
        }
        let status = response["http_status_code"]?.integer ?? 400
        let code = response["service_error_code"]?.string ?? "HTTP\(status)"
        return RetryPolicy.kind(code: code, status: status) != nil
    }

    @Test(arguments: [
        (1, 1000), (2, 2000), (3, 4000), (5, 16_000), (6, 20_000), (100, 20_000), (Int.max, 20_000), (0, 1000),
    ])
    func `waits after a throttle start at a second and end at twenty`(attempt: Int, milliseconds: Int) {
        #expect(slowest.wait(after: attempt, kind: .throttle) == .milliseconds(milliseconds))
        let quickest = RetryPolicy(random: { 0 })
        #expect(quickest.wait(after: attempt, kind: .throttle) == .zero)
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
}
