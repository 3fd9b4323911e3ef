import Engine
import Fleet
import Records
import Reports
import Testing
import Values

/// A fleet in which something of every kind is the matter.
enum SampleFleet {
    /// The moment of all reports: 2026-03-01T12:00:00Z.
    static let now = Timestamp(milliseconds: 1_772_366_400_000)

    /// A moment before the report.
    static func before(_ duration: Duration) -> Timestamp {
        Timestamp(milliseconds: (now.milliseconds - duration.milliseconds))
    }

    /// How many pairs there are.
    static let count = 8

    /// A report on the last 36 hours, or on so many seconds.
    static func report(
        _ statuses: [PairStatus]? = nil,
        since seconds: Int64 = 36 * 3600,
        groups: [PairName: String]? = nil
    ) throws -> FleetReport {
        var request = FleetReport.Request(
            since: before(.seconds(seconds)),
            now: now,
            drillEvery: .seconds(86_400),
            engine: "0.3.0"
        )
        request.groups = groups
        let record = FleetReport.Record(
            histories: try histories(),
            watches: [
                // Two hours in which nobody looked.
                try name("sfo-edge"): [watch(31 * 3600, 8 * 3600), watch(6 * 3600, 12)],
                try name("nrt-edge"): [watch(40 * 3600, 12)],
            ],
            observations: try observations()
        )
        return FleetReport(try statuses ?? self.statuses(), record, request)
    }

    /// The time from so many seconds before the report to so many seconds before it.
    static func watch(_ from: Int64, _ to: Int64) -> Range<Timestamp> { before(.seconds(from))..<before(.seconds(to)) }

    /// How two pairs were seen over time.
    static func observations() throws -> [PairName: [ObservationRecord]] {
        let (sfo, nrt) = (try name("sfo-edge"), try name("nrt-edge"))
        let (ok, failed) = (Health.eligible, Health.failed(["is stopped"]))
        return [
            sfo: [
                seen(sfo, 31 * 3600 - 60, .protected, (ok, ok), (3, 0)),
                seen(sfo, 9 * 3600, .protected, (ok, ok), (3, 0), isPaused: true),
                seen(sfo, 6 * 3600, .protected, (ok, ok), (3, 0)),
                seen(sfo, 3 * 3600, .degraded, (failed, ok), (3, 0)),
                seen(sfo, 3 * 3600 - 60, .degraded, (failed, ok), (1, 2)),
                seen(sfo, 3600, .protected, (ok, ok), (0, 3)),
            ],
            nrt: [
                seen(nrt, 90 * 3600, .protected, (ok, ok), (0, 4)),
                seen(nrt, 12 * 3600, .degraded, (ok, failed), (4, 0)),
                seen(nrt, 5 * 3600, .down, (failed, failed), (4, 0)),
            ],
        ]
    }

    private static func seen(
        _ pair: PairName,
        _ seconds: Int64,
        _ state: PairState,
        _ health: (Health, Health),
        _ carries: (Int, Int),
        isPaused: Bool = false
    ) -> ObservationRecord {
        ObservationRecord(
            pair: pair,
            time: before(.seconds(seconds)),
            state: state,
            isPaused: isPaused,
            health: BySide(first: health.0, second: health.1),
            carries: BySide(first: carries.0, second: carries.1)
        )
    }

    /// The status of every pair.
    static func statuses() throws -> [PairStatus] {
        [
            try healthy(), try degraded(), try down(), try split(), try paused(), try chinese(), try hostile(),
            try unseen(),
        ]
    }

    /// What happened to the pairs, per pair the newest first.
    static func histories() throws -> [PairName: [HistoryEntry]] {
        [try name("sfo-edge"): try story(), try name("nrt-edge"): try downStory()]
    }

    /// A pair that is well, was failed over and drilled.
    static func healthy() throws -> PairStatus {
        var status = try status("sfo-edge", "us-west-1", .protected, carries: (0, 3))
        status.description = "San Francisco edge"
        status.lastFailover = try failover(before(.seconds(3600 * 3)))
        status.lastDrill = drill(try name("sfo-edge"), before(.seconds(3600 * 30)), .passed)
        status.drift = Drift(isPresent: false, comparedAt: before(.seconds(600)))
        status.engineVersion = "0.2.0"
        return status
    }

    /// A pair of which the preferred member is stopped.
    static func degraded() throws -> PairStatus {
        var status = try status("fra-edge", "eu-central-1", .degraded, carries: (0, 12))
        status.members.first.health = .failed(["the instance is stopped"])
        status.reason = "vAER-A is stopped and vAER-B carries all routes"
        status.since = before(.seconds(95))
        status.lastFailover = try failover(before(.seconds(90)), pair: "fra-edge", failed: 1, milliseconds: 4_321)
        status.drift = Drift(
            isPresent: true,
            summary: "the rule's pattern differs",
            comparedAt: before(.seconds(600)),
            unconfirmed: ["netops@example.com"]
        )
        status.engineVersion = "0.3.0"
        return status
    }

