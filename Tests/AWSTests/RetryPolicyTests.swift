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
        var report = SuiteReport("retry, standard mode 2.1")
        let vectors = Self.vectors
        await report.run("max_attempts_default") {
            difference(RetryPolicy().attemptLimit, vectors["max_attempts_default"]?.integer)
        }
        for row in vectors["backoff"]?["vectors_rand1_non_throttling"]?.elements ?? [] {
            let (attempt, seconds) = (row.elements.first?.integer ?? 0, row.elements.last?.double ?? 0)
            await report.run("backoff \(attempt)") {
                difference(slowest.wait(after: attempt, kind: .transient), .milliseconds(seconds * 1000))
            }
        }
        for (key, kind) in [("base_non_throttling_s", RetryPolicy.Kind.transient), ("base_throttling_s", .throttle)] {
            await report.run(key) {
                let seconds = vectors["backoff"]?[key]?.double ?? 0
                return difference(slowest.wait(after: 1, kind: kind), .milliseconds(seconds * 1000))
            }
        }
        for kind in [RetryPolicy.Kind.transient, .throttle] {
            await report.run("cap_s, \(kind)") {
                let cap = vectors["backoff"]?["cap_s"]?.integer ?? 0
                return difference(slowest.wait(after: 99, kind: kind), .seconds(cap))
            }
        }
        for (key, kind) in [("cost_non_throttling", RetryPolicy.Kind.transient), ("cost_throttling", .throttle)] {
            await report.run(key) { difference(kind.cost, vectors["quota"]?[key]?.integer) }
        }
        await report.run("initial") { difference(RetryBudget.capacity, vectors["quota"]?["initial"]?.integer) }
        await Self.codes(&report)
        try await waits(&report)
        await quota(&report)
        report.skip("legacy_v2_0", "the older form of the mode, which is not offered")
        report.finish(cases: 53, skipped: 1)
    }

    /// How long a call waits when the server says how long it should.
    private func waits(_ report: inout SuiteReport) async throws {
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
            await report.run("x-amz-retry-after: \(asked)") { difference(time.waits, waits) }
        }
    }

    /// How the budget goes down with each retry, and up with each success.
    private func quota(_ report: inout SuiteReport) async {
        let quota = Self.vectors["quota"] ?? .null
        let budget = RetryBudget()
        for row in quota["dynamodb_trace_500x3"]?.elements ?? [] {
            // The last row is the attempt after which nobody tries again.
            if row.elements[2] != .null { _ = await budget.take(RetryPolicy.Kind.transient.cost) }
            let name = "trace, attempt \(row.elements[0].integer ?? 0)"
            await report.run(name) { difference(await budget.left, row.elements[1].integer) }
        }
        await budget.give(quota["release_on_success_without_retry"]?.integer ?? 0)
        await report.run("release_on_success_without_retry") { difference(await budget.left, 459) }
        await budget.give(RetryPolicy.Kind.transient.cost)
        let rule = quota["release_on_success_after_retry"]?.string
        await report.run("release_on_success_after_retry") {
            difference(await budget.left, 473) ?? difference(rule, "amount of last acquisition")
        }
    }

    private static func codes(_ report: inout SuiteReport) async {
        let kinds: [(codes: String, statuses: String, kind: RetryPolicy.Kind)] = [
            ("throttling_codes", "throttling_status", .throttle), ("transient_codes", "transient_status", .transient),
        ]
        for row in kinds {
            for code in vectors[row.codes]?.elements.compactMap(\.string) ?? [] {
                // The vectors have it in both lists, and botocore asks for throttles first.
                let kind = code == "PriorRequestNotComplete" ? .throttle : row.kind
                await report.run(code) { difference(RetryPolicy.kind(code: code, status: 400), kind) }
            }
            for status in vectors[row.statuses]?.elements.compactMap(\.integer) ?? [] {
                await report.run("status \(status)") {
                    difference(RetryPolicy.kind(code: "", status: status), row.kind)
                }
            }
        }
    }

    @Test(.enabled(if: suite.exists)) func `what botocore retries for our services is retried`() async throws {
        let file = try JSON.parse(Self.suite.bytes("_retry.json"))
        let services: Set = [
            "__default__", "ec2", "events", "lambda", "iam", "sns", "sts", "logs", "monitoring", "sqs",
        ]
        var report = SuiteReport("retry, botocore's table")
        for case let service in file["retry"]?.members ?? [] {
            let rows = service.value["__default__"]?["policies"] ?? service.value["policies"] ?? .null
            for row in rows.members {
                let name = "\(service.key) \(row.key)"
                guard services.contains(service.key) else {
                    report.skip(name, "not a service of ours")
                    continue
                }
                guard row.key != "limit_exceeded" else {
                    report.skip(name, "status 509 alone is retried by the legacy mode only")
                    continue
                }
                let when = (row.value["$ref"]?.string.flatMap { file["definitions"]?[$0] } ?? row.value)["applies_when"]
                await report.run(name) { Self.isRetried(when ?? .null) ? nil : "not retried" }
            }
        }
        report.finish(cases: 27, skipped: 12)
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
