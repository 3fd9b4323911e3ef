import AWS
import HTTP
import Synchronization
import Testing
import Values

@Suite struct AWSClientTests {
    let time = FakeTime()

    /// A client whose waits are the longest possible.
    private func client(
        _ network: FakeTransport,
        credentials: any CredentialSource = Credentials.example,
        attemptLimit: Int = 3
    ) throws -> AWSClient {
        AWSClient(
            region: try .example(),
            credentials: credentials,
            transport: network,
            time: time,
            retry: RetryPolicy(attemptLimit: attemptLimit, random: { 1 }),
            userAgent: "vaer/1"
        )
    }

    @Test func `a call is sent as a signed form and its reply is read`() async throws {
        let network = FakeTransport([.done])
        #expect(try await client(network).send(.example) == "1")
        let request = try #require(network.requests.first)
        #expect(request.url == "https://ec2.us-west-1.amazonaws.com/")
        #expect(String(decoding: request.body, as: UTF8.self) == "Action=DescribeThings&Version=2016-11-15")
        let header = { (name: String) in request.headers.first { $0.name == name }?.value }
        #expect(header("X-Amz-Date") == "20260301T093000Z")
        #expect(header("User-Agent") == "vaer/1")
        let authorization = try #require(header("Authorization"))
        let scope = "Credential=AKIDEXAMPLE/20260301/us-west-1/ec2/aws4_request"
        #expect(authorization.contains(scope))
        #expect(authorization.contains("SignedHeaders=content-type;host;x-amz-date,"))
    }

    @Test(arguments: [true, false])
    func `the transport is told which calls keep silent for long`(isLongPoll: Bool) async throws {
        let network = FakeTransport([.done])
        let call = Call<String>(EC2.service, "Wait", .form([]), isMutating: false, isLongPoll: isLongPoll) { _ in "" }
        _ = try await client(network).send(call)
        #expect(network.requests.map(\.isLongPoll) == [isLongPoll])
    }

    @Test func `throttles are tried again with growing waits, each attempt signed anew`() async throws {
        let network = FakeTransport([.ec2(503, "RequestLimitExceeded"), .ec2(503, "RequestLimitExceeded"), .done])
        #expect(try await client(network).send(.example) == "1")
        #expect(time.waits == [.seconds(1), .seconds(2)])
        #expect(Set(network.requests.map(\.headers)).count == 3)
    }

    @Test func `after three attempts the last error is told`() async throws {
        let network = FakeTransport([.ec2(500, "InternalError")])
        let error = await #expect(throws: AWSError.self) { try await client(network).send(.example) }
        #expect(network.requests.count == 3)
        guard case .refused(let refusal) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(refusal.attempts == 3)
        #expect(error?.message == "EC2 DescribeThings in us-west-1 on it: InternalError: no (request r-1)")
    }

    @Test(
        arguments: [
            .ec2(403, "UnauthorizedOperation"), .ec2(400, "InvalidParameterValue"),
            .failure(.untrusted(host: "h", detail: "d")), .failure(.tooLarge(host: "h", limitBytes: 1)),
            .failure(.invalidRequest(detail: "d")),
            .success(HTTPResponse(302, "", [HTTPHeader("Location", "http://x")])),
            .success(HTTPResponse(200, "<html>")),
        ] as [FakeTransport.Answer]
    )
    func `what will not get better is not tried again`(answer: FakeTransport.Answer) async throws {
        let network = FakeTransport([answer])
        await #expect(throws: AWSError.self) { try await client(network).send(.example) }
        #expect(network.requests.count == 1)
        #expect(time.waits == [])
    }

    @Test(
        arguments: [
            .unresolved(host: "h"), .unreachable(host: "h", detail: "d"), .interrupted(host: "h", detail: "d"),
            .timedOut(host: "h", after: .seconds(1)),
        ] as [TransportError]
    )
    func `a broken network is tried again`(error: TransportError) async throws {
        #expect(try await client(FakeTransport([.failure(error), .done])).send(.example) == "1")
        #expect(time.waits == [.milliseconds(50)])
    }

    @Test func `a cancelled task is neither retried nor called a network error`() async throws {
        let network = FakeTransport([.failure(.cancelled)])
        let error = await #expect(throws: AWSError.self) { try await client(network).send(.example) }
        #expect(error == .cancelled)
    }

    @Test func `the server says how long to wait`() async throws {
        let slow = [HTTPHeader("x-amz-retry-after", "1500")]
        let seconds = [HTTPHeader("Retry-After", "3")]
        let network = FakeTransport([.ec2(503, "A", headers: slow), .ec2(503, "A", headers: seconds), .done])
        #expect(try await client(network).send(.example) == "1")
        #expect(time.waits == [.milliseconds(1500), .seconds(3)])
    }

