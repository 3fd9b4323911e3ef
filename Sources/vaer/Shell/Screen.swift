import Dispatch
import Glibc
import Reports
import Synchronization

/// The whole terminal, for what is drawn again and again; what stood on it comes back afterwards.
///
/// <https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>
final class Screen: Sendable {
    private let console: Console
    private let isDrawn = Mutex(false)
    private let suspension = Mutex<[any DispatchSourceSignal]>([])

    /// The terminal of standard output.
    init(_ console: Console) { self.console = console }

    /// Begins to draw: keeps what is on the terminal, and hides the cursor.
    func enter() {
        show()
        signal(SIGTSTP, SIG_IGN)
        // The shell gets its terminal as it was, and we begin anew when it lets us go on.
        suspension.withLock { sources in
            sources = [
                Self.source(SIGTSTP) { [self] in
                    leaveForNow()
                    kill(getpid(), SIGSTOP)
                },
                Self.source(SIGCONT) { [self] in show() },
            ]
        }
    }

    /// Puts everything back as it was; idempotent.
    func leave() {
        suspension.withLock { sources in
            for source in sources { source.cancel() }
            sources = []
        }
        leaveForNow()
    }

    /// Draws lines, as many as there is room for, and one more at the foot.
    func draw(_ lines: [String], _ foot: String) {
        let size = Console.terminalSize(STDOUT_FILENO) ?? (console.columns, 24)
        let room = max(1, size.rows - 1)
        var shown = lines
        while shown.last?.isEmpty == true { shown.removeLast() }
        var foot = foot
        if shown.count > room {
            foot = "\(shown.count - room) more lines than fit; \(foot)"
            shown = Array(shown.prefix(room))
        }
        // Each line clears what was behind it, so that nothing flickers.
        let text = (shown + [foot]).map { $0.fitted(to: size.columns) + "\u{1B}[K" }.joined(separator: "\n")
        isDrawn.withLock { isDrawn in
            if isDrawn { console.draw("\u{1B}[H\(text)\u{1B}[J") }
        }
    }

    private static func source(_ signal: Int32, _ handle: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
        source.setEventHandler(handler: handle)
        source.activate()
        return source
    }

    private func show() {
        isDrawn.withLock { isDrawn in
            console.draw("\u{1B}[?1049h\u{1B}[?25l\u{1B}[H\u{1B}[J")
            isDrawn = true
        }
    }

    private func leaveForNow() {
        isDrawn.withLock { isDrawn in
            if isDrawn { console.draw("\u{1B}[?25h\u{1B}[?1049l") }
            isDrawn = false
        }
    }
}
