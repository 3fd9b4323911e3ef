import Engine
import Fleet
import Records
import Testing
import Values

@Suite struct RecordsTests {
    @Test(arguments: [
        (PairState.down, true, Standing.down), (.degraded, true, .degraded), (.protected, true, .paused),
        (.protected, false, .protected), (.split, false, .split), (.unknown, true, .unknown),
    ])
    func `a pause never hides worse`(state: PairState, isPaused: Bool, standing: Standing) throws {
        var status = PairStatus(unseen: try samplePair("sfo-edge"))
        (status.state, status.isPaused) = (state, isPaused)
        #expect(status.standing == standing)
    }

    @Test(arguments: [
        (isSeen: false, PairState.unknown, 0, false), (true, .unknown, 0, false), (true, .unknown, 3, true),
        (true, .degraded, 0, true), (true, .protected, 3, true),
    ])
    func `where no routes could be read none are counted`(
        isSeen: Bool,
        state: PairState,
        carries: Int,
        areKnown: Bool
    ) throws {
        var status = PairStatus(unseen: try samplePair("sfo-edge"))
        (status.observedAt, status.state) = (isSeen ? Timestamp(milliseconds: 1) : nil, state)
        status.members.second.carries = carries
        #expect(status.hasRoutesSeen == areKnown)
    }

    @Test func `the most urgent standing sorts first`() {
        #expect([Standing.protected, .degraded, .down, .paused].sorted() == [.down, .degraded, .paused, .protected])
    }

    @Test func `a join has exactly the pairs that are defined, and says of a new one that it was not looked at`() throws
    {
        var old = PairStatus(unseen: try samplePair("old-edge"))
        var known = PairStatus(unseen: try samplePair("sfo-edge"))
        (old.state, known.state, known.description) = (.protected, .degraded, "the former description")
        known.members.first.instance = InstanceID("i-045ebd27124159b6d")
        let fleet = Fleet(pairs: [try samplePair("sfo-edge"), try samplePair("ams-edge")])

        let joined = PairStatus.join(fleet, with: [old, known])

        #expect(joined.map(\.pair.text) == ["ams-edge", "sfo-edge"])
        #expect(joined.map(\.state) == [.unknown, .degraded])
        #expect(joined.map(\.reason) == ["not looked at yet", "not looked at yet"])
        #expect(joined.last?.description == "San Francisco edge")
        #expect(joined.last?.members.first.instance == InstanceID("i-045ebd27124159b6d"))
    }

    @Test(arguments: [
        (Decision.Verdict.failover(failed: .first), FailoverRecord.Direction.failover, "vAER-A", "vAER-B"),
        (.failback(to: .first), .failback, "vAER-B", "vAER-A"),
        (.failback(to: .second), .failback, "vAER-A", "vAER-B"),
    ])
    func `a decision names the member that gives and the one that gets`(
        verdict: Decision.Verdict,
        direction: FailoverRecord.Direction,
        from: String,
        to: String
    ) throws {
        let record = try #require(try run(verdict))
        #expect((record.direction, record.from, record.to) == (direction, from, to))
        #expect(record.run == "sweep/sfo-edge/2000")
        #expect((record.movedCount, record.failedCount) == (2, 1))
    }

    @Test(arguments: [Decision.Verdict.steady, .hold, .paused, .stale(.first)])
    func `a decision to move nothing is no failover`(verdict: Decision.Verdict) throws {
        #expect(try run(verdict) == nil)
    }

    @Test(arguments: [(Int64?.none, Int64(900)), (1500, 1400), (9999, 900)])
    func `recovery counts from the event unless its clock is ahead`(event: Int64?, milliseconds: Int64) throws {
        var record = try #require(try run(.failover(failed: .first)))
        record.eventTime = event.map(Timestamp.init(milliseconds:))
        #expect(record.recovery == .milliseconds(milliseconds))
    }

    private func run(_ verdict: Decision.Verdict) throws -> FailoverRecord? {
        let move = Move(
            table: try #require(RouteTableID("rtb-024855d8566b8128b")),
            destination: try #require(Destination("10.0.0.0/16")),
            from: try #require(ENIID("eni-071b4d6cbf57de651")),
            to: try #require(ENIID("eni-0847da0f62b486046"))
        )
        let outcomes: [MoveRecord.Outcome] = [.moved, .alreadyThere, .gone, .failed("throttled")]
        return FailoverRecord(
            pair: try samplePair("sfo-edge"),
            source: .sweep,
            trigger: .sweep,
            decision: Decision(
                verdict: verdict,
                moves: [],
                reason: "vAER-A is stopped",
                health: BySide(first: .failed(["stopped"]), second: .eligible),
                state: .down,
                carried: BySide(first: 3, second: 0),
                notifies: true,
                memory: Memory()
            ),
            started: Timestamp(milliseconds: 2000),
            finished: Timestamp(milliseconds: 2900),
            moves: outcomes.map { MoveRecord(move: move, outcome: $0, duration: .milliseconds(80)) }
        )
    }

    private func samplePair(_ name: String) throws -> Pair {
        Pair(
            name: try #require(PairName(name)),
            region: try #require(Region("us-west-1")),
            account: try #require(AccountID("731262942057")),
            vpc: try #require(VPCID("vpc-0bf5741eb0ef56a41")),
            members: BySide(
                first: Member(name: "vAER-A", instance: nil, interfaces: []),
                second: Member(name: "vAER-B", instance: nil, interfaces: [])
            ),
            description: "San Francisco edge"
        )
    }
}
