import AWS
import Synchronization
import Values

/// Counts the calls to AWS, and shows them when the user wants to see them.
final class Traffic: Sendable {
    /// What was counted, and who wants to know.
    private struct State {
        var calls = 0
        var retried = 0
        var throttled = 0
        /// Where each call is shown; nil for nowhere.
        var debug: Console?
        /// Where the sum is shown; nil for nowhere.
        var summary: Console?
    }

    /// The calls of this process, which is one command.
    static let ofProcess = Traffic()

    private let state = Mutex(State())

    private init() {}

    /// Shows each call with `--debug`, and their sum at the end with `-v`.
    func show(on console: Console, _ options: GlobalOptions) {
        state.withLock { state in
            if options.debug { state.debug = console }
            if options.verbose { state.summary = console }
        }
    }

    /// Takes note of a call that is over.
    func note(_ record: CallRecord) {
        let console = state.withLock { state in
            state.calls += 1
            if record.attempts > 1 { state.retried += 1 }
            if record.wasThrottled { state.throttled += 1 }
            return state.debug
        }
        console?.notice(record.text)
    }

    /// Tells the sum to those who want to know it; the last words of a command, whether it failed or not.
    func end() {
        let (console, text) = state.withLock { state in
            let calls = "\(state.calls) \(state.calls == 1 ? "call" : "calls")"
            return (state.summary, "\(calls), \(state.retried) retried, \(state.throttled) throttled")
        }
        console?.talk(text)
    }
}

extension CallRecord {
    /// The call in one line.
    fileprivate var text: String {
        let name = [call.region, call.service, call.operation, call.subject].filter { !$0.isEmpty }
        let tries = "\(attempts) \(attempts == 1 ? "attempt" : "attempts")"
        let reasons = retried.isEmpty ? "" : " (after \(retried.joined(separator: ", ")))"
        return "\(name.joined(separator: " ")): \(failure ?? "ok"), \(duration.milliseconds) ms, \(tries)\(reasons)"
    }
}
