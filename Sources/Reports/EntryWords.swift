import Engine
import Records
import Values

/// An entry of a history in the words of a row; a part that does not apply is empty.
struct EntryWords {
    /// What kind of thing happened.
    var what: String
    /// What became of what.
    var change: String
    /// How many routes were moved.
    var routes = ""
    /// How long it took.
    var took = ""
    /// Why, and what else there is to say.
    var why: String
    /// How the change stands out.
    var emphasis = Emphasis.none
}

extension HistoryEntry {
    /// The entry in words.
    var words: EntryWords {
        switch self {
        case .transition(let transition): transition.words
        case .failover(let failover): failover.words
        case .decision(let decision): decision.words
        case .apply(let apply): apply.words
        case .drill(let drill): drill.words
        }
    }
}

extension Transition {
    fileprivate var words: EntryWords {
        let change =
            switch from {
            case nil: to.rawValue
            case to: isPaused ? "paused" : "resumed"
            case let from?: "\(from.rawValue) -> \(to.rawValue)"
            }
        let emphasis: Emphasis =
            switch to {
            case .protected: .good
            case .down: .bad
            case .split, .degraded, .unknown: .warning
            }
        return EntryWords(what: "state", change: change, why: reason, emphasis: emphasis)
    }
}

extension FailoverRecord {
    fileprivate var words: EntryWords {
        EntryWords(
            what: direction.rawValue,
            change: wayWords,
            routes: routeWords,
            took: Wording.measured(recovery),
            why: "\(reason) (\(source.rawValue))",
            emphasis: failedCount == 0 ? .strong : .bad
        )
    }
}

extension DecisionRecord {
    fileprivate var words: EntryWords {
        EntryWords(
            what: "decision",
            change: verdict.rawValue,
            took: Wording.measured(finished - started),
            why: "\(problem ?? reason) (\(source.rawValue))",
            emphasis: verdict == .hold ? .bad : .none
        )
    }
}

extension ApplyRecord {
    fileprivate var words: EntryWords {
        let why = [outcome == .done ? "" : outcomeWord, outcomeDetail].filter { !$0.isEmpty }
        return EntryWords(
            what: verb.rawValue,
            change: countWords,
            took: Wording.measured(finished - started),
            why: why.joined(separator: ": "),
            emphasis: outcome == .done ? .none : .warning
        )
    }
}

extension DrillRecord {
    fileprivate var words: EntryWords {
        let slowest = slowestMove.map { "slowest move \(Wording.measured($0))" } ?? ""
        return EntryWords(
            what: "drill",
            change: outcomeWord,
            took: finished.map { Wording.measured($0 - started) } ?? "",
            why: [outcomeDetail, slowest].filter { !$0.isEmpty }.joined(separator: "; "),
            emphasis: emphasis
        )
    }
}
