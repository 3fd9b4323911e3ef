package import Codecs
import Engine
import Fleet
import Values

extension FailoverReport {
    /// What the `kind` of the document says.
    package static let kind = "failover-report"

    /// The report as a document; ``FailoverReport/read(_:)`` reads it back.
    package var json: JSON {
        .fields([
            "schema": .string(DocumentReader.schema),
            "kind": .string(Self.kind),
            "pair": .string(pair.text),
            "region": .string(region.name),
            "account": .string(account.text),
            "trigger": trigger.json,
            "verdict": decision.verdict.json,
            "reason": .string(decision.reason),
            "notifies": .bool(decision.notifies),
            "state": .string(decision.state.rawValue),
            "state-after": .string(stateAfter.rawValue),
            "verified": .bool(isVerified),
            "members": .array([json(.first), json(.second)]),
            "planned": .array(decision.moves.map(\.json)),
            "routes": .array(results.map(\.json)),
            "problem": problem.map { .string($0) },
            "event-time": timing.event.map(\.json),
            "started": timing.started.json,
            "decided": timing.decided.json,
            "first-move": timing.firstMove.map(\.json),
            "last-move": timing.lastMove.map(\.json),
            "finished": timing.finished.json,
            "milliseconds": .number(String(timing.milliseconds)),
            "engine": .string(engineVersion),
            "request-id": .string(requestID),
        ])
    }

    private func json(_ side: Side) -> JSON {
        .fields([
            "name": .string(members[side]),
            "health": .string(decision.health[side].word),
            "reasons": .strings(decision.health[side].reasons),
            "carried": .integer(decision.carried[side]),
        ])
    }

    /// Reads a document; keys that it does not know are ignored.
    package static func read(_ json: JSON) throws(DocumentError) -> FailoverReport {
        let top = DocumentReader(json)
        try top.check(kind: kind)
        let members = try top.required("members").elements()
        guard members.count == 2 else { throw try top.required("members").complaint("has not two members") }
        let sides = BySide(first: members[0], second: members[1])
        return FailoverReport(
            pair: try top.required("pair").parsed("pair name", PairName.init),
            region: try top.required("region").parsed("region", Region.init),
            account: try top.required("account").parsed("account number", AccountID.init),
            members: BySide(
                first: try sides.first.required("name").text(),
                second: try sides.second.required("name").text()
            ),
            trigger: try Trigger(top.required("trigger")),
            decision: try decision(top, sides),
            memory: Memory(),
            stateAfter: try top.required("state-after").parsed("state", PairState.init),
            isVerified: try top.required("verified").bool(),
            results: try list(top.required("routes")) { place throws(DocumentError) in try MoveResult(place) },
            timing: try Timing(top),
            engineVersion: try top.required("engine").text(),
            requestID: try top.required("request-id").text()
        )
    }

    private init(
        pair: PairName,
        region: Region,
        account: AccountID,
        members: BySide<String>,
        trigger: Trigger,
        decision: Decision,
        memory: Memory,
        stateAfter: PairState,
        isVerified: Bool,
        results: [MoveResult],
        timing: Timing,
        engineVersion: String,
        requestID: String
    ) {
        (self.pair, self.region, self.account, self.members) = (pair, region, account, members)
        (self.trigger, self.decision, self.memory, self.stateAfter) = (trigger, decision, memory, stateAfter)
        (self.isVerified, self.results, self.timing) = (isVerified, results, timing)
        (self.engineVersion, self.requestID) = (engineVersion, requestID)
    }

    private static func decision(
        _ top: DocumentReader,
        _ sides: BySide<DocumentReader>
    ) throws(DocumentError) -> Decision {
        Decision(
            verdict: try Decision.Verdict(top.required("verdict")),
            moves: try list(top.required("planned")) { place throws(DocumentError) in try Move(place) },
            reason: try top.required("reason").text(),
            health: BySide(first: try Health(sides.first), second: try Health(sides.second)),
            state: try top.required("state").parsed("state", PairState.init),
            carried: BySide(
                first: Int(try sides.first.required("carried").integer()),
                second: Int(try sides.second.required("carried").integer())
            ),
            notifies: try top.required("notifies").bool(),
            memory: Memory()
        )
    }

    private static func list<Item>(
        _ place: DocumentReader,
        _ read: (DocumentReader) throws(DocumentError) -> Item
    ) throws(DocumentError) -> [Item] {
        var items: [Item] = []
        for element in try place.elements() { items.append(try read(element)) }
        return items
    }
}

extension FailoverReport.Timing {
    fileprivate init(_ top: DocumentReader) throws(DocumentError) {
        self.init(
            event: try top.optional("event-time")?.moment(),
            started: try top.required("started").moment(),
            decided: try top.required("decided").moment(),
            firstMove: try top.optional("first-move")?.moment(),
            lastMove: try top.optional("last-move")?.moment(),
            finished: try top.required("finished").moment()
        )
    }
}

extension Timestamp {
    fileprivate var json: JSON { .string(description) }
}

extension DocumentReader {
    fileprivate func moment() throws(DocumentError) -> Timestamp { try parsed("moment", Timestamp.init) }
}
