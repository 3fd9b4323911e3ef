import Codecs
import Engine
import Fleet
import Foundation
import History
import Records
import Testing
import Values

@testable import Controller

struct WatchTests {
    private func failing() -> FakePlace.State {
        var state = FakePlace.State()
        state.routers.first = "stopped"
        return state
    }

    @Test func `a pair whose function does nothing is moved after the grace period, and not before`() async throws {
        let bench = try await Bench(failing())
        await bench.watch.look(at: [bench.pair])
        await bench.watch.actOnOverdue()
        #expect(bench.place.count("ReplaceRoute") == 0)
        #expect(await bench.board.nextOverdue(at: FleetCallers.place(of: bench.pair), grace: .seconds(20)) != nil)
        bench.time.pass(.seconds(20))
        await bench.watch.actOnOverdue()
        #expect(bench.place.now.routes.values.allSatisfy { $0 == .second })
        let state = await bench.board.state()
        #expect(state.pairs[0].lastFailover?.source == .controller)
        #expect(state.pairs[0].members.map(\.carries) == BySide(first: 0, second: 2))
        let entries = try await bench.history()
        let failover = entries.compactMap { if case .failover(let failover) = $0 { failover } else { nil } }.first
        #expect(failover?.detection == .controller && failover?.moves.count == 2)
        #expect(try #require(failover).recovery >= .seconds(20))
        await bench.watch.actOnOverdue()
        #expect(bench.place.count("ReplaceRoute") == 2)
    }

    @Test func `what the function moved in time is left alone`() async throws {
        let bench = try await Bench(failing())
        await bench.watch.look(at: [bench.pair])
        bench.place.change { $0.routes = $0.routes.mapValues { _ in .second } }
        bench.time.pass(.seconds(30))
        await bench.watch.look(at: [bench.pair])
        await bench.watch.actOnOverdue()
        #expect(bench.place.count("ReplaceRoute") == 0)
    }

    @Test func `one that stands by, or has lost its lease while it slept, moves nothing`() async throws {
        let bench = try await Bench(failing())
        await bench.watch.look(at: [bench.pair])
        bench.time.pass(.seconds(60))
        let other = try HistoryStore(.file(bench.file), now: bench.time.now())
        _ = try await other.takeLease(
            "controller",
            holder: "other",
            for: .seconds(30),
            now: bench.time.now(),
            isGone: { _ in false }
        )
        await bench.watch.actOnOverdue()
        #expect(bench.place.count("ReplaceRoute") == 0)
        #expect(await bench.board.currentRole() == .standby)
        bench.time.pass(.seconds(31))
        await LeaseService(desk: bench.desk).renew()
        #expect(await bench.board.currentRole() == .active)
        // What was seen before is not acted on: the place is looked at again first.
        await bench.watch.actOnOverdue()
        #expect(bench.place.count("ReplaceRoute") == 0)
    }

    @Test func `a wrong account is told, once, and moves nothing`() async throws {
        var state = failing()
        state.account = "000000000000"
        let bench = try await Bench(state)
        for _ in 0..<2 { await bench.watch.look(at: [bench.pair]) }
        #expect(bench.log.all.count { $0.contains("cannot be looked at") } == 1)
        #expect(await bench.board.summary().troubles.count == 1)
        bench.place.change { $0.account = "731262942057" }
        await bench.watch.look(at: [bench.pair])
        #expect(bench.log.all.last?.hasSuffix("can be looked at again") == true)
        #expect(await bench.board.summary().troubles.isEmpty)
    }

    @Test func `reads that a login may not make are the trouble of the region, told once`() async throws {
        for operation in ["DescribeInstances", "DescribeInstanceStatus", "DescribeRouteTables"] {
            var state = FakePlace.State()
            state.refused = [operation]
            let bench = try await Bench(state)
            for _ in 0..<2 { await bench.watch.look(at: [bench.pair]) }
            #expect(bench.log.all.count { $0.contains("cannot be looked at") && $0.contains(operation) } == 1)
            let seen = await bench.board.state()
            #expect(seen.summary.troubles.count == 1 && seen.pairs[0].state == .unknown)
            bench.place.change { $0.refused = [] }
            await bench.watch.look(at: [bench.pair])
            #expect(await bench.board.summary().troubles.isEmpty)
            #expect(await bench.board.state().pairs[0].state == .protected)
        }
    }

