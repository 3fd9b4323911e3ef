import ArgumentParser

/// What the process's exit status tells scripts; the numbers are part of the interface.
enum ExitStatus: Int32 {
    /// All that was asked is done.
    case done = 0
    /// It failed.
    case failed = 1
    /// Changes are pending, or files are not formatted.
    case pending = 2
    /// Some pairs are done, some failed.
    case partlyDone = 3
    /// No usable credentials.
    case credentials = 4
    /// Another process holds the lock.
    case locked = 5
    /// A guard refused, such as the wrong account or a pair that is not redundant.
    case refused = 6
    /// The command line is wrong.
    case usage = 64
    /// The pair definitions have errors.
    case configuration = 65
    /// Stopped by a signal; what had begun was finished or undone.
    case interrupted = 130

    /// The status as the argument parser throws it.
    var code: ExitCode { ExitCode(rawValue) }
}

/// An end of a command that the user is told about: an error line, a way out and an exit status.
struct Failure: Error {
    /// What went wrong, without a full stop.
    var message: String
    /// What to do about it; nil when the message says it.
    var hint: String?
    /// The exit status.
    var status: ExitStatus

    /// A failure.
    init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        (self.status, self.message, self.hint) = (status, message, hint)
    }
}
