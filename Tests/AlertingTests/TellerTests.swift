import AWS
import Engine
import Fleet
import Foundation
import HTTP
import History
import Records
import Synchronization
import Testing
import Values

@testable import Alerting
@testable import Controller

/// Nothing is told twice, and nothing that nobody knows, whatever a history, a clock or a receiver does.
@Suite struct TellerTests {
    private let start = Timestamp(milliseconds: 1_795_593_600_000)

    private func alert(_ pair: String, _ kind: AlertPolicy.Kind = .unprotected) throws -> Alert {
        Alert(kind, pair: try pairName(pair), place: "us-west-1", since: start, text: "degraded")
    }

    @Test func `the end of a trouble has the same id from the controller that told it and from the next`() throws {
        let told = AlertLedger.Telling(kind: .unprotected, isOver: false, alerts: [try alert("a")])
        let first = AlertMessage(told, from: "one", now: start + .seconds(620))
        let record = NotificationRecord(
            key: "unprotected/a@\(start.milliseconds)/begun",
            episode: "unprotected/a",
            phase: .problem,
            pair: try pairName("a"),
            channel: "webhook",
            target: "t",
            subject: first.subject,
            time: start + .seconds(620)
        )
        let ended = { (ledger: AlertLedger) throws -> AlertMessage in
            var ledger = ledger
            _ = ledger.tellings(sight([]), AlertPolicy(), now: start + .seconds(700))
            let telling = try #require(ledger.tellings(sight([]), AlertPolicy(), now: start + .seconds(1100)).first)
            return AlertMessage(telling, from: "x", now: start + .seconds(1100))
        }
        let before = try ended(AlertLedger(told: told.alerts))
        let after = try ended(AlertLedger(told: [try #require(Alert(record))]))
        #expect(before.id == after.id)
    }

    @Test func `two webhooks of one host are two ways on record`() {
        let ways = ["A", "B"].map { AlertChannel.webhook("https://hooks.example.com/services/\($0)", secretFile: nil) }
        #expect(ways[0].target != ways[1].target)
    }

    @Test func `a pattern of many stars ends`() throws {
        var mute = AlertPolicy.Mute(name: "m")
        mute.pairs = ["*a*a*a*a*a*a*a*b"]
        let name = try pairName("a" + String(repeating: "a", count: 30))
        #expect(!mute.covers(start, name))
    }

    @Test func `what is told no more because it is ignored or undefined is not told as over`() throws {
        var ledger = AlertLedger(told: [try alert("removed"), try alert("a", .drill), try alert("c")])
        var policy = AlertPolicy()
        policy.ignored = [.drill]
        var said: [String] = []
        for second in stride(from: Int64(0), to: 700, by: 5) {
            let now = start + .seconds(second)
            var sight = sight([], unseen: ["c"])
            sight.seen.remove("c")
            for telling in ledger.tellings(sight, policy, now: now) {
                said.append(AlertMessage(telling, from: "x", now: now).subject)
                ledger.note(telling)
            }
        }
        #expect(
            said == [
                "vaer: 1 trouble is watched no more: removed", "vaer: 1 trouble is watched no more: a",
            ]
        )
        // Of what was not looked at yet nothing is said.
        #expect(ledger.open.map(\.subject) == ["c"])
    }

    @Test func `a history that could not be read at first is read later`() async throws {
        let world = try World()
        try await world.store().record(
            decisions: [],
            notifications: [
                NotificationRecord(
                    key: "unprotected/a@\(start.milliseconds)/begun",
                    episode: "unprotected/a",
                    phase: .problem,
                    pair: try pairName("a"),
                    channel: "command",
                    target: "/bin/true",
                    subject: "s",
                    time: start
                )
            ]
        )
        world.blocked.isOn = true
        var teller = AlertTeller(.command(["/bin/true"]), world.desk, world.means)
        await teller.tell(sight([try alert("a")]), AlertPolicy(), loaded: start)
        world.blocked.isOn = false
        for _ in 0..<200 {
            world.clock.moment.withLock { $0 += 5000 }
            await teller.tell(sight([try alert("a")]), AlertPolicy(), loaded: start)
        }
        let sent = try await world.store().notifications(since: start + .seconds(1))
        #expect(sent.map(\.phase) == [], "it was told before, and is on record as told")
    }

    @Test func `a way that was refused once for ever is asked again after a reload`() async throws {
        let world = try World()
        let policy = AlertPolicy()
        var teller = AlertTeller(.webhook("http://127.0.0.1:1/x", secretFile: nil), world.desk, world.means)
        world.status.withLock { $0 = 410 }
        for _ in 0..<200 {
            world.clock.moment.withLock { $0 += 5000 }
            await teller.tell(sight([try alert("a")]), policy, loaded: start)
        }
        #expect(world.asked.withLock { $0 } == 1)
        world.status.withLock { $0 = 204 }
        for _ in 0..<200 {
            world.clock.moment.withLock { $0 += 5000 }
            await teller.tell(sight([try alert("a")]), policy, loaded: start + .seconds(1))
        }
        #expect(world.asked.withLock { $0 } == 2)
    }

    @Test func `a date in Retry-After is honoured as seconds are`() async throws {
        let world = try World()
        world.status.withLock { $0 = 503 }
        world.retryAfter.withLock { $0 = "Wed, 25 Nov 2026 09:00:00 GMT" }
        let channel = AlertChannel.webhook("http://127.0.0.1:1/x", secretFile: nil)
        let failure = await #expect(throws: AlertChannel.Failure.self) {
            try await channel.send(AlertMessage(testFrom: "x", now: start), world.means)
        }
        #expect(failure?.retryAfter != nil)
    }

    @Test func `a secret in Base64 that is none is said, not used as it stands`() async throws {
        let world = try World()
        let file = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try "whsec_not*base64\n".write(toFile: file, atomically: true, encoding: .utf8)
        await #expect(throws: AlertChannel.Failure.self) {
            try await AlertChannel.webhook("http://127.0.0.1:1/x", secretFile: file)
                .send(AlertMessage(testFrom: "x", now: start), world.means)
        }
    }