    @Test func `a bad edit keeps the last good fleet and is said everywhere until it is mended`() async throws {
        let bench = try await Bench()
        let (fleet, callers) = (await bench.board.currentFleet(), await bench.board.currentCallers())
        let faulty = DefinitionsSource(
            load: { .faulty(summary: "1 error", text: "pairs.d/x.vaer:1:1: error") },
            stamp: { "" }
        )
        await DefinitionsWatch(source: faulty, desk: bench.desk, stamp: "", reloading: { _ in }, changed: {}).load()
        let state = await bench.board.state()
        #expect(state.pairs.map(\.pair) == [bench.pair.name])
        #expect(state.definitions.problem?.text == "pairs.d/x.vaer:1:1: error")
        #expect(state.summary.troubles == ["the definitions on disk are not used, the last good ones are: 1 error"])
        #expect(state.summary.line == "active: 1 pair: 1 unknown; \(state.summary.troubles[0])")
        let heart = Heartbeat(desk: bench.desk, interval: .seconds(1), tell: { _ in }, started: bench.time.now())
        await heart.record(ended: nil)
        let store = try HistoryStore(.file(bench.file), now: bench.time.now())
        #expect(try await store.controllers(since: bench.time.now()).first?.definitionsProblem == "1 error")
        let good = DefinitionsSource(load: { .fleet(fleet, callers) }, stamp: { "" })
        await DefinitionsWatch(source: good, desk: bench.desk, stamp: "", reloading: { _ in }, changed: {}).load()
        #expect(await bench.board.summary().troubles.isEmpty)
    }

    @Test func `a place whose loop gives no sign is found`() async throws {
        let bench = try await Bench()
        bench.time.pass(.seconds(100))
        #expect(await bench.board.silent(for: .seconds(60), now: bench.time.now()).count == 1)
        await bench.watch.look(at: [bench.pair])
        #expect(await bench.board.silent(for: .seconds(60), now: bench.time.now()).isEmpty)
    }

    @Test func `work that has begun goes on for a second and a half after a stop, and no longer`() async throws {
        let bench = try await Bench()
        let (desk, time) = (bench.desk, bench.time)
        let began = time.now()
        let task = Task {
            await desk.shielded {
                while !Task.isCancelled { await Task.yield() }
                return time.now()
            }
        }
        task.cancel()
        #expect(await task.value - began == .milliseconds(1500))
    }

    @Test func `who runs is not gone, and who does not is`() {
        let own = HolderID.ofThisProcess()
        #expect(!own.isGone)
        #expect(HolderID(own.text) == own)
        var parts = own.text.split(separator: "/").map(String.init)
        parts[3] = "1"
        #expect(HolderID(parts.joined(separator: "/"))?.isGone == true)
        parts[1] = "another-boot"
        #expect(HolderID(parts.joined(separator: "/"))?.isGone == false)
        #expect(HolderID("nonsense") == nil)
    }

    @Test func `the record is read again only when another program has written, or the fleet has changed`() async throws
    {
        let bench = try await Bench()
        await bench.watch.look(at: [bench.pair])
        await bench.desk.recall()
        let parts = Lines()
        let recall = { @Sendable (anew: Bool) in
            await bench.keeper.recall(anew: anew) { parts.add($0.map(\.pair.text).joined()) }
        }
        await bench.watch.look(at: [bench.pair])
        await recall(false)
        #expect(parts.all == [])
        let other = try HistoryStore(.file(bench.file), now: bench.time.now())
        let drift = Drift(isPresent: true, summary: "x", comparedAt: bench.time.now())
        try await other.record(drift: [bench.pair.name: drift])
        await recall(false)
        #expect(parts.all == ["sfo-edge"])
        await recall(false)
        #expect(parts.all == ["sfo-edge"])
        await recall(true)
        #expect(parts.all == ["sfo-edge", "sfo-edge"])
    }

    @Test func `a drill of another program is news once, a look of it is none`() async throws {
        let bench = try await Bench()
        await bench.watch.look(at: [bench.pair])
        _ = await bench.keeper.hasNews()
        #expect(await !bench.keeper.hasNews())
        let now = bench.time.now()
        let other = try HistoryStore(.file(bench.file), now: now)
        try await other.record(drift: [bench.pair.name: Drift(isPresent: true, summary: "x", comparedAt: now)])
        #expect(await !bench.keeper.hasNews())
        let drill = try await other.begin(drillFrom: Snapshot(pair: bench.pair.name, time: now, routes: []))
        #expect(await bench.keeper.hasNews())
        #expect(await !bench.keeper.hasNews())
        try await other.finish(drill: drill, outcome: .passed, at: now)
        #expect(await bench.keeper.hasNews())
    }

    @Test func `a drill and an apply of other programs reach the board, an older look does not`() async throws {
        let bench = try await Bench()
        await bench.watch.look(at: [bench.pair])
        let before = await bench.board.state().pairs[0]
        var recorded = before
        recorded.observedAt = before.observedAt.map { $0 + .seconds(-60) }
        (recorded.state, recorded.engineVersion) = (.down, "0.2.0")
        await bench.board.remember([recorded])
        let after = await bench.board.state().pairs[0]
        #expect(after.state == before.state && after.observedAt == before.observedAt && after.engineVersion == "0.2.0")
        recorded.observedAt = before.observedAt.map { $0 + .seconds(60) }
        await bench.board.remember([recorded])
        #expect(await bench.board.state().pairs[0].state == .down)
    }
}
