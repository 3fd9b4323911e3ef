package import Codecs
import Engine
import Fleet
package import Records
import Values

extension StatusReport {
    /// The pairs of a document that ``json`` wrote; nil when it is none, or one of them cannot be read.
    package static func statuses(in document: JSON) -> [PairStatus]? {
        guard let items = document["pairs"], case .array(let pairs) = items else { return nil }
        let statuses = pairs.compactMap(PairStatus.init)
        return statuses.count == pairs.count ? statuses : nil
    }
}

extension PairStatus {
    /// Reads what ``StatusReport/json(_:)`` wrote; what follows from the moment of the report is left out.
    fileprivate init?(_ json: JSON) {
        let members = (json["members"]?.elements ?? []).compactMap(MemberStatus.init)
        guard let pair = json["pair"]?.string.flatMap(PairName.init), members.count == 2,
            let region = json["region"]?.string.flatMap({ Region($0) }),
            let account = json["account"]?.string.flatMap(AccountID.init),
            let vpc = json["vpc"]?.string.flatMap(VPCID.init),
            let state = json["state"]?.string.flatMap(PairState.init(rawValue:)),
            let reason = json["reason"]?.string, let isPaused = json["paused"]?.bool
        else { return nil }
        self.init(
            pair: pair,
            region: region,
            account: account,
            vpc: vpc,
            members: BySide(first: members[0], second: members[1]),
            state: state,
            reason: reason,
            observedAt: json.moment("observedAt")
        )
        (description, self.isPaused) = (json["description"]?.string ?? "", isPaused)
        since = json.moment("since")
        drift = json["drift"].flatMap(Drift.init)
        engineVersion = json["engineVersion"]?.string
        lastFailover = json["lastFailover"].flatMap { FailoverRecord($0, pair: pair) }
        lastDrill = json["lastDrill"].flatMap { DrillRecord($0, pair: pair) }
    }
}

extension MemberStatus {
    fileprivate init?(_ json: JSON) {
        let reasons = (json["reasons"]?.elements ?? []).compactMap(\.string)
        guard let name = json["name"]?.string,
            let health = json["health"]?.string.flatMap({ Health(kind: $0, reasons: reasons) })
        else { return nil }
        self.init(
            name: name,
            instance: json["instance"]?.string.flatMap(InstanceID.init),
            health: health,
            carries: json["carries"]?.integer ?? 0
        )
    }
}

extension Drift {
    fileprivate init?(_ json: JSON) {
        guard let isPresent = json["present"]?.bool, let summary = json["summary"]?.string,
            let comparedAt = json.moment("comparedAt")
        else { return nil }
        let unconfirmed: [String]? =
            if case .array(let items)? = json["unconfirmed"] { items.compactMap(\.string) } else { nil }
        self.init(isPresent: isPresent, summary: summary, comparedAt: comparedAt, unconfirmed: unconfirmed)
    }
}

extension FailoverRecord {
    fileprivate init?(_ json: JSON, pair: PairName) {
        let detail = json["triggerDetail"]?.string ?? ""
        guard let run = json["run"]?.string, let source = json["source"]?.string.flatMap(Source.init(rawValue:)),
            let trigger = json["trigger"]?.string.flatMap({ Trigger(kind: $0, detail: detail) }),
            let direction = json["what"]?.string.flatMap(Direction.init(rawValue:)),
            let from = json["from"]?.string, let to = json["to"]?.string, let reason = json["reason"]?.string,
            let started = json.moment("started"), let finished = json.moment("finished"),
            let moved = json["moved"]?.integer, let failed = json["failed"]?.integer
        else { return nil }
        self.init(
            run: run,
            pair: pair,
            source: source,
            trigger: trigger,
            direction: direction,
            from: from,
            to: to,
            eventTime: json.moment("eventTime"),
            started: started,
            finished: finished,
            reason: reason,
            moves: []
        )
        (movedCount, failedCount) = (moved, failed)
    }
}

extension DrillRecord {
    fileprivate init?(_ json: JSON, pair: PairName) {
        guard let started = json.moment("started") else { return nil }
        let outcome: Outcome?
        switch json["outcome"]?.string {
        case nil: outcome = nil
        case "passed": outcome = .passed
        case "interrupted": outcome = .interrupted
        default: outcome = .failed(json["detail"]?.string ?? "")
        }
        self.init(
            pair: pair,
            started: started,
            finished: json.moment("finished"),
            outcome: outcome,
            restored: json["restored"]?.bool
        )
    }
}

extension JSON {
    /// The moment of a member; nil when there is none.
    fileprivate func moment(_ key: String) -> Timestamp? { self[key]?.string.flatMap { Timestamp($0) } }
}
