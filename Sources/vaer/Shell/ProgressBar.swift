import Synchronization

/// A bar for work over many pairs, drawn on a terminal only.
final class ProgressBar: Sendable {
    /// What the bar shows.
    private struct State {
        var done = 0
        var running: [String] = []
    }

    private let title: String
    private let total: Int
    private let console: Console
    private let state = Mutex(State())

    /// A bar of `total` steps; nothing is drawn before the first step.
    init(_ title: String, total: Int, console: Console) {
        (self.title, self.total, self.console) = (title, total, console)
    }

    /// Shows that work on `name` has begun, or what it does now.
    func begin(_ name: String) {
        state.withLock { state in
            state.running.removeAll { $0.split(separator: " ").first == name.split(separator: " ").first }
            state.running.append(name)
            draw(state)
        }
    }

    /// Shows that work on `name` is over.
    func finish(_ name: String) {
        state.withLock { state in
            state.done += 1
            state.running.removeAll { $0.split(separator: " ").first == Substring(name) }
            draw(state)
        }
    }

    /// Removes the bar.
    func end() { console.progress(nil) }

    private func draw(_ state: State) {
        let width = 24
        let filled = total == 0 ? width : width * min(state.done, total) / total
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        let names = state.running.suffix(3).joined(separator: ", ")
        console.progress("\(title) [\(bar)] \(state.done)/\(total) \(names)")
    }
}
