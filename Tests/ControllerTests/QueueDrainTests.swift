import AWS
import Codecs
import Engine
import Fleet
import Foundation
import History
import Records
import Testing
import Values

@testable import Controller

struct QueueDrainTests {
    private func failing() -> FakePlace.State {
        var state = FakePlace.State()
        state.routers.first = "stopped"
        return state
    }

    @Test func `a report is recorded once, however often it comes, and then deleted`() async throws {
        let bench = try await Bench(failing())
        let report = await bench.report().text
        for _ in 0..<2 {
            bench.place.change { $0.queue = ["a": Bench.envelope(report), "b": Bench.envelope(report)] }
            var url: String?
            #expect(try await bench.drain.fetch(&url))
            #expect(bench.place.now.queue == [:])
        }
        let entries = try await bench.history()
        let failovers = entries.compactMap { if case .failover(let failover) = $0 { failover } else { nil } }
        #expect(failovers.map(\.run) == ["lambda/8a3e"])
        #expect(failovers[0].moves.count == 2 && failovers[0].eventTime != nil)
        let store = try HistoryStore(.file(bench.file), now: bench.time.now())
        #expect(try await store.notifications(since: Timestamp(milliseconds: 0)).map(\.channel) == ["topic"])
        #expect(await bench.board.state().pairs[0].lastFailover?.run == "lambda/8a3e")
        // The pair was looked at anew, without waiting for its turn.
        #expect(await bench.board.state().pairs[0].state == .degraded)
    }

    @Test func `what cannot be recorded stays in the queue`() async throws {
        let bench = try await Bench(failing())
        let report = await bench.report().text
        bench.place.change { $0.queue = ["a": Bench.envelope(report)] }
        bench.obstacle.error = .full(path: bench.file)
        var url: String?
        #expect(try await !bench.drain.fetch(&url))
        #expect(bench.place.now.queue?.count == 1)
        #expect(await bench.board.summary().troubles.first?.contains("the disk is full") == true)
        bench.obstacle.error = nil
        bench.time.pass(.seconds(20))
        #expect(try await bench.drain.fetch(&url))
        #expect(bench.place.now.queue?.count == 0)
        #expect(try await bench.history().isEmpty == false)
        #expect(await bench.board.summary().troubles.isEmpty)
    }

    @Test func `a message that is no report is told, looked into, and taken away`() async throws {
        let bench = try await Bench()
        let failure = #"{"requestContext":{"condition":"RetriesExhausted"}}"#
        let foreign = await bench.report().text.replacing("us-west-1", with: "eu-west-1")
        bench.place.change {
            $0.queue = ["a": Bench.envelope(failure), "b": "{{", "c": Bench.envelope(foreign, id: "2")]
        }
        let before = bench.place.count("DescribeRouteTables")
        var url: String?
        #expect(try await bench.drain.fetch(&url))
        #expect(bench.place.now.queue == [:])
        #expect(bench.log.all.contains { $0.hasSuffix("a run failed: RetriesExhausted") })
        #expect(bench.log.all.contains { $0.contains("a message that is no report: {{") })
        #expect(bench.place.count("DescribeRouteTables") > before)
        #expect(try await bench.history().allSatisfy { if case .transition = $0 { true } else { false } })
    }

    @Test func `the queue of a wrong account is never touched`() async throws {
        let bench = try await Bench()
        bench.place.change { $0.account = "000000000000" }
        var url: String?
        await #expect(throws: AWSError.self) { try await bench.drain.fetch(&url) }
        #expect(bench.place.count("ReceiveMessage") == 0)
    }

    @Test func `a queue that is not there is told with the way out`() async throws {
        let bench = try await Bench()
        bench.place.change { $0.queue = nil }
        var url: String?
        let error = await #expect(throws: AWSError.self) { try await bench.drain.fetch(&url) }
        #expect(error?.code == "QueueDoesNotExist")
    }
}

