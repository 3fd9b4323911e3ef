import Engine
import Fleet
import Records
import Values

/// The words that all reports have in common.
enum Wording {
    /// What stands for nothing in a table.
    static let nothing = "-"

    /// A length of time that was measured, to about three digits: `812 ms`, `1.4 s`, `2 min 3 s`.
    static func measured(_ duration: Duration) -> String {
        let milliseconds = max(0, duration.milliseconds)
        switch milliseconds {
        case ..<1000: return "\(milliseconds) ms"
        case ..<59_950: return "\(tenths(milliseconds + 50, of: 1000)) s"
        default:
            let seconds = (milliseconds + 500) / 1000
            return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
        }
    }

    /// A length of time that adds up: as ``measured(_:)``, and from two hours on in hours and minutes or in days.
    static func length(_ duration: Duration) -> String {
        let minutes = duration.seconds / 60
        switch minutes {
        case ..<120: return duration == .zero ? "0" : measured(duration)
        case ..<2880: return "\(minutes / 60) h \(minutes % 60) min"
        default: return "\(tenths(minutes, of: 1440)) d"
        }
    }

    /// How long ago something was, in its largest unit: `12s`, `3m`, `5h`, `8d`.
    static func age(_ duration: Duration) -> String {
        let seconds = max(0, duration.seconds)
        switch seconds {
        case ..<60: return "\(seconds)s"
        case ..<3600: return "\(seconds / 60)m"
        case ..<172_800: return "\(seconds / 3600)h"
        default: return "\(seconds / 86_400)d"
        }
    }

    /// A moment for people: `2026-03-01 09:30:00Z`.
    static func moment(_ moment: Timestamp) -> String {
        String(moment.textToTheSecond.map { $0 == "T" ? " " : $0 })
    }

    /// A number of things, such as `1 pair` or `3 pairs`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// Thousandths with one digit after the point, cut off.
    static func tenths(_ thousandths: Int64, of unit: Int64) -> String {
        "\(thousandths / unit).\(thousandths % unit * 10 / unit)"
    }
}

extension PairStatus {
    /// The state in words; of a pair that is paused and not well, both.
    var stateWords: String { isPaused && state != .protected ? "\(state.rawValue), paused" : standing.rawValue }

    /// Who carries how many routes, such as `A 3 / B 0`.
    var carryingWords: String {
        hasRoutesSeen ? "A \(members.first.carries) / B \(members.second.carries)" : Wording.nothing
    }

    /// How a member is and how many routes it carries, such as `ok, 3 routes`.
    func words(of side: Side) -> String {
        let member = members[side]
        return member.health.word + (hasRoutesSeen ? ", \(Wording.count(member.carries, "route"))" : "")
    }

    /// How old the observation is.
    func ageWords(now: Timestamp) -> String { observedAt.map { Wording.age(now - $0) } ?? "never" }

    /// Whether AWS holds what the definition says.
    var driftWords: String { drift.map { $0.isPresent ? "yes" : "no" } ?? Wording.nothing }
}

extension Standing {
    /// How the standing stands out.
    var emphasis: Emphasis {
        switch self {
        case .down: .bad
        case .unknown, .degraded, .split, .paused: .warning
        case .protected: .good
        }
    }
}

extension Health {
    /// The kind of health in one word.
    var word: String {
        switch self {
        case .eligible: "ok"
        case .ineligible: "not ready"
        case .failed: "failed"
        case .unknown: "unknown"
        }
    }

    /// How the health stands out.
    var emphasis: Emphasis {
        switch self {
        case .eligible: .good
        case .ineligible, .unknown: .warning
        case .failed: .bad
        }
    }
}

extension FailoverRecord {
    /// Which way the routes went, such as `vAER-A -> vAER-B`.
    var wayWords: String { "\(from) -> \(to)" }

    /// How many routes went, such as `3 of 4`.
    var routeWords: String { failedCount == 0 ? "\(movedCount)" : "\(movedCount) of \(movedCount + failedCount)" }
}

extension DrillRecord {
    /// How it ended, in one word.
    var outcomeWord: String {
        switch outcome {
        case .passed: "passed"
        case .failed: "failed"
        case .interrupted: "interrupted"
        case nil: "not ended"
        }
    }

    /// Why it ended so, and what became of the routes; empty when there is nothing to say.
    var outcomeDetail: String {
        var words: [String] = []
        if case .failed(let reason) = outcome { words.append(reason) }
        switch restored {
        case true: words.append("the routes were put back")
        case false: words.append("the routes could not be put back")
        case nil: break
        }
        return words.joined(separator: "; ")
    }

    /// How the outcome stands out.
    var emphasis: Emphasis {
        switch outcome {
        case .passed: .good
        case .failed: .bad
        case .interrupted, nil: .warning
        }
    }
}

extension ApplyRecord {
    /// How it ended, in one word.
    var outcomeWord: String {
        switch outcome {
        case .done: "done"
        case .failed: "failed"
        case .interrupted: "interrupted"
        }
    }

    /// What it did, such as `2 created, 1 updated`.
    var countWords: String {
        let parts = [(counts.created, "created"), (counts.updated, "updated"), (counts.deleted, "deleted")]
        let words = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return words.isEmpty ? "nothing to change" : words.joined(separator: ", ")
    }

    /// Why it ended so; empty when there is nothing to say.
    var outcomeDetail: String {
        guard case .failed(let reason) = outcome else { return "" }
        return reason
    }
}
