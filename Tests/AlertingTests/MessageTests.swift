import Codecs
import Fleet
import Testing
import Values

@testable import Alerting

@Suite struct MessageTests {
    private let now = Timestamp(milliseconds: 1_795_593_600_000)

    private func telling(
        _ count: Int,
        isOver: Bool = false,
        text: String = "degraded: A is stopped"
    ) throws -> AlertLedger.Telling {
        let alerts = try (0..<count).map { number in
            Alert(
                .unprotected,
                pair: try pairName("pair-\(number)"),
                place: "us-west-1",
                since: now + .seconds(-900),
                text: text
            )
        }
        return AlertLedger.Telling(kind: .unprotected, isOver: isOver, alerts: alerts)
    }

    @Test func `a message says what, who, since when and what to do`() throws {
        let message = AlertMessage(try telling(2), from: "host/1/2", now: now)
        #expect(message.subject == "vaer: 2 pairs are not protected: pair-0, pair-1")
        #expect(
            message.text == """
                2 pairs are not protected, 2026-11-25T08:00:00Z:

                - pair-0 (us-west-1), since 2026-11-25T07:45:00Z: degraded: A is stopped
                - pair-1 (us-west-1), since 2026-11-25T07:45:00Z: degraded: A is stopped

                What to do: look at the router that failed; 'vaer describe PAIR' tells why, 'vaer history PAIR' what happened.

                From the controller host/1/2.

                """
        )
        #expect(message.json["phase"] == "problem" && message.json["alert"] == "unprotected")
        #expect(
            message.json["alerts"]?.elements.map { $0["id"]?.string } == [
                "unprotected/pair-0@1795592700000", "unprotected/pair-1@1795592700000",
            ]
        )
    }

    @Test func `a message about many lists a hundred, and fits a queue and a pipe`() throws {
        let message = AlertMessage(
            try telling(500, text: String(repeating: "x", count: 200)),
            from: "host/1/2",
            now: now
        )
        #expect(message.subject == "vaer: 500 pairs are not protected: pair-0, pair-1, pair-2 and 497 more")
        #expect(message.text.contains("- and 400 more"))
        #expect(message.json["alerts"]?.elements.count == 100 && message.json["more"] == 400)
        #expect(message.json.text.utf8.count < 64 << 10 && message.text.utf8.count < 64 << 10)
    }

    @Test func `the same telling has the same id, another has another`() throws {
        let first = AlertMessage(try telling(2), from: "a", now: now)
        #expect(AlertMessage(try telling(2), from: "b", now: now + .seconds(60)).id == first.id)
        #expect(AlertMessage(try telling(3), from: "a", now: now).id != first.id)
        #expect(AlertMessage(try telling(2, isOver: true), from: "a", now: now).id != first.id)
        #expect(first.id.utf8.count == 21)
    }

    @Test func `a subject is a line that SNS takes, whatever is in it`() throws {
        var odd = try telling(1)
        odd.alerts[0].pair = nil
        odd.alerts[0].place = "東京\n" + String(repeating: "y", count: 200)
        let message = AlertMessage(odd, from: "a", now: now)
        #expect(message.subject.utf8.count == 100 && message.subject.hasSuffix("..."))
        #expect(message.subject.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        #expect(AlertMessage(testFrom: "a", now: now).subject == "vaer: a test, nothing is wrong")
    }
}
