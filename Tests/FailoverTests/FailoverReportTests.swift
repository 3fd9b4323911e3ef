import Codecs
import Engine
import Failover
import Fleet
import Testing
import Values

struct FailoverReportTests {
    static let worlds: [(String, FakeEC2.State, Trigger)] = [
        ("failover", Fixture.world("stopped"), .sweep),
        ("hold", Fixture.world("stopped", "stopped"), .alarm(name: "tunnel \"A\"")),
        ("steady", Fixture.world(), .stateChange(instance: Fixture.instances.first, state: .pending)),
        ("stale", Fixture.world(), .stateChange(instance: Fixture.instances.first, state: .stopped)),
        ("rehearsal", Fixture.world(), .rehearsal(assumeDown: .first)),
        ("switchover", Fixture.world(on: .second), .switchover(to: .first)),
        ("refused", refused, .sweep),
    ]

    static var refused: FakeEC2.State {
        var world = Fixture.world("stopped")
        world.faults["ReplaceRoute"] = ["UnauthorizedOperation", "InvalidRoute.NotFound"]
        return world
    }

    @Test(arguments: worlds)
    func `a report read back is the report that was written`(
        name: String,
        world: FakeEC2.State,
        trigger: Trigger
    ) async throws {
        var report = await Fixture.run(Fixture.ec2(world), trigger: trigger, eventAge: .seconds(1))
        let line = report.json.text
        #expect(!line.contains("\n"))
        report.memory = Memory()
        report.decision.memory = Memory()
        #expect(try FailoverReport.read(JSON.parse(line)) == report)
    }

    @Test func `a document of another kind is refused with its place`() {
        let error = DocumentError(path: "kind", detail: "is 'plan', expected 'failover-report'")
        #expect(throws: error) { try FailoverReport.read(["schema": "vaer/1", "kind": "plan"]) }
    }

    @Test func `the message says what happened, why, route by route, and what to do`() async {
        let report = await Fixture.run(Fixture.ec2(Fixture.world("stopped")), eventAge: .seconds(1))
        #expect(report.subject == "vaer sfo-edge: 2 routes moved, vAER-A -> vAER-B in 120 ms")
        let lines = report.body.split(separator: "\n")
        #expect(lines.contains("vAER-A is stopped: 2 routes move to vAER-B"))
        #expect(lines.contains("rtb-024855d8566b8128b  1.1.1.1/32  eni-071b4d6cbf57de651 -> eni-0847da0f62b486046"))
        #expect(lines.contains("The pair is degraded now."))
        #expect(lines.contains("Next: find out what happened to vAER-A; until it works, the pair is not redundant"))
    }

    @Test func `a subject is ASCII and short, whatever the members are called`() async {
        var pair = Fixture.pair()
        pair.members.first.name = "路由器\n" + String(repeating: "x", count: 200)
        let report = await Fixture.run(Fixture.ec2(Fixture.world("stopped")), pair: pair)
        #expect(report.subject.utf8.count == 100)
        #expect(report.subject.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test func `a failed move and a hold have subjects of their own`() async {
        let refused = await Fixture.run(Fixture.ec2(Self.refused))
        #expect(refused.subject == "vaer sfo-edge: 1 of 2 routes NOT moved, vAER-A -> vAER-B")
        #expect(refused.body.contains("Next: see why AWS refused"))
        let hold = await Fixture.run(Fixture.ec2(Fixture.world("stopped", "stopped")))
        #expect(hold.subject.hasPrefix("vaer sfo-edge: HOLD, nothing moves: vAER-A is stopped; vAER-B is stopped"))
    }

    @Test func `metrics are one line in CloudWatch's embedded format`() async {
        let report = await Fixture.run(Fixture.ec2(Fixture.world("stopped")))
        let metrics = report.metrics
        #expect(metrics["_aws"]?["CloudWatchMetrics"]?.elements.first?["Namespace"] == "vaer")
        #expect(metrics["_aws"]?["Timestamp"]?.integer == Int(report.timing.finished.milliseconds))
        #expect(metrics["moves"] == 2)
        #expect(metrics["holds"] == 0)
        #expect(metrics["failures"] == 0)
        #expect(metrics["pair"] == "sfo-edge")
        #expect(!metrics.text.contains("\n"))
    }
}
