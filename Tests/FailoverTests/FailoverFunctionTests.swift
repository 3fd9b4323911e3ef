import AWS
import Codecs
import Engine
import Failover
import Fleet
import Synchronization
import Testing
import Values

struct FailoverFunctionTests {
    /// A function on a region of its own, with its log.
    struct Bench: ~Copyable {
        let ec2: FakeEC2
        let lines = Lines()
        var function: FailoverFunction

        init(_ world: FakeEC2.State, topic: ARN? = nil, everyRun: Bool = false) {
            let ec2 = Fixture.ec2(world)
            var pair = Fixture.pair()
            pair.notify.everyRun = everyRun
            let lines = lines
            self.ec2 = ec2
            function = FailoverFunction(
                source: .document(PairDocument(pair: pair, topic: topic)),
                time: ec2.time,
                makeCaller: { _, _ in ec2 },
                log: { lines.add($0) }
            )
        }

        mutating func answer(_ event: JSON) async -> Result<JSON, FunctionFailure> {
            let call = FunctionCall(
                event: event,
                requestID: "8a3e",
                functionARN: "arn:aws:lambda:us-west-1:731262942057:function:vaer-sfo-edge",
                deadline: ec2.time.now() + .seconds(60)
            )
            do { return .success(try await function.answer(call)) } catch { return .failure(error) }
        }

        /// The subjects that were published.
        var subjects: [String] {
            ec2.state.withLock { state in
                state.journal.filter { $0.operation == "Publish" }.compactMap { call in
                    call.fields.first { $0.name == "Subject" }?.value
                }
            }
        }
    }

    final class Lines: Sendable {
        private let lines = Mutex<[JSON]>([])
        func add(_ line: JSON) { lines.withLock { $0.append(line) } }
        var kinds: [String] { lines.withLock { $0.map { $0["kind"]?.string ?? "metrics" } } }
    }

    static let topic = ARN("arn:aws:sns:us-west-1:731262942057:vaer-sfo-edge")
    static let sweep = EventReaderTests.event(["source": "aws.events", "detail-type": "Scheduled Event"], detail: [:])

    @Test func `a failover is answered, logged, measured and told`() async {
        var bench = Bench(Fixture.world("stopped"), topic: Self.topic)
        let answer = await bench.answer(EventReaderTests.event())
        #expect((try? answer.get())?["kind"] == "failover-report")
        #expect(bench.lines.kinds == ["failover-report", "metrics"])
        #expect(bench.subjects == ["vaer sfo-edge: 2 routes moved, vAER-A -> vAER-B in 120 ms"])
    }

    @Test func `a dry run says what would happen and whether AWS would allow it, and does and tells nothing`()
        async throws
    {
        var bench = Bench(Fixture.world("stopped"), topic: Self.topic, everyRun: true)
        let answer = try await bench.answer(["vaer": ["dry-run": true]]).get()
        #expect(answer["kind"] == "dry-run")
        #expect(answer["reason"] == "vAER-A is stopped: 2 routes move to vAER-B")
        #expect(answer["planned"]?.elements.count == 2)
        #expect(answer["owned"] == .integer(2) && answer["tables"] == .integer(1) && answer["refused"] == [])
        #expect(bench.lines.kinds == ["dry-run"] && bench.subjects.isEmpty)
        #expect(bench.ec2.target(Fixture.table, "1.1.1.1/32") == Fixture.enis.first)
        // The memory is untouched: the next run reports the failover as the first one.
        _ = await bench.answer(Self.sweep)
        #expect(bench.subjects.count == 1)
    }

    @Test func `a dry run beside a rehearsal tells what the rehearsal would do`() async throws {
        var bench = Bench(Fixture.world())
        var event = EventReaderTests.event()
        event = .object(event.members + [JSON.Member("vaer", ["assume": "down", "dry-run": true])])
        bench.ec2.change { $0.faults["ReplaceRoute"] = ["UnauthorizedOperation"] }
        let answer = try await bench.answer(event).get()
        #expect(answer["verdict"]?["kind"] == "failover")
        #expect(answer["refused"]?.elements.first?["code"] == "UnauthorizedOperation")
        let foreign = EventReaderTests.event(["region": "eu-west-1", "vaer": ["dry-run": true]])
        #expect(try await bench.answer(foreign).get()["kind"] == "event-rejected")
    }