struct HistoryKeeperTests {
    @Test func `what the controller moved while the disk was full is recorded later`() async throws {
        var state = FakePlace.State()
        state.routers.first = "stopped"
        let bench = try await Bench(state)
        bench.obstacle.error = .full(path: bench.file)
        await bench.watch.look(at: [bench.pair])
        bench.time.pass(.seconds(20))
        await bench.watch.actOnOverdue()
        #expect(bench.place.now.routes.values.allSatisfy { $0 == .second })
        #expect(await bench.board.state().pairs[0].lastFailover != nil)
        bench.obstacle.error = nil
        bench.time.pass(.seconds(20))
        // The next look that can be recorded brings it along.
        await bench.watch.look(at: [bench.pair])
        let entries = try await bench.history()
        #expect(entries.contains { if case .failover = $0 { true } else { false } })
    }

    @Test func `a file that is damaged while it is used is set aside, and the logs are read again`() async throws {
        var state = FakePlace.State()
        state.routers.first = "stopped"
        let bench = try await Bench(state)
        bench.place.change { $0.log = [] }
        let report = await bench.report().text
        bench.place.change { $0.log = [report, "no report"] }
        await Inspection(desk: bench.desk, compare: nil).inspect()
        #expect(try await bench.history().count == 1)
        await bench.keeper.close()
        try Data(repeating: 7, count: 60_000).write(to: URL(filePath: bench.file))
        // A file that bears no mark of a database is not ours to set aside, unless it is in our own directory.
        var bytes = Data("SQLite format 3\0".utf8) + Data(repeating: 7, count: 60_000)
        bytes.replaceSubrange(68..<72, with: Data("vaer".utf8))
        try bytes.write(to: URL(filePath: bench.file))
        await Inspection(desk: bench.desk, compare: nil).inspect()
        #expect(bench.log.all.contains { $0.contains("it is kept as") })
        #expect(try await bench.history().count == 1)
        let folder = URL(filePath: bench.file).deletingLastPathComponent().path
        let name = URL(filePath: bench.file).lastPathComponent
        let kept = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.hasPrefix("\(name).corrupt-")
        }
        #expect(kept.count >= 1)
        for file in kept { try FileManager.default.removeItem(atPath: "\(folder)/\(file)") }
    }

    @Test func `drift is told once, and the marks say up to when logs were read`() async throws {
        let bench = try await Bench()
        let (name, now) = (bench.pair.name, bench.time.now())
        let inspection = Inspection(desk: bench.desk) { _, _ in
            [name: Drift(isPresent: true, summary: "update rule", comparedAt: now)]
        }
        for _ in 0..<2 { await inspection.inspect() }
        #expect(bench.log.all.count { $0.contains("AWS differs from the definition: update rule") } == 1)
        #expect(await bench.board.state().pairs[0].drift?.isPresent == true)
        let store = try HistoryStore(.file(bench.file), now: now)
        #expect(try await store.logMarks()[name] != nil)
    }

    @Test func `the place whose logs were read the longest ago comes first`() async throws {
        let bench = try await Bench()
        var other = bench.pair
        (other.name, other.region) = (try #require(PairName("fra-edge")), try #require(Region("eu-central-1")))
        let fleet = Fleet(pairs: [bench.pair, other], credentials: [:])
        let place = bench.place
        await bench.board.adopt(fleet, FleetCallers(fleet) { _, _ throws(AWSError) in place }, now: bench.time.now())
        let order = Lines()
        let inspection = Inspection(desk: bench.desk) { pairs, _ in
            for pair in pairs { order.add(pair.name.text) }
            return [:]
        }
        let now = bench.time.now()
        let store = try HistoryStore(.file(bench.file), now: now)
        try await store.record(logMarks: [other.name: now, bench.pair.name: now + .seconds(-60)])
        await inspection.inspect()
        #expect(order.all == [bench.pair.name.text, "fra-edge"])
        try await store.record(logMarks: [other.name: now, bench.pair.name: now + .seconds(60)])
        await inspection.inspect()
        #expect(order.all.suffix(2) == ["fra-edge", bench.pair.name.text])
    }
}
