import Fleet
import Testing
import Values

@testable import Alerting

/// Each trouble is told once when it begins and once when it is over, whatever comes and goes between.
@Suite struct LedgerTests {
    private let start = Timestamp(milliseconds: 1_795_593_600_000)

    private func alert(
        _ pair: String,
        _ kind: AlertPolicy.Kind = .unprotected,
        since seconds: Int64 = 0
    ) throws -> Alert {
        Alert(
            kind,
            pair: try pairName(pair),
            place: "us-west-1",
            since: start + .seconds(seconds),
            text: "degraded"
        )
    }

    /// What is told when `pairs` are unprotected at each of the seconds; `+` is a beginning and `-` an end.
    private func told(
        _ story: [(second: Int64, pairs: [String])],
        _ policy: AlertPolicy = AlertPolicy(),
        ledger: AlertLedger = AlertLedger(told: [])
    ) throws -> [String] {
        var (ledger, result) = (ledger, [String]())
        for (index, moment) in story.enumerated() {
            let end = index + 1 < story.count ? story[index + 1].second : moment.second + 2000
            let alerts = try moment.pairs.map { pair in
                let first = story.first {
                    $0.pairs.contains(pair) && $0.second >= lastWithout(pair, before: moment.second, in: story)
                }
                return try alert(pair, since: first?.second ?? moment.second)
            }
            for second in stride(from: moment.second, to: end, by: 5) {
                for telling in ledger.tellings(sight(alerts), policy, now: start + .seconds(second)) {
                    result.append(
                        "\(second) \(telling.isOver ? "-" : "+") \(telling.alerts.map(\.subject).joined(separator: " "))"
                    )
                    ledger.note(telling)
                }
            }
        }
        return result
    }

    private func lastWithout(
        _ pair: String,
        before second: Int64,
        in story: [(second: Int64, pairs: [String])]
    ) -> Int64 {
        story.last { $0.second <= second && !$0.pairs.contains(pair) }?.second ?? 0
    }

    @Test func `what lasts is told once, and its end once it has lasted too`() throws {
        #expect(try told([(0, ["a"]), (5000, [])]) == ["610 + a", "5300 - a"])
    }

    @Test func `what is over before its time is never told`() throws {
        #expect(try told([(0, ["a"]), (595, []), (700, ["a"]), (1290, [])]) == [])
    }

