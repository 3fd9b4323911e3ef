import Engine
import Fleet
import Planning
import Records
import Testing
import Values

@testable import Alerting
@testable import Controller

/// What is so, and of what nothing can be said.
@Suite struct ScanTests {
    private let start = Timestamp(milliseconds: 1_795_593_600_000)

    private func status(_ name: String, _ state: PairState, region: String = "us-west-1") throws -> PairStatus {
        PairStatus(
            pair: try pairName(name),
            region: try #require(Region(region)),
            account: try #require(AccountID("731262942057")),
            vpc: try #require(VPCID("vpc-0bf5741eb0ef56a41")),
            members: BySide(
                first: MemberStatus(name: "A", instance: nil),
                second: MemberStatus(name: "B", instance: nil)
            ),
            state: state,
            observedAt: start + .seconds(60)
        )
    }

    private func state(_ pairs: [PairStatus], problem: PlanFailure? = nil) -> FleetState {
        let place = { (pair: PairStatus) in
            var place = FleetState.PlaceState(
                place: FleetCallers.Place(login: "ops", account: pair.account, region: pair.region),
                pairs: 1
            )
            place.swept = pair.observedAt
            if pair.region.name == "us-west-1" { (place.problem, place.problemSince) = (problem, start + .seconds(30)) }
            return place
        }
        return FleetState(
            started: start,
            version: "0.10.0",
            role: .active,
            definitions: FleetState.Definitions(loaded: start, problem: nil),
            recording: .on,
            places: Dictionary(grouping: pairs, by: \.region).values.map { place($0[0]) },
            channelProblems: [:],
            pairs: pairs,
            revision: 1
        )
    }

    private func sight(_ state: FleetState) -> AlertSight {
        var (scan, policy) = (AlertScan(), AlertPolicy())
        policy.ignored = [.drill]
        return scan.sight(of: state, policy, active: start, now: start + .seconds(90))
    }

    @Test func `a region that cannot be looked at is one trouble, not that of each of its pairs`() throws {
        let pairs = try [
            status("a", .unknown), status("b", .degraded), status("c", .unknown, region: "eu-central-1"),
        ]
        let dark = sight(state(pairs, problem: PlanFailure(.access, "not allowed")))
        #expect(
            dark.alerts.map(\.episode) == [
                "sweep/us-west-1 of 731262942057 (login 'ops')", "unprotected/b", "unprotected/c",
            ]
        )
        #expect(dark.unseen == ["a"])
        let light = sight(state(pairs))
        #expect(light.alerts.map(\.episode) == ["unprotected/a", "unprotected/b", "unprotected/c"])
        #expect(light.unseen == [])
    }

    @Test func `what was told of a pair is not over because its region went dark`() throws {
        let (policy, pair) = (AlertPolicy(), try status("a", .unknown))
        var ledger = AlertLedger(told: sight(state([pair])).alerts)
        #expect(ledger.open.map(\.episode) == ["unprotected/a"])
        let dark = sight(state([pair], problem: PlanFailure(.access, "not allowed")))
        for minute in 0..<60 {
            let told = ledger.tellings(dark, policy, now: start + .seconds(90 + minute * 60))
            #expect(told.allSatisfy { $0.kind == .sweep && !$0.isOver })
        }
    }

    @Test(arguments: [(minutesWell: 2, isOneTrouble: true), (5, true), (6, false)])
    func `a pair that is well for moments only is one trouble`(minutesWell: Int, isOneTrouble: Bool) throws {
        var (scan, ledger, policy) = (AlertScan(), AlertLedger(told: []), AlertPolicy())
        policy.ignored = [.drill]
        var told: [Int] = []
        // Down for eight minutes, and well for some, again and again: never down for the ten minutes of the policy.
        for minute in 0..<60 {
            let isDown = minute % (8 + minutesWell) < 8
            let now = start + .seconds(60 + minute * 60)
            var pair = try status("a", isDown ? .down : .protected)
            pair.observedAt = now
            pair.since = start + .seconds(60 + (minute - minute % (8 + minutesWell)) * 60)
            let sight = scan.sight(of: state([pair]), policy, active: start, now: now)
            for telling in ledger.tellings(sight, policy, now: now) {
                ledger.note(telling)
                told.append(telling.isOver ? -minute : minute)
            }
        }
        #expect(told.count == (isOneTrouble ? 1 : 0), "told in minutes \(told)")
    }

    @Test(arguments: [("0.9.0", true), ("0.10.0", false), ("0.11.0", false), ("1.0.0", false), ("0.9.12", true)])
    func `an engine that is behind is told, one that is ahead is not`(version: String, isTold: Bool) throws {
        var pair = try status("a", .protected)
        pair.engineVersion = version
        #expect(sight(state([pair])).alerts.map(\.kind) == (isTold ? [.engine] : []))
    }
}
