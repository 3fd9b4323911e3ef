import Glibc

/// A program that runs until it ends, for what it writes to its standard output.
///
/// It has the input, the terminal and the process group of this one, so that it may ask and Ctrl-C ends both. What it
/// writes to standard error is thrown away: nobody knows what secrets are in it.
package struct ProgramRun: ~Copyable {
    /// Why there is no output.
    package enum Failure: Error, Hashable {
        /// The program could not be started.
        case notStarted(reason: String)
        /// It ended with that status.
        case ended(status: Int32)
        /// It was ended by that signal.
        case killed(signal: Int32)
        /// It took longer than it may.
        case timedOut
        /// It wrote more than it may.
        case tooLong
        /// The task was cancelled.
        case cancelled
    }

    private let process: pid_t
    private let input: Int32
    /// Whether it leads a process group of its own.
    private let isGroup: Bool
    private var output: [UInt8] = []

    /// How often is looked whether the program has written or ended; nothing waits for it meanwhile.
    private static let interval: Duration = .milliseconds(5)

    /// Runs a program, found in `PATH`, with arguments and variables; gives all that it wrote.
    ///
    /// With an `input`, of at most the 64 KiB that a pipe holds, it reads that in place of this program's own, what it
    /// writes is thrown away, and it has a process group of its own, which is ended as a whole when it takes too long.
    package static func output(
        of words: [String],
        environment: [String: String],
        input: [UInt8]? = nil,
        limitBytes: Int,
        timeout: Duration
    ) async throws(Failure) -> [UInt8] {
        var run = try ProgramRun(words, environment, input)
        let deadline = ContinuousClock.now + timeout
        while true {
            guard run.drain(limitBytes: limitBytes) else { throw run.end(.tooLong) }
            if let status = run.status() {
                guard run.drain(limitBytes: limitBytes) else { throw .tooLong }
                // The low seven bits are the signal's number, the next eight the exit status.
                if status & 0x7F != 0 { throw .killed(signal: status & 0x7F) }
                guard status >> 8 & 0xFF == 0 else { throw .ended(status: status >> 8 & 0xFF) }
                return run.output
            }
            guard ContinuousClock.now < deadline else { throw run.end(.timedOut) }
            do { try await Task.sleep(for: interval) } catch { throw run.end(.cancelled) }
        }
    }

    private init(_ words: [String], _ environment: [String: String], _ text: [UInt8]?) throws(Failure) {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { throw .notStarted(reason: SystemError.text(errno)) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        let given: Int32?
        do throws(Failure) {
            given = try text.map(Self.filledPipe)
        } catch {
            for end in ends { close(end) }
            throw error
        }
        let (result, process) = Self.spawn(words, environment, input: given, output: ends[1])
        close(ends[1])
        if let given { close(given) }
        guard result == 0 else {
            close(ends[0])
            throw .notStarted(reason: SystemError.text(result))
        }
        (self.process, input, isGroup) = (process, ends[0], text != nil)
    }

    /// The reading end of a pipe that holds all of a text.
    private static func filledPipe(_ text: [UInt8]) throws(Failure) -> Int32 {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { throw .notStarted(reason: SystemError.text(errno)) }
        defer { close(ends[1]) }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        guard unsafe write(ends[1], text, text.count) == text.count else {
            close(ends[0])
            throw .notStarted(reason: "its input is longer than a pipe holds")
        }
        return ends[0]
    }

    deinit { close(input) }

    private static func spawn(
        _ words: [String],
        _ environment: [String: String],
        input: Int32?,
        output: Int32
    ) -> (result: Int32, process: pid_t) {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        if let input { unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        // Nothing that this process has open, such as its database, is any of the program's business.
        for descriptor in STDERR_FILENO + 1..<min(Int32(clamping: sysconf(Int32(_SC_OPEN_MAX))), 1024) {
            unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        // What this process ignores or blocks must not be ignored or blocked there.
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        let group = input == nil ? 0 : POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | group))
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        // The formatter glues the word `unsafe` to the name of a loop's variable, so the texts are counted.
        defer {
            for index in unsafe arguments.indices { unsafe free(arguments[index]) }
            for index in unsafe variables.indices { unsafe free(variables[index]) }
        }
        var process: pid_t = 0
        let result = unsafe posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &variables)
        return (result, process)
    }

    /// Takes what has been written; false when that is more than the limit.
    private mutating func drain(limitBytes: Int) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        // One that writes without end must not keep its time from being looked at.
        for _ in 0...limitBytes / chunk.count {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(input, $0.baseAddress, $0.count) }
            guard count > 0 else { return true }
            if !isGroup { output += chunk[..<count] }
            guard output.count <= limitBytes else { return false }
        }
        return true
    }

    /// How the program ended; nil while it runs.
    private func status() -> Int32? {
        var status: Int32 = 0
        return unsafe waitpid(process, &status, WNOHANG) == process ? status : nil
    }

    /// Ends the program and gives the reason back.
    private func end(_ failure: Failure) -> Failure {
        kill(isGroup ? -process : process, SIGKILL)
        var status: Int32 = 0
        _ = unsafe waitpid(process, &status, 0)
        return failure
    }
}