    /// A pair of which neither member works.
    static func down() throws -> PairStatus {
        var status = try status("nrt-edge", "ap-northeast-1", .down, carries: (4, 0))
        status.members.first.health = .failed(["the instance is terminated", "its interface is gone"])
        status.members.second.health = .failed(["the status check is impaired"])
        status.reason = "vAER-A is terminated and vAER-B is impaired: nobody can take over"
        status.since = before(.seconds(3600 * 5))
        return status
    }

    private static func split() throws -> PairStatus {
        var status = try status("gru-edge", "sa-east-1", .split, carries: (2, 1))
        status.reason = "each member carries some of the routes"
        return status
    }

    private static func paused() throws -> PairStatus {
        var status = try status("lhr-edge", "eu-west-2", .protected, carries: (7, 0))
        status.isPaused = true
        status.reason = "paused by its definition"
        status.observedAt = before(.seconds(900))
        return status
    }

    private static func chinese() throws -> PairStatus {
        var status = try status("zhy-edge", "cn-northwest-1", .unknown, carries: (3, 0))
        status.description = "宁夏边缘路由器"
        (status.members.first.name, status.members.second.name) = ("路由器甲", "路由器乙")
        status.members.first.health = .unknown(["UnauthorizedOperation"])
        status.members.second.health = .ineligible(["源/目标检查是打开的"])
        status.reason = "路由器甲 cannot be read: UnauthorizedOperation for ec2:DescribeInstances"
        return status
    }

    /// A pair whose texts try to do harm.
    static func hostile() throws -> PairStatus {
        var status = try status("evil-edge", "us-east-1", .degraded, carries: (1, 0))
        status.description = "<script>alert(1)</script> \"'&"
        status.members.first.name = "=cmd|' /C calc'!A0"
        status.members.second.name = "\u{1B}[2J\u{202E}gpj.exe\u{2066}"
        status.members.second.health = .failed(["line one\r\nsfo-edge  us-west-1  protected\u{85}\u{2028}\u{7F}"])
        status.reason = "</style><img src=x onerror=alert(1)>\nforged line\u{200F}"
        return status
    }

    private static func unseen() throws -> PairStatus {
        let known = try status("new-edge", "us-west-2", .unknown, carries: (0, 0))
        return PairStatus(
            unseen: Pair(
                name: known.pair,
                region: known.region,
                account: known.account,
                vpc: known.vpc,
                members: known.members.map { Member(name: $0.name, instance: nil, interfaces: []) }
            )
        )
    }

