package import Codecs
import Fleet
import Reports
package import Values

/// A message about one kind of trouble, in the forms in which it is sent.
package struct AlertMessage: Hashable, Sendable {
    /// Where in its trouble a message stands.
    package enum Phase: String, Hashable, Sendable {
        /// It began.
        case problem
        /// It is over.
        case recovery
        /// There is none: somebody tries whether messages arrive.
        case test
    }

    /// How many alerts are listed; the number of the rest is told.
    static let listLimit = 100

    /// What tells it from all others: the same message sent again has the same.
    package let id: String
    /// Where it stands.
    package let phase: Phase
    /// In one line of ASCII, of at most the hundred characters that SNS takes.
    package let subject: String
    /// For people.
    package let text: String
    /// For programs: kind `alerts`.
    package let json: JSON

    /// The message of a telling, from a controller.
    package init(_ telling: AlertLedger.Telling, from controller: String, now: Timestamp) {
        phase = telling.isOver ? .recovery : .problem
        let count = telling.alerts.count
        let names = telling.alerts.prefix(3).map(\.subject).joined(separator: ", ")
        let more = count > 3 ? " and \(count - 3) more" : ""
        let words =
            telling.isUnwatched
            ? count == 1 ? "trouble is watched no more" : "troubles are watched no more"
            : telling.kind.words(count, isOver: telling.isOver)
        let head = "\(count) \(words)"
        subject = Self.line("vaer: \(head): \(names)\(more)")
        id = Self.id([phase.rawValue] + telling.alerts.map(\.id))
        let listed = telling.alerts.prefix(Self.listLimit)
        let lines = listed.map { alert in
            let place = alert.pair == nil ? "" : alert.place.map { " (\($0))" } ?? ""
            return "- \(alert.subject)\(place), since \(alert.since.textToTheSecond): \(alert.text)"
        }
        let rest = count > listed.count ? ["- and \(count - listed.count) more"] : []
        let end = telling.isOver ? [] : ["", "What to do: \(telling.kind.wayOut)."]
        text =
            (["\(head), \(now.textToTheSecond):", ""] + lines + rest + end + ["", "From the controller \(controller)."])
            .map(\.shown).joined(separator: "\n") + "\n"
        json = Self.document(
            id: id,
            phase,
            kind: telling.kind.rawValue,
            subject,
            controller,
            now,
            listed.map(Self.json),
            more: count - listed.count
        )
    }

    /// A message that tries the way.
    package init(testFrom controller: String, now: Timestamp) {
        phase = .test
        subject = "vaer: a test, nothing is wrong"
        id = Self.id(["test", controller, String(now.milliseconds)])
        text = "Somebody tries whether messages arrive. Nothing is wrong.\n\nFrom the controller \(controller).\n"
        json = Self.document(id: id, .test, kind: nil, subject, controller, now, [], more: 0)
    }

    private static func document(
        id: String,
        _ phase: Phase,
        kind: String?,
        _ subject: String,
        _ controller: String,
        _ now: Timestamp,
        _ alerts: [JSON],
        more: Int
    ) -> JSON {
        Document.json(
            kind: "alerts",
            [
                "id": .string(id),
                "time": .moment(now),
                "phase": .string(phase.rawValue),
                "alert": kind.map(JSON.string),
                "subject": .string(subject),
                "controller": .string(controller),
                "alerts": .array(alerts),
                "more": .integer(more),
            ]
        )
    }

    private static func json(_ alert: Alert) -> JSON {
        .complete([
            "id": .string(alert.id),
            "pair": alert.pair.map { .string($0.text) },
            "place": alert.place.map(JSON.string),
            "since": .moment(alert.since),
            "text": .string(alert.text),
        ])
    }

    /// One line that SNS takes as a subject.
    ///
    /// <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>
    private static func line(_ text: String) -> String {
        let ascii = text.unicodeScalars.map { $0.value >= 0x20 && $0.value < 0x7F ? Character($0) : "?" }
        return ascii.count <= 100 ? String(ascii) : String(ascii.prefix(97)) + "..."
    }

    /// A name for some words that is the same wherever it is made.
    private static func id(_ words: [String]) -> String { "vaer_" + digest(words) }

    /// Sixteen digits that stand for some words.
    static func digest(_ words: [String]) -> String {
        // FNV-1a: enough to tell messages apart. <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>
        let hash = words.joined(separator: "\n").utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