    @Test func `people get text, and queues the report`() async throws {
        var bench = Bench(Fixture.world("stopped"), topic: Self.topic)
        let answer = try await bench.answer(EventReaderTests.event()).get()
        let fields = try #require(
            bench.ec2.state.withLock { state in state.journal.first { $0.operation == "Publish" }?.fields }
        )
        #expect(fields.contains(FormField("MessageStructure", "json")))
        let forms = try JSON.parse(try #require(fields.first { $0.name == "Message" }).value)
        #expect(forms["default"]?.string?.hasPrefix("sfo-edge in us-west-1, account 731262942057\n") == true)
        #expect(try JSON.parse(try #require(forms["sqs"]?.string)) == answer)
    }

    @Test func `text and report that are too large together leave the text`() throws {
        let text = String(repeating: "x", count: SNS.messageLimitBytes - 100)
        let call = SNS.publish(text, forQueues: String(repeating: "\"", count: 100), subject: nil, topic: "t")
        #expect(call.input == .form([FormField("TopicArn", "t"), FormField("Message", text)]))
    }

    @Test func `a foreign event costs no call and one line`() async {
        var bench = Bench(Fixture.world("stopped"), topic: Self.topic)
        let answer = await bench.answer(EventReaderTests.event(["region": "eu-west-1"]))
        #expect((try? answer.get())?["kind"] == "event-rejected")
        #expect(bench.lines.kinds == ["event-rejected"])
        #expect(bench.ec2.operations.isEmpty)
    }

    @Test func `a sweep that changes nothing tells nobody, even when every run is told`() async {
        var bench = Bench(Fixture.world(), topic: Self.topic, everyRun: true)
        _ = await bench.answer(Self.sweep)
        #expect(bench.subjects.isEmpty)
        _ = await bench.answer(EventReaderTests.event())
        #expect(bench.subjects == ["vaer sfo-edge: nothing to do"])
    }

    @Test func `both down is told once, and its end is told`() async {
        var bench = Bench(Fixture.world("stopped", "stopped"), topic: Self.topic)
        for _ in 0..<3 { _ = await bench.answer(Self.sweep) }
        #expect(bench.subjects.count == 1)
        #expect(bench.subjects.first?.hasPrefix("vaer sfo-edge: HOLD") == true)
        bench.ec2.change { $0.instances[Fixture.instances.first]?.state = "running" }
        for _ in 0..<2 { _ = await bench.answer(Self.sweep) }
        #expect(bench.subjects.dropFirst() == ["vaer sfo-edge: works again"])
    }

    @Test func `a refused move fails each event and the first sweep, and is told once`() async {
        var world = Fixture.world("stopped")
        world.faults["ReplaceRoute"] = Array(repeating: "UnauthorizedOperation", count: 99)
        var bench = Bench(world, topic: Self.topic)
        let first = await bench.answer(Self.sweep)
        #expect(throws: FunctionFailure.self) { try first.get() }
        let second = await bench.answer(Self.sweep)
        #expect(throws: Never.self) { try second.get() }
        let third = await bench.answer(EventReaderTests.event())
        #expect(throws: FunctionFailure.self) { try third.get() }
        #expect(bench.subjects == ["vaer sfo-edge: 2 of 2 routes NOT moved, vAER-A -> vAER-B"])
    }

    @Test func `a message that cannot be sent is logged and changes nothing else`() async {
        var world = Fixture.world("stopped")
        world.faults["Publish"] = ["AuthorizationError"]
        var bench = Bench(world, topic: Self.topic)
        let answer = await bench.answer(EventReaderTests.event())
        #expect(throws: Never.self) { try answer.get() }
        #expect(bench.lines.kinds == ["failover-report", "metrics", "message-lost"])
    }

    @Test func `a rehearsal finds the instances that the definition does not name`() async throws {
        let ec2 = Fixture.ec2(Fixture.world())
        var function = FailoverFunction(
            source: .environment(ManualPairTests.environment),
            time: ec2.time,
            makeCaller: { _, _ in ec2 },
            log: { _ in }
        )
        let call = FunctionCall(
            event: EventReaderTests.event(["vaer": ["assume": "down"]]),
            requestID: "8a3e",
            functionARN: "arn:aws:lambda:us-west-1:731262942057:function:edge",
            deadline: ec2.time.now() + .seconds(60)
        )
        let answer = try await function.answer(call)
        #expect(answer["routes"]?.elements.count == 2)
    }
}