    @Test func `expired credentials are exchanged once`() async throws {
        let expired = FakeTransport.Answer.ec2(400, "ExpiredToken")
        let network = FakeTransport([expired, .done])
        #expect(try await client(network, credentials: RotatingCredentials()).send(.example) == "1")
        #expect(time.waits == [])
        let hopeless = FakeTransport([expired])
        await #expect(throws: AWSError.self) {
            try await client(hopeless, credentials: RotatingCredentials()).send(.example)
        }
        #expect(hopeless.requests.count == 2)
        let fixed = FakeTransport([expired])
        await #expect(throws: AWSError.self) { try await client(fixed).send(.example) }
        #expect(fixed.requests.count == 1)
    }

    @Test func `a wrong clock is corrected from the server's date, also for later calls`() async throws {
        let date = [HTTPHeader("Date", "Sun, 01 Mar 2026 10:30:00 GMT")]
        let network = FakeTransport([.ec2(403, "SignatureDoesNotMatch", headers: date), .done])
        let client = try client(network)
        #expect(try await client.send(.example) == "1")
        #expect(try await client.send(.example) == "1")
        let dates = network.requests.map { request in request.headers.first { $0.name == "X-Amz-Date" }?.value }
        #expect(dates == ["20260301T093000Z", "20260301T103000Z", "20260301T103000Z"])
    }

    @Test func `a bad signature under a right clock is told at once, and a clock off by days is not followed`()
        async throws
    {
        let right = [HTTPHeader("Date", "Sun, 01 Mar 2026 09:31:00 GMT")]
        let network = FakeTransport([.ec2(403, "SignatureDoesNotMatch", headers: right)])
        await #expect(throws: AWSError.self) { try await client(network).send(.example) }
        #expect(network.requests.count == 1)
        let far = [HTTPHeader("Date", "Tue, 03 Mar 2026 09:30:00 GMT")]
        let other = FakeTransport([.ec2(403, "RequestExpired", headers: far)])
        let error = await #expect(throws: AWSError.self) { try await client(other).send(.example) }
        #expect(error?.message.hasSuffix("set the machine's clock") == true)
    }

    @Test func `nothing is sent or waited for past the deadline`() async throws {
        let network = FakeTransport([.ec2(503, "RequestLimitExceeded")])
        let bound = try client(network).until(time.now() + .milliseconds(1500))
        await #expect(throws: AWSError.self) { try await bound.send(.example) }
        #expect(network.requests.map(\.timeout) == [.milliseconds(1500), .milliseconds(500)])
        let late = try client(network).until(time.now())
        let error = await #expect(throws: AWSError.self) { try await late.send(.example) }
        #expect(error?.label == "timed-out")
        #expect(network.requests.count == 2)
    }

    @Test func `retries end when the budget is spent, and successes fill it again`() async throws {
        let network = FakeTransport([.ec2(500, "InternalError")])
        let client = try client(network, attemptLimit: 100)
        await #expect(throws: AWSError.self) { try await client.send(.example) }
        #expect(network.requests.count == 1 + 500 / 14)
        #expect(await client.budget.left == 500 % 14)
        let healed = FakeTransport([.ec2(503, "RequestLimitExceeded"), .done])
        let other = try self.client(healed)
        _ = try await other.send(.example)
        #expect(await other.budget.left == RetryBudget.capacity)
    }

    @Test func `each call leaves a record`() async throws {
        let records = Mutex<[CallRecord]>([])
        var client = try client(FakeTransport([.ec2(503, "RequestLimitExceeded"), .ec2(403, "AccessDenied"), .done]))
        client.observer = { record in records.withLock { $0.append(record) } }
        await #expect(throws: AWSError.self) { try await client.send(.example) }
        _ = try await client.send(.example)
        let seen = records.withLock { $0 }
        #expect(seen.map(\.failure) == ["AccessDenied", nil])
        #expect(seen.map(\.retried) == [["RequestLimitExceeded"], []])
        #expect(seen.map(\.attempts) == [2, 1])
        #expect(seen.first?.duration == .seconds(1))
        #expect(seen.first?.call.operation == "DescribeThings")
        #expect(seen.first?.isMutating == false)
        #expect(seen.map(\.wasThrottled) == [true, false])
    }

    @Test func `every attempt asks the pacer, and each answer is told to it`() async throws {
        let pacer = FakePacer()
        var client = try client(FakeTransport([.ec2(503, "RequestLimitExceeded"), .ec2(403, "AccessDenied"), .done]))
        client.pacer = pacer
        await #expect(throws: AWSError.self) { try await client.send(.example) }
        _ = try await client.urgent.send(.example)
        #expect(
            await pacer.seen == [
                "DescribeThings", "throttled", "DescribeThings", "answered", "urgent DescribeThings", "answered",
            ]
        )
    }

    @Test func `a call that would wait for its turn past the deadline is not sent`() async throws {
        let network = FakeTransport([.done])
        var client = try client(network, attemptLimit: 1).until(time.now() + .seconds(1))
        client.pacer = FakePacer(admits: false)
        let error = await #expect(throws: AWSError.self) { try await client.send(.example) }
        #expect(error?.label == "timed-out")
        #expect(network.requests.isEmpty)
    }
}