    /// The definition of a pair that was seen.
    static func pair(of status: PairStatus) throws -> Pair {
        let interfaces = try ["eni-071b4d6cbf57de651", "eni-0847da0f62b486046"].map { try #require(ENIID($0)) }
        let member = { (side: Side) in
            Member(
                name: status.members[side].name,
                instance: status.members[side].instance,
                interfaces: [Interface(eni: interfaces[side == .first ? 0 : 1])]
            )
        }
        return Pair(
            name: status.pair,
            region: status.region,
            account: status.account,
            vpc: status.vpc,
            members: BySide(first: member(.first), second: member(.second)),
            description: status.description
        )
    }

    /// What happened to the healthy pair, the newest first.
    static func story() throws -> [HistoryEntry] {
        let pair = try name("sfo-edge")
        let state = { (seconds: Int64, from: PairState?, to: PairState, isPaused: Bool, reason: String) in
            HistoryEntry.transition(
                Transition(
                    pair: pair,
                    time: before(.seconds(seconds)),
                    from: from,
                    to: to,
                    isPaused: isPaused,
                    reason: reason
                )
            )
        }
        let apply = ApplyRecord(
            pair: pair,
            verb: .apply,
            started: before(.seconds(3600 * 31)),
            finished: before(.seconds(3600 * 31 - 12)),
            outcome: .done,
            counts: .init(created: 9),
            digest: "5f1d",
            engineVersion: "0.2.0"
        )
        var broken = apply
        (broken.started, broken.finished) = (before(.seconds(60 * 50)), before(.seconds(60 * 50 - 2)))
        (broken.counts, broken.outcome) = (.init(updated: 1), .failed("UnauthorizedOperation for events:PutRule"))
        return [
            .apply(broken),
            state(3600, .degraded, .protected, false, "both members are eligible"),
            .failover(try failover(before(.seconds(3600 * 3)), failed: 1)),
            state(3600 * 3, .protected, .degraded, false, "vAER-A is stopped"),
            state(3600 * 8, .protected, .protected, false, "resumed"),
            state(3600 * 9, .protected, .protected, true, "paused by its definition"),
            .drill(drill(pair, before(.seconds(3600 * 20)), .failed("routes moved when vAER-A started"))),
            .drill(drill(pair, before(.seconds(3600 * 30)), .passed)),
            state(3600 * 31 - 60, nil, .protected, false, "both members are eligible"),
            .apply(apply),
        ]
    }

    private static func downStory() throws -> [HistoryEntry] {
        let pair = try name("nrt-edge")
        return [
            .transition(
                Transition(
                    pair: pair,
                    time: before(.seconds(3600 * 5)),
                    from: .degraded,
                    to: .down,
                    reason: "vAER-A is terminated and vAER-B is impaired: nobody can take over"
                )
            ),
            .failover(try failover(before(.seconds(3600 * 12)), pair: "nrt-edge", milliseconds: 62_345)),
            .transition(
                Transition(
                    pair: pair,
                    time: before(.seconds(3600 * 12)),
                    from: .protected,
                    to: .degraded,
                    reason: "vAER-B is impaired"
                )
            ),
        ]
    }

    /// A drill of four steps of which the second may have failed.
    static func drill(_ pair: PairName, _ start: Timestamp, _ outcome: DrillRecord.Outcome) -> DrillRecord {
        let step = { (offset: Int64, action: String, on: String, recovery: Int64?) in
            DrillStep(
                action: action,
                expected: "all 3 routes on \(on)",
                actual: "all 3 routes on \(on)",
                passed: true,
                started: start + .seconds(offset),
                finished: start + .seconds(offset + 25),
                recovery: recovery.map { .milliseconds($0) }
            )
        }
        var steps = [
            step(0, "stop vAER-A", "vAER-B", 1_234), step(30, "start vAER-A", "vAER-B", nil),
            step(60, "stop vAER-B", "vAER-A", 812), step(90, "start vAER-B", "vAER-A", nil),
        ]
        var restored: Bool?
        if case .failed = outcome {
            (steps[1].passed, steps[1].actual) = (false, "A 2 / B 1")
            steps.removeLast(2)
            restored = true
        }
        return DrillRecord(
            pair: pair,
            started: start,
            finished: start + .seconds(125),
            outcome: outcome,
            restored: restored,
            steps: steps
        )
    }

    /// A failover from A to B of three routes, of which some failed.
    static func failover(
        _ start: Timestamp,
        pair: String = "sfo-edge",
        failed: Int = 0,
        milliseconds: Int64 = 812
    ) throws -> FailoverRecord {
        let destinations = ["0.0.0.0/0", "10.0.0.0/16", "pl-0a1b2c3d4e5f60718"]
        let moves = try destinations.enumerated().map { index, destination in
            MoveRecord(
                move: Move(
                    table: try #require(RouteTableID("rtb-024855d8566b8128b")),
                    destination: try #require(Destination(destination)),
                    from: try #require(ENIID("eni-071b4d6cbf57de651")),
                    to: try #require(ENIID("eni-0847da0f62b486046"))
                ),
                outcome: index < 3 - failed ? .moved : .failed("RequestLimitExceeded"),
                duration: .milliseconds(80 + Int64(index))
            )
        }
        return FailoverRecord(
            run: "6f1c",
            pair: try name(pair),
            source: .lambda,
            trigger: .stateChange(instance: try #require(InstanceID("i-045ebd27124159b6d")), state: .stopping),
            direction: .failover,
            from: "vAER-A",
            to: "vAER-B",
            started: start,
            finished: start + .milliseconds(milliseconds),
            reason: "vAER-A is stopping",
            moves: moves
        )
    }

    /// A pair's name.
    static func name(_ text: String) throws -> PairName { try #require(PairName(text)) }

    private static func status(
        _ pair: String,
        _ region: String,
        _ state: PairState,
        carries: (Int, Int)
    ) throws -> PairStatus {
        let first = InstanceID("i-045ebd27124159b6d")
        let second = InstanceID("i-09ff574d23245419a")
        var status = PairStatus(
            pair: try name(pair),
            region: try #require(Region(region)),
            account: try #require(AccountID("731262942057")),
            vpc: try #require(VPCID("vpc-0bf5741eb0ef56a41")),
            members: BySide(
                first: MemberStatus(name: "vAER-A", instance: first, health: .eligible, carries: carries.0),
                second: MemberStatus(name: "vAER-B", instance: second, health: .eligible, carries: carries.1)
            ),
            state: state,
            reason: "both members are eligible",
            observedAt: before(.seconds(12))
        )
        status.since = before(.seconds(3600))
        return status
    }
}