    @Test func `one who writes much has told all the same`() async throws {
        let world = try World()
        try await AlertChannel.command(["/bin/sh", "-c", "head -c 100000 /dev/zero"])
            .send(AlertMessage(testFrom: "x", now: start), world.means)
    }

    @Test(arguments: [(200, true), (500, false)])
    func `one whose answer is too long to be read has taken the message if it says so`(
        status: Int,
        isTaken: Bool
    ) async throws {
        let world = try World()
        world.status.withLock { $0 = status }
        world.isLong.withLock { $0 = true }
        let send = { @Sendable in
            try await AlertChannel.webhook("http://127.0.0.1:1/x", secretFile: nil)
                .send(AlertMessage(testFrom: "x", now: start), world.means)
        }
        if isTaken {
            try await send()
        } else {
            await #expect(throws: AlertChannel.Failure.self) { try await send() }
        }
    }

    @Test func `an old sight is not told as what is so`() throws {
        var status = PairStatus(
            pair: try pairName("a"),
            region: try #require(Region("us-west-1")),
            account: try #require(AccountID("731262942057")),
            vpc: try #require(VPCID("vpc-0bf5741eb0ef56a41")),
            members: BySide(
                first: MemberStatus(name: "A", instance: nil),
                second: MemberStatus(name: "B", instance: nil)
            ),
            state: .degraded,
            observedAt: start
        )
        status.since = start
        // The controller began three hours later and has not looked yet.
        let state = FleetState(
            started: start + .seconds(10_800),
            version: "1",
            role: .active,
            definitions: FleetState.Definitions(loaded: start, problem: nil),
            recording: .on,
            places: [],
            channelProblems: [:],
            pairs: [status],
            revision: 1
        )
        var scan = AlertScan()
        var ledger = AlertLedger(told: [])
        var said: [String] = []
        for second in stride(from: Int64(10_800), to: 10_860, by: 5) {
            let now = start + .seconds(second)
            var policy = AlertPolicy()
            policy.ignored = [.drill]
            for telling in ledger.tellings(
                scan.sight(of: state, policy, active: state.started, now: now),
                policy,
                now: now
            ) {
                said.append("\(second - 10_800) \(AlertMessage(telling, from: "x", now: now).subject)")
                ledger.note(telling)
            }
        }
        #expect(said == [])
    }

