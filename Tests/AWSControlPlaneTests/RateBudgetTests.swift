import AWS
import HTTP
import Synchronization
import Testing
import Values

@testable import AWSControlPlane

@Suite struct RateBudgetTests {
    /// A clock that moves only when somebody waits.
    private final class StandingTime: TimeSource {
        private let moment = Mutex(Timestamp(milliseconds: 1_000_000))

        func now() -> Timestamp { moment.withLock { $0 } }

        func sleep(for duration: Duration) async throws {
            try Task.checkCancellation()
            moment.withLock { $0 = $0 + duration }
        }
    }

    private let time = StandingTime()

    private func client(
        _ transport: any Transport,
        account: String = "731262942057",
        budget: RateBudget,
        mode: RetryPolicy.Mode = .standard
    ) throws -> AWSClient {
        let region = try #require(Region("us-west-1"))
        let key = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("none"), source: "the test")
        var client = AWSClient(region: region, credentials: key, transport: transport, time: time)
        let account = try #require(AccountID(account))
        client.pacer = AccountPacer(account, region, mode: mode, budget: budget, time: time)
        return client
    }

    private let empty = RecordingTransport(reply: HTTPResponse(status: 200, body: Array("{}".utf8)))

    @Test func `a thousand calls to Lambda take as long as its limit demands, and another account's none`() async throws
    {
        let budget = RateBudget(time: time)
        let begin = time.now()
        let caller = try client(empty, budget: budget)
        for _ in 0..<1000 { _ = try await caller.send(Lambda.listFunctions()) }
        let passed = time.now() - begin
        #expect(passed >= .seconds(65) && passed <= .seconds(67), "\(passed)")
        let before = time.now()
        let another = try client(empty, account: "111122223333", budget: budget)
        for _ in 0..<12 { _ = try await another.send(Lambda.listFunctions()) }
        #expect(time.now() == before)
    }

    @Test func `an urgent call finds a place that the others leave free`() async throws {
        let caller = try client(empty, budget: RateBudget(time: time))
        for _ in 0..<12 { _ = try await caller.send(Lambda.listFunctions()) }
        let before = time.now()
        for _ in 0..<3 { _ = try await caller.urgent.send(Lambda.listFunctions()) }
        #expect(time.now() == before)
        _ = try await caller.send(Lambda.listFunctions())
        #expect(time.now() > before)
    }

    @Test func `a throttle slows down the API that it came from and no other`() async throws {
        let body = Array(#"{"__type":"TooManyRequestsException","message":"slowly"}"#.utf8)
        let budget = RateBudget(time: time)
        var angry = try client(RecordingTransport(reply: HTTPResponse(status: 429, body: body)), budget: budget)
        angry.retry = RetryPolicy(attemptLimit: 1)
        await #expect(throws: AWSError.self) { try await angry.send(Lambda.listFunctions()) }
        let calm = try client(empty, budget: budget)
        let before = time.now()
        _ = try await calm.send(EventBridge.listRules())
        #expect(time.now() == before)
        _ = try await calm.send(Lambda.listFunctions())
        #expect(time.now() > before)
    }

    @Test func `the adaptive mode waits for nothing as long as nothing is throttled`() async throws {
        let caller = try client(empty, budget: RateBudget(time: time), mode: .adaptive)
        let before = time.now()
        for _ in 0..<1000 { _ = try await caller.send(Lambda.listFunctions()) }
        #expect(time.now() == before)
    }

    @Test func `a call that would wait past its deadline is given up, and a cancelled one leaves the queue`()
        async throws
    {
        let budget = RateBudget(time: time)
        let caller = try client(empty, budget: budget)
        for _ in 0..<12 { _ = try await caller.send(Lambda.listFunctions()) }
        var late = caller.until(time.now() + .milliseconds(10))
        late.retry = RetryPolicy(attemptLimit: 1)
        let error = await #expect(throws: AWSError.self) { try await late.send(Lambda.listFunctions()) }
        #expect(error?.label == "timed-out")
        let cancelled = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            _ = try await caller.send(Lambda.listFunctions())
        }
        let end = await #expect(throws: AWSError.self) { try await cancelled.value }
        #expect(end == .cancelled)
        // Neither holds a place: the next one waits for one token and no more.
        let before = time.now()
        _ = try await caller.send(Lambda.listFunctions())
        #expect(time.now() - before <= .milliseconds(67))
    }
}