    @Test func `what comes and goes is one trouble`() throws {
        #expect(
            try told([(0, ["a"]), (700, []), (900, ["a"]), (1000, []), (1250, ["a"]), (3000, [])]) == [
                "610 + a", "3300 - a",
            ]
        )
    }

    @Test func `what begins within a short while is one message, what comes later another`() throws {
        #expect(
            try told([(0, ["a"]), (10, ["a", "b", "c"]), (40, ["a", "b", "c", "d"]), (2000, [])])
                == ["610 + a b c", "650 + d", "2300 - a b c d"]
        )
    }

    @Test func `what was told before a restart is not told again, and its end is`() throws {
        let ledger = AlertLedger(told: [try alert("a"), try alert("gone")])
        #expect(try told([(0, ["a"]), (1000, [])], ledger: ledger) == ["300 - gone", "1300 - a"])
    }

    @Test func `nothing is told in a mute, and what is still so at its end is told then`() throws {
        var (policy, mute) = (AlertPolicy(), AlertPolicy.Mute(name: "move"))
        (mute.starts, mute.ends) = (start, start + .seconds(1000))
        policy.mutes = [mute]
        #expect(try told([(0, ["a"]), (2000, [])], policy) == ["1010 + a", "2300 - a"])
        #expect(try told([(0, ["a"]), (900, [])], policy) == [])
        // What was told before may end in it: that is told after it.
        (mute.starts, mute.ends) = (start + .seconds(650), start + .seconds(1500))
        policy.mutes = [mute]
        #expect(try told([(0, ["a"]), (700, [])], policy) == ["610 + a", "1500 - a"])
        // One that is about other pairs mutes nothing.
        policy.mutes[0].pairs = ["b*"]
        #expect(try told([(0, ["a", "bb"]), (700, [])], policy) == ["610 + a bb", "1000 - a", "1500 - bb"])
    }

    @Test func `each kind has its own patience and its own message`() throws {
        var (ledger, policy) = (AlertLedger(told: []), AlertPolicy())
        policy.failingFor = .seconds(60)
        let alerts = [
            try alert("a"), try alert("a", .drill), try alert("b", .drill), try alert("a", .email),
            Alert(.sweep, place: "us-west-1 of 1", since: start, text: "denied"),
        ]
        var told: [Int64: [String]] = [:]
        for second in stride(from: Int64(0), to: 4000, by: 5) {
            for telling in ledger.tellings(sight(alerts), policy, now: start + .seconds(second)) {
                told[second, default: []].append("\(telling.kind.rawValue) \(telling.alerts.count)")
                ledger.note(telling)
            }
        }
        #expect(told == [10: ["drill 2"], 70: ["sweep 1"], 610: ["unprotected 1"], 3610: ["email 1"]])
        #expect(ledger.open.count == 5)
        // What is ignored from now on is not over, and nobody says that it is.
        policy.ignored = [.drill]
        let ends = ledger.tellings(sight([]), policy, now: start + .seconds(4000))
        #expect(ends.map(\.kind) == [.email, .drill] && ends.map(\.isUnwatched) == [false, true])
    }

    /// A mute's days, beginning and end, with a moment that it covers or does not; 2026-11-25 is a Wednesday.
    private static let hours: [(days: String, from: String, to: String, moment: String, isCovered: Bool)] = [
        ("wed", "", "", "2026-11-25T00:00:00Z", true), ("wed", "", "", "2026-11-26T00:00:00Z", false),
        ("", "22:00", "06:00", "2026-11-25T23:59:59Z", true), ("", "22:00", "06:00", "2026-11-25T05:59:59Z", true),
        ("", "22:00", "06:00", "2026-11-25T06:00:00Z", false), ("", "22:00", "06:00", "2026-11-25T21:59:59Z", false),
        ("wed", "22:00", "06:00", "2026-11-26T05:00:00Z", true),
        ("wed", "22:00", "06:00", "2026-11-25T05:00:00Z", false),
        ("sun", "22:00", "06:00", "2026-11-30T05:00:00Z", true), ("", "08:00", "18:00", "2026-11-25T08:00:00Z", true),
        ("", "08:00", "18:00", "2026-11-25T18:00:00Z", false), ("", "22:00", "", "2026-11-25T23:00:00Z", true),
        ("", "22:00", "", "2026-11-25T00:00:00Z", false), ("", "", "06:00", "2026-11-25T05:00:00Z", true),
        ("", "", "06:00", "2026-11-25T06:00:00Z", false),
    ]

    @Test(arguments: hours.indices) func `a mute covers its days and hours`(index: Int) throws {
        let row = Self.hours[index]
        let minute = { (text: String) in
            text.isEmpty ? nil : (Int(text.prefix(2)) ?? 0) * 60 + (Int(text.suffix(2)) ?? 0)
        }
        var mute = AlertPolicy.Mute(name: "m")
        mute.days = row.days.isEmpty ? nil : Set([AlertPolicy.Mute.dayNames.firstIndex(of: row.days) ?? 9])
        (mute.from, mute.to) = (minute(row.from), minute(row.to))
        #expect(mute.covers(try #require(Timestamp(row.moment)), nil) == row.isCovered)
    }

    @Test(arguments: [
        ("sfo-edge", true), ("lab-1", true), ("lab-", true), ("my-lab-1", false), ("sfo-edge-2", false), ("x9y", true),
    ])
    func `a pattern of pairs`(name: String, isCovered: Bool) throws {
        var mute = AlertPolicy.Mute(name: "m")
        mute.pairs = ["sfo-edge", "lab-*", "x*y"]
        #expect(mute.covers(start, try pairName(name)) == isCovered)
        #expect(!mute.covers(start, nil))
    }
}

/// A pair's name, for tests.
func pairName(_ text: String) throws -> PairName { try #require(PairName(text)) }

/// A look at all pairs and places of the tests that found these.
func sight(_ alerts: [Alert], unseen: Set<String> = []) -> AlertSight {
    AlertSight(alerts: alerts, seen: ["a", "b", "bb", "c", "d", "gone", "us-west-1 of 1"], unseen: unseen)
}