    @Test func `a clock that was set back does not open an episode again`() async throws {
        let world = try World()
        for (key, phase, second) in [("1", NotificationRecord.Phase.problem, 100), ("2", .recovery, 90)] {
            try await world.store().record(
                decisions: [],
                notifications: [
                    NotificationRecord(
                        key: key,
                        episode: "unprotected/a",
                        phase: phase,
                        pair: try pairName("a"),
                        channel: "command",
                        target: "/bin/true",
                        subject: "s",
                        time: start + .seconds(second)
                    )
                ]
            )
        }
        #expect(try await world.store().openEpisodes().isEmpty)
    }

    @Test func `what is open stays on record for every way, however old`() async throws {
        let world = try World()
        for (number, channel) in ["webhook", "command"].enumerated() {
            try await world.store().record(
                decisions: [],
                notifications: [
                    NotificationRecord(
                        key: channel,
                        episode: "unprotected/a",
                        phase: .problem,
                        pair: try pairName("a"),
                        channel: channel,
                        target: "t",
                        subject: "s",
                        time: start + .seconds(number)
                    )
                ]
            )
        }
        _ = try await world.store().prune(olderThan: start + .seconds(10_000))
        #expect(try await world.store().openEpisodes().map(\.channel) == ["webhook", "command"])
    }

    @Test func `one message that is never taken does not hold the other kinds up`() async throws {
        let world = try World()
        world.refused.withLock { $0 = "pairs are not protected" }
        // The refused message comes first.
        let recording = Alert(.recording, since: start + .seconds(900), text: "full")
        world.status.withLock { $0 = 204 }
        var teller = AlertTeller(.webhook("http://127.0.0.1:1/x", secretFile: nil), world.desk, world.means)
        for _ in 0..<2000 {
            world.clock.moment.withLock { $0 += 5000 }
            await teller.tell(sight([try alert("a"), try alert("b"), recording]), AlertPolicy(), loaded: start)
        }
        let sent = try await world.store().notifications(since: start).filter { $0.outcome == .sent }
        #expect(sent.map(\.episode) == ["recording"])
    }
}

/// What a teller works with.
final class World: Sendable {
    let clock = Clock()
    let blocked = Blocked()
    let status = Mutex(204)
    let retryAfter = Mutex<String?>(nil)
    let refused = Mutex<String?>(nil)
    let isLong = Mutex(false)
    let asked = Mutex(0)
    let file = FileManager.default.temporaryDirectory.appending(path: "vaer-\(UUID().uuidString).sqlite").path
    let desk: Desk

    init() throws {
        let (clock, file, blocked) = (clock, file, blocked)
        let board = FleetBoard(started: clock.now(), version: "1")
        let open = { @Sendable () throws(HistoryError) -> HistoryStore in
            if blocked.isOn { throw .locked(path: file, waited: .seconds(5)) }
            return try HistoryStore(.file(file), now: clock.now())
        }
        let keeper = HistoryKeeper(board: board, time: clock, narrate: { _, _ in }, open: open)
        desk = Desk(
            board: board,
            keeper: keeper,
            settings: ControllerSettings(),
            time: clock,
            random: { 0.5 },
            narrate: { _, _ in },
            version: "1",
            holder: "this"
        )
    }

    func store() throws -> HistoryStore { try HistoryStore(.file(file), now: clock.now()) }

    var means: AlertChannel.Means {
        AlertChannel.Means(
            caller: { _, _ throws(AWSError) in throw .configuration(detail: "none") },
            transport: Receiver(world: self),
            time: clock
        )
    }

    final class Blocked: Sendable {
        private let value = Mutex(false)
        var isOn: Bool {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    final class Clock: TimeSource {
        let moment = Mutex<Int64>(1_795_593_600_000)
        func now() -> Timestamp { Timestamp(milliseconds: moment.withLock { $0 }) }
        func sleep(for duration: Duration) async throws {}
    }

    struct Receiver: Transport {
        let world: World
        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            world.asked.withLock { $0 += 1 }
            let text = String(decoding: request.body, as: UTF8.self)
            if let word = world.refused.withLock({ $0 }), text.contains(word) {
                return HTTPResponse(status: 400, headers: [], body: [])
            }
            let headers = world.retryAfter.withLock { $0 }.map { [HTTPHeader("Retry-After", $0)] } ?? []
            let status = world.status.withLock { $0 }
            if world.isLong.withLock({ $0 }) { throw .tooLarge(host: "h", limitBytes: 1, status: status) }
            return HTTPResponse(status: status, headers: headers, body: [])
        }
    }
}
