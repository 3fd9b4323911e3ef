import Codecs
import Engine
import Fleet
import Values

extension Trigger {
    /// The trigger as part of a document.
    var json: JSON {
        switch self {
        case .sweep: ["kind": "sweep"]
        case .stateChange(let instance, let state):
            ["kind": "state-change", "instance": .string(instance.text), "state": .string(state.rawValue)]
        case .alarm(let name): ["kind": "alarm", "name": .string(name)]
        case .rehearsal(let side): ["kind": "rehearsal", "assume-down": .string(side.word)]
        case .switchover(let side): ["kind": "switchover", "to": .string(side.word)]
        }
    }

    /// Reads the part of a document.
    init(_ place: DocumentReader) throws(DocumentError) {
        let kind = try place.required("kind")
        switch try kind.text() {
        case "sweep": self = .sweep
        case "state-change":
            self = .stateChange(
                instance: try place.required("instance").parsed("instance id", InstanceID.init),
                state: try place.required("state").parsed("instance state", InstanceState.init)
            )
        case "alarm": self = .alarm(name: try place.required("name").text())
        case "rehearsal": self = .rehearsal(assumeDown: try place.required("assume-down").side())
        case "switchover": self = .switchover(to: try place.required("to").side())
        case let text: throw kind.complaint("is '\(text)', which is no trigger")
        }
    }
}

extension Decision.Verdict {
    /// The verdict as part of a document.
    var json: JSON {
        switch self {
        case .steady: ["kind": "steady"]
        case .failover(let side): ["kind": "failover", "failed": .string(side.word)]
        case .failback(let side): ["kind": "failback", "to": .string(side.word)]
        case .hold: ["kind": "hold"]
        case .paused: ["kind": "paused"]
        case .stale(let side): ["kind": "stale", "member": .string(side.word)]
        }
    }

    /// Reads the part of a document.
    init(_ place: DocumentReader) throws(DocumentError) {
        let kind = try place.required("kind")
        switch try kind.text() {
        case "steady": self = .steady
        case "failover": self = .failover(failed: try place.required("failed").side())
        case "failback": self = .failback(to: try place.required("to").side())
        case "hold": self = .hold
        case "paused": self = .paused
        case "stale": self = .stale(try place.required("member").side())
        case let text: throw kind.complaint("is '\(text)', which is no verdict")
        }
    }
}

extension Health {
    /// The kind of health, in one word.
    var word: String {
        switch self {
        case .eligible: "eligible"
        case .ineligible: "ineligible"
        case .failed: "failed"
        case .unknown: "unknown"
        }
    }

    /// Reads a member of a document.
    init(_ place: DocumentReader) throws(DocumentError) {
        let reasons = try place.required("reasons").parsedElements("reason") { $0 }
        let health = try place.required("health")
        switch try health.text() {
        case "eligible": self = .eligible
        case "ineligible": self = .ineligible(reasons)
        case "failed": self = .failed(reasons)
        case "unknown": self = .unknown(reasons)
        case let text: throw health.complaint("is '\(text)', which is no health")
        }
    }
}

extension Move {
    /// The members of a document that tell the move.
    private var fields: [JSON.Member] {
        [
            JSON.Member("table", .string(table.text)),
            JSON.Member("destination", .string(destination.description)),
            JSON.Member("from", .string(from.text)),
            JSON.Member("to", .string(to.text)),
        ]
    }

    /// The move as part of a document.
    var json: JSON { .object(fields) }

    /// Reads the part of a document.
    init(_ place: DocumentReader) throws(DocumentError) {
        self.init(
            table: try place.required("table").parsed("route table id", RouteTableID.init),
            destination: try place.required("destination").parsed("destination", Destination.init),
            from: try place.required("from").parsed("network interface id", ENIID.init),
            to: try place.required("to").parsed("network interface id", ENIID.init)
        )
    }
}

extension MoveResult {
    /// The result as part of a document.
    var json: JSON {
        let (word, code, message): (String, String?, String?) =
            switch outcome {
            case .moved: ("moved", nil, nil)
            case .already: ("already", nil, nil)
            case .refused(let code, let message): ("refused", code, message)
            case .gone: ("gone", nil, nil)
            case .unfinished(let reason): ("unfinished", nil, reason)
            }
        let outcome = JSON.fields([
            "outcome": .string(word),
            "code": code.map { .string($0) },
            "message": message.map { .string($0) },
            "milliseconds": .number(String(milliseconds)),
            "attempts": .integer(attempts),
        ])
        return .object(move.json.members + outcome.members)
    }

    /// Reads the part of a document.
    init(_ place: DocumentReader) throws(DocumentError) {
        let word = try place.required("outcome")
        let outcome: Outcome
        switch try word.text() {
        case "moved": outcome = .moved
        case "already": outcome = .already
        case "refused":
            let code = try place.required("code").text()
            outcome = .refused(code: code, message: try place.required("message").text())
        case "gone": outcome = .gone
        case "unfinished": outcome = .unfinished(reason: try place.required("message").text())
        case let text: throw word.complaint("is '\(text)', which is no outcome")
        }
        self.init(
            move: try Move(place),
            outcome: outcome,
            milliseconds: try place.required("milliseconds").integer(),
            attempts: Int(try place.required("attempts").integer())
        )
    }
}

extension Side {
    /// The side in a document.
    var word: String {
        switch self {
        case .first: "first"
        case .second: "second"
        }
    }
}

extension DocumentReader {
    /// A side.
    func side() throws(DocumentError) -> Side {
        try parsed("side") { text in Side.allCases.first { $0.word == text } }
    }
}
