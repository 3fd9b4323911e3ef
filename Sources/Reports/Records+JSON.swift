package import Codecs
import Engine
import Fleet
package import Records
import Values

extension HistoryEntry {
    /// The entry for programs, with all its parts.
    var json: JSON {
        switch self {
        case .transition(let transition): transition.json
        case .failover(let failover): failover.json(withMoves: true)
        case .decision(let decision): decision.json
        case .apply(let apply): apply.json
        case .drill(let drill): drill.json(withSteps: true)
        }
    }
}

extension Transition {
    fileprivate var json: JSON {
        .complete([
            "what": .string("state"),
            "time": .moment(time),
            "from": from.map { .string($0.rawValue) },
            "to": .string(to.rawValue),
            "paused": .bool(isPaused),
            "reason": .string(reason),
        ])
    }
}

extension FailoverRecord {
    /// The failover for programs, as one of many pairs' failovers: with its pair and its moves one by one.
    package var document: JSON {
        .object([JSON.Member("pair", .string(pair.text))] + json(withMoves: true).members)
    }

    /// The failover for programs; its moves one by one only when asked for.
    func json(withMoves: Bool) -> JSON {
        let main = JSON.complete([
            "what": .string(direction.rawValue),
            "time": .moment(started),
            "run": .string(run),
            "source": .string(source.rawValue),
            "trigger": .string(trigger.words.kind),
            "triggerDetail": trigger.words.detail.map(JSON.string),
            "detection": .string(detection.rawValue),
            "from": .string(from),
            "to": .string(to),
            "eventTime": .moment(eventTime),
            "started": .moment(started),
            "finished": .moment(finished),
            "milliseconds": .milliseconds(duration),
            "recoveryMilliseconds": .milliseconds(recovery),
            "moved": .integer(movedCount),
            "failed": .integer(failedCount),
            "reason": .string(reason),
        ])
        guard withMoves else { return main }
        return .object(main.members + [JSON.Member("moves", .array(moves.map(\.json)))])
    }
}

extension DecisionRecord {
    fileprivate var json: JSON {
        .complete([
            "what": .string("decision"),
            "time": .moment(started),
            "run": .string(run),
            "source": .string(source.rawValue),
            "trigger": .string(trigger.words.kind),
            "triggerDetail": trigger.words.detail.map(JSON.string),
            "verdict": .string(verdict.rawValue),
            "stateBefore": .string(stateBefore.rawValue),
            "stateAfter": .string(stateAfter.rawValue),
            "eventTime": .moment(eventTime),
            "started": .moment(started),
            "decided": .moment(decided),
            "finished": .moment(finished),
            "problem": problem.map(JSON.string),
            "reason": .string(reason),
        ])
    }
}

extension MoveRecord {
    fileprivate var json: JSON {
        .complete([
            "table": .string(move.table.text),
            "destination": .string(move.destination.description),
            "from": .string(move.from.text),
            "to": .string(move.to.text),
            "outcome": .string(outcome.key),
            "detail": outcome.detail.map(JSON.string),
            "milliseconds": .milliseconds(duration),
        ])
    }
}

extension ApplyRecord {
    fileprivate var json: JSON {
        .complete([
            "what": .string(verb.rawValue),
            "time": .moment(started),
            "started": .moment(started),
            "finished": .moment(finished),
            "outcome": .string(outcomeWord),
            "detail": outcomeDetail.isEmpty ? nil : .string(outcomeDetail),
            "created": .integer(counts.created),
            "updated": .integer(counts.updated),
            "deleted": .integer(counts.deleted),
            "digest": digest.isEmpty ? nil : .string(digest),
            "engineVersion": engineVersion.map(JSON.string),
        ])
    }
}

extension DrillRecord {
    /// The drill for programs; its steps only when asked for.
    func json(withSteps: Bool) -> JSON {
        let detail: String? = if case .failed(let reason) = outcome { reason } else { nil }
        let main = JSON.complete([
            "what": .string("drill"),
            "time": .moment(started),
            "started": .moment(started),
            "finished": .moment(finished),
            "outcome": outcome.map { _ in .string(outcomeWord) },
            "detail": detail.map(JSON.string),
            "restored": restored.map(JSON.bool),
        ])
        guard withSteps else { return main }
        return .object(main.members + [JSON.Member("steps", .array(steps.map(\.json)))])
    }
}

extension DrillStep {
    fileprivate var json: JSON {
        .complete([
            "action": .string(action),
            "expected": .string(expected),
            "actual": .string(actual),
            "passed": .bool(passed),
            "started": .moment(started),
            "finished": .moment(finished),
            "recoveryMilliseconds": .milliseconds(recovery),
        ])
    }
}

extension MoveRecord.Outcome {
    /// The outcome as documents name it.
    var key: String {
        switch self {
        case .moved: "moved"
        case .alreadyThere: "already-there"
        case .gone: "gone"
        case .failed: "failed"
        }
    }

    /// Why it ended so; nil when there is nothing to say.
    var detail: String? {
        guard case .failed(let reason) = self else { return nil }
        return reason
    }
}
