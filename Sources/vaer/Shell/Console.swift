import Glibc
import Reports
import Synchronization

/// The two output streams: data goes to standard output, talk to standard error.
final class Console: Sendable {
    /// When output is coloured.
    enum ColorChoice: String, CaseIterable {
        /// As the environment says, else on a terminal.
        case auto
        /// Always.
        case always
        /// Never.
        case never

        /// Whether a stream is coloured: NO_COLOR outweighs CLICOLOR_FORCE, and that outweighs what the stream is.
        ///
        /// <https://no-color.org> and <https://bixense.com/clicolors/>
        func allows(_ environment: [String: String], isTerminal: Bool) -> Bool {
            switch self {
            case .always: return true
            case .never: return false
            case .auto:
                if let no = environment["NO_COLOR"], !no.isEmpty { return false }
                if let force = environment["CLICOLOR_FORCE"], !force.isEmpty, force != "0" { return true }
                return isTerminal && environment["TERM"] != "dumb" && environment["CLICOLOR"] != "0"
            }
        }
    }

    /// Whether data on standard output is coloured.
    let colorsData: Bool
    /// Whether talk on standard error is coloured.
    let colorsTalk: Bool
    /// Whether standard error is a terminal, so that a progress bar may be drawn.
    let drawsProgress: Bool
    /// Whether standard output is a terminal that can be drawn on.
    let drawsScreen: Bool
    /// Whether talk is kept back, errors aside.
    let isQuiet: Bool
    /// The width of the terminal in columns.
    let columns: Int

    /// Serialises whole lines, and knows whether a progress line is on the screen.
    private let progressLine = Mutex<String?>(nil)

    /// A console by the user's choice and the environment.
    init(color: ColorChoice, isQuiet: Bool, environment: [String: String]) {
        let isFit = { (descriptor: Int32) in color.allows(environment, isTerminal: isatty(descriptor) == 1) }
        (colorsData, colorsTalk, self.isQuiet) = (isFit(STDOUT_FILENO), isFit(STDERR_FILENO), isQuiet)
        drawsProgress = isatty(STDERR_FILENO) == 1 && !isQuiet && environment["TERM"] != "dumb"
        drawsScreen = isatty(STDOUT_FILENO) == 1 && environment["TERM"] != "dumb"
        columns = environment["COLUMNS"].flatMap(Int.init) ?? Self.terminalSize(STDERR_FILENO)?.columns ?? 80
    }

    /// Writes data; a line break is added when it has none.
    func data(_ text: String) {
        guard !text.isEmpty else { return }
        write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
    }

    /// Writes to the terminal as it is: texts that move the cursor.
    func draw(_ text: String) { Self.put(text, STDOUT_FILENO) }

    /// Writes a line of talk, unless the user asked for quiet.
    func talk(_ text: String) {
        if !isQuiet { write(text + "\n", to: STDERR_FILENO) }
    }

    /// Writes an error line and, below it, the way out.
    func report(_ failure: Failure) {
        write(paint("error: ", "1;31") + failure.message + "\n", to: STDERR_FILENO)
        if let hint = failure.hint { write(paint("hint: ", "1;36") + hint + "\n", to: STDERR_FILENO) }
    }

    /// Writes text of diagnostics or traces to standard error, even when quiet.
    func notice(_ text: String) { write(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO) }

    /// Replaces the progress line; nil removes it.
    func progress(_ line: String?) {
        guard drawsProgress else { return }
        progressLine.withLock { current in
            var text = current == nil ? "" : "\r\u{1B}[K"
            if let line { text += line.fitted(to: columns - 1) }
            current = line
            Self.put(text, STDERR_FILENO)
        }
    }

    /// Text for standard error, coloured by an SGR sequence when that is wanted.
    func paint(_ text: String, _ sequence: String) -> String {
        colorsTalk ? "\u{1B}[\(sequence)m\(text)\u{1B}[0m" : text
    }

    private func write(_ text: String, to descriptor: Int32) {
        progressLine.withLock { current in
            guard let line = current else { return Self.put(text, descriptor) }
            // The progress line makes room and comes back below.
            Self.put("\r\u{1B}[K", STDERR_FILENO)
            Self.put(text, descriptor)
            Self.put(line.fitted(to: columns - 1), STDERR_FILENO)
        }
    }

    private static func put(_ text: String, _ descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            // A closed pipe (such as `| head`) is the reader's choice, not an error of ours.
            guard count > 0 || (count < 0 && errno == EINTR) else { return }
            rest = rest.dropFirst(max(0, count))
        }
    }

    /// The size of the terminal behind a stream; nil when there is none, or it does not say.
    static func terminalSize(_ descriptor: Int32) -> (columns: Int, rows: Int)? {
        var size = winsize()
        let result = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
        return result == 0 && size.ws_col > 0 ? (Int(size.ws_col), Int(size.ws_row)) : nil
    }
}
