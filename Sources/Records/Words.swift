package import Engine
package import Fleet
import Values

// The words for what happened, as the history stores them and documents name them: each can be read again.

extension Trigger {
    /// The kind of trigger, and what else there is to say.
    package var words: (kind: String, detail: String?) {
        switch self {
        case .sweep: ("sweep", nil)
        case .stateChange(let instance, let state): ("state-change", "\(instance.text) \(state.rawValue)")
        case .alarm(let name): ("alarm", name)
        case .rehearsal(let side): ("rehearsal", side.word)
        case .switchover(let side): ("switchover", side.word)
        }
    }

    /// Reads what ``words`` wrote.
    package init?(kind: String, detail: String) {
        let words = detail.split(separator: " ").map(String.init)
        switch (kind, words.count) {
        case ("sweep", _): self = .sweep
        case ("alarm", _): self = .alarm(name: detail)
        case ("state-change", 2):
            guard let instance = InstanceID(words[0]), let state = InstanceState(rawValue: words[1]) else { return nil }
            self = .stateChange(instance: instance, state: state)
        case ("rehearsal", _):
            guard let side = Side(word: detail) else { return nil }
            self = .rehearsal(assumeDown: side)
        case ("switchover", _):
            guard let side = Side(word: detail) else { return nil }
            self = .switchover(to: side)
        default: return nil
        }
    }
}

extension Side {
    /// The side in one word.
    package var word: String {
        switch self {
        case .first: "first"
        case .second: "second"
        }
    }

    /// Reads what ``word`` wrote.
    package init?(word: String) {
        guard let side = Side.allCases.first(where: { $0.word == word }) else { return nil }
        self = side
    }
}

extension Health {
    /// The kind of health in one word; the reasons are not in it.
    package var kind: String {
        switch self {
        case .eligible: "eligible"
        case .ineligible: "ineligible"
        case .failed: "failed"
        case .unknown: "unknown"
        }
    }

    /// Health of a kind that ``kind`` wrote, for these reasons.
    package init?(kind: String, reasons: [String]) {
        switch kind {
        case "eligible": self = .eligible
        case "ineligible": self = .ineligible(reasons)
        case "failed": self = .failed(reasons)
        case "unknown": self = .unknown(reasons)
        default: return nil
        }
    }
}
