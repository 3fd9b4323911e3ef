import Codecs
import Engine
import Failover
import Fleet
import Testing
import Values

struct EventReaderTests {
    /// The manual procedure's test event, with changes.
    static func event(_ changes: KeyValuePairs<String, JSON?> = [:], detail: JSON? = nil) -> JSON {
        let instance = Fixture.instances.first.text
        var members: [JSON.Member] = [
            JSON.Member("id", "153bbf21-05cb-aa5f-f22d-c602cd2dbee4"),
            JSON.Member("detail-type", "EC2 Instance State-change Notification"),
            JSON.Member("source", "aws.ec2"),
            JSON.Member("account", "731262942057"),
            JSON.Member("time", "2021-12-11T12:59:41Z"),
            JSON.Member("region", "us-west-1"),
            JSON.Member("resources", .strings(["arn:aws:ec2:us-west-1:731262942057:instance/\(instance)"])),
            JSON.Member("detail", detail ?? ["instance-id": .string(instance), "state": "pending"]),
        ]
        for (key, value) in changes {
            members.removeAll { $0.key == key }
            if let value { members.append(JSON.Member(key, value)) }
        }
        return .object(members)
    }

    static let eventTime = Timestamp("2021-12-11T12:59:41Z")

    static let accepted: [(String, JSON, Invocation)] = [
        (
            "the manual's test event", event(),
            .look(.stateChange(instance: Fixture.instances.first, state: .pending), time: eventTime)
        ),
        (
            "the other member",
            event(detail: ["instance-id": .string(Fixture.instances.second.text), "state": "stopped"]),
            .look(.stateChange(instance: Fixture.instances.second, state: .stopped), time: eventTime)
        ),
        (
            "the sweep", event(["source": "aws.events", "detail-type": "Scheduled Event"], detail: [:]),
            .look(.sweep, time: nil)
        ),
        ("a rehearsal", event(["vaer": ["assume": "down"]]), .look(.rehearsal(assumeDown: .first), time: nil)),
        (
            "an alarm",
            event(
                ["source": "aws.cloudwatch", "detail-type": "CloudWatch Alarm State Change"],
                detail: ["alarmName": "tunnel-a"]
            ),
            .look(.alarm(name: "tunnel-a"), time: eventTime)
        ),
    ]

    static let rejected: [(String, JSON, String)] = [
        ("nothing", .null, "the event has no 'source' and 'detail-type'"),
        ("a list", [1, 2], "the event has no 'source' and 'detail-type'"),
        (
            "another service", event(["source": "aws.s3"]),
            "'EC2 Instance State-change Notification' of 'aws.s3' is nothing that a pair reacts to"
        ),
        (
            "another region", event(["region": "eu-west-1"]),
            "the event is from region 'eu-west-1', the pair is in us-west-1"
        ),
        (
            "another account", event(["account": "111122223333"]),
            "the event is from account '111122223333', the pair is in 731262942057"
        ),
        (
            "another instance", event(detail: ["instance-id": "i-0123456789abcdef0", "state": "stopped"]),
            "i-0123456789abcdef0 is no member of sfo-edge"
        ),
        ("no instance", event(detail: ["state": "stopped"]), "the event has no readable 'detail.instance-id'"),
        (
            "no state", event(detail: ["instance-id": .string(Fixture.instances.first.text)]),
            "the event has no readable 'detail.state'"
        ),
        (
            "a state that is none",
            event(detail: ["instance-id": .string(Fixture.instances.first.text), "state": "asleep"]),
            "the event has no readable 'detail.state'"
        ),
        ("a rehearsal of something else", event(["vaer": ["assume": "up"]]), "'vaer.assume' can only be 'down'"),
        (
            "a foreign alarm",
            event(
                ["source": "aws.cloudwatch", "detail-type": "CloudWatch Alarm State Change"],
                detail: ["alarmName": "disk"]
            ), "alarm 'disk' belongs to no member of sfo-edge"
        ),
    ]

    private var pair: Pair {
        var pair = Fixture.pair()
        pair.members.first.alarms = ["tunnel-a"]
        return pair
    }

    @Test(arguments: accepted)
    func `an event of the pair becomes a trigger`(name: String, event: JSON, expected: Invocation) {
        #expect(EventReader.read(event, for: pair) == expected)
    }

    @Test(arguments: rejected)
    func `what is not for the pair is rejected with a reason`(name: String, event: JSON, reason: String) {
        #expect(EventReader.read(event, for: pair) == .rejected(reason))
    }

    @Test func `while an instance is not known, an event about any instance makes the engine look`() {
        let loose = Fixture.pair(hasInstances: false)
        let foreign = Self.event(detail: ["instance-id": "i-0123456789abcdef0", "state": "stopped"])
        let trigger = Trigger.stateChange(instance: Fixture.id("i-0123456789abcdef0"), state: .stopped)
        #expect(EventReader.read(foreign, for: loose) == .look(trigger, time: Self.eventTime))
        let rehearsal = Self.event(["vaer": ["assume": "down"]])
        let found = BySide<InstanceID?>(first: nil, second: Fixture.instances.first)
        #expect(EventReader.isRehearsal(rehearsal))
        let expected = Invocation.look(.rehearsal(assumeDown: .second), time: nil)
        #expect(EventReader.read(rehearsal, for: loose, instances: found) == expected)
    }

    @Test func `no garbage brings the reader down`() throws {
        let text = Array(Self.event().text.utf8)
        var state: UInt64 = 7
        for _ in 0..<5000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var spoiled = text
            let place = Int(state >> 33) % spoiled.count
            if state & 1 == 0 {
                spoiled[place] = UInt8(truncatingIfNeeded: state >> 24)
            } else {
                spoiled.remove(at: place)
            }
            guard let event = try? JSON.parse(spoiled) else { continue }
            _ = EventReader.read(event, for: pair)
        }
    }
}
