import Engine
import Fleet
import History
import Records
import Testing
import Values

struct RunTests {
    private func store() throws -> HistoryStore { try HistoryStore(.memory, now: Samples.moment(0)) }

    private func decision(
        _ run: String,
        _ verdict: DecisionRecord.Verdict = .hold,
        at seconds: Int64 = 10,
        trigger: Trigger = .alarm(name: "tunnel-a"),
        source: FailoverRecord.Source = .lambda
    ) throws -> DecisionRecord {
        DecisionRecord(
            run: run,
            pair: try Samples.name(),
            source: source,
            trigger: trigger,
            verdict: verdict,
            reason: "nobody is eligible",
            stateBefore: .down,
            stateAfter: .down,
            eventTime: Samples.moment(seconds - 1),
            started: Samples.moment(seconds),
            decided: Samples.moment(seconds),
            finished: Samples.moment(seconds + 1),
            problem: "EC2 cannot be read",
            engineVersion: "0.1.0"
        )
    }

    @Test func `a decision is read back, and the same run told again changes nothing`() async throws {
        let store = try store()
        let hold = try decision("lambda/1")
        try await store.record(decisions: [hold, hold])
        try await store.record(decisions: [try decision("lambda/1", .steady, at: 99)])
        #expect(try await store.decisions(since: Samples.moment(0)) == [hold])
        #expect(try await store.decisions(of: try Samples.name("lhr-edge"), since: Samples.moment(0)).isEmpty)
    }

    @Test func `the history tells of decisions that moved nothing, and of the others by their routes`() async throws {
        let store = try store()
        let hold = try decision("lambda/1")
        let failover = try Samples.failover(at: 20)
        let moved = try decision(failover.run, .failover, at: 20)
        try await store.record(decisions: [hold, moved], failovers: [failover])
        #expect(try await store.history(of: try Samples.name(), limit: 9) == [.failover(failover), .decision(hold)])
        let all = try await store.history(since: Samples.moment(0))
        #expect(all[try Samples.name()]?.count == 2)
    }

    @Test(arguments: [
        (Trigger.sweep, FailoverRecord.Source.lambda, Detection.sweep), (.sweep, .controller, .controller),
        (.alarm(name: "a"), .lambda, .alarm), (.switchover(to: .first), .command, .command),
        (.rehearsal(assumeDown: .first), .lambda, .command), (.sweep, .sweep, .controller),
    ])
    func `by what a run was started says how the trouble was found`(
        trigger: Trigger,
        source: FailoverRecord.Source,
        detection: Detection
    ) {
        #expect(Detection(trigger, by: source) == detection)
    }

    @Test func `only what changed of a pair is a new observation`() async throws {
        let store = try store()
        let carries = [BySide(first: 3, second: 0), BySide(first: 3, second: 0), BySide(first: 0, second: 3)]
        for (index, one) in carries.enumerated() {
            try await store.record(
                sweep: SweepRecord(sightings: [try Samples.sighting(at: Int64(index) * 60, carries: one)])
            )
        }
        let failed = BySide(first: Health.failed(["is stopped"]), second: .eligible)
        try await store.record(
            sweep: SweepRecord(sightings: [
                try Samples.sighting(at: 180, health: failed, carries: carries[2])
            ])
        )
        let seen = try await store.observations(of: try Samples.name(), since: Samples.moment(0))
        #expect(seen.map(\.time) == [0, 120, 180].map(Samples.moment))
        #expect(seen.last?.health == failed)
        // What lasted at the moment that is asked about belongs to the answer.
        let late = try await store.observations(of: try Samples.name(), since: Samples.moment(150))
        #expect(late.map(\.time) == [120, 180].map(Samples.moment))
    }

    @Test func `an episode is open until its end was told`() async throws {
        let store = try store()
        let message = { (key: String, phase: NotificationRecord.Phase, seconds: Int64) in
            NotificationRecord(
                key: key,
                episode: "unprotected/sfo-edge",
                phase: phase,
                pair: try Samples.name(),
                channel: "webhook",
                target: "https://hooks.example.com",
                subject: "sfo-edge is not protected",
                time: Samples.moment(seconds)
            )
        }
        var first = try message("1", .problem, 10)
        first.outcome = .failed("no answer")
        try await store.record(decisions: [], notifications: [first])
        #expect(try await store.openEpisodes().isEmpty, "what nobody took was not told")
        first.outcome = .sent
        try await store.record(decisions: [], notifications: [first, try message("2", .news, 20)])
        #expect(try await store.openEpisodes() == [first])
        try await store.record(decisions: [], notifications: [try message("3", .recovery, 30)])
        #expect(try await store.openEpisodes().isEmpty)
        #expect(try await store.notifications(since: Samples.moment(20)).map(\.key) == ["3", "2"])
        // The last word on a trouble stays, so that its end is not told twice.
        _ = try await store.prune(olderThan: Samples.moment(1000))
        #expect(try await store.notifications(since: Samples.moment(0)).map(\.key) == ["3"])
    }

    @Test func `marks of what was read only move forward`() async throws {
        let store = try store()
        let name = try Samples.name()
        try await store.record(logMarks: [name: Samples.moment(50)])
        try await store.record(logMarks: [name: Samples.moment(20)])
        #expect(try await store.logMarks() == [name: Samples.moment(50)])
    }
}
