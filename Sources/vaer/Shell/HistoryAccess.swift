import Glibc
import History
import Values

extension GlobalOptions {
    /// Where the history is: `--db`, else VAER_DB, else the state directory.
    func historyPlace() throws(HistoryError) -> HistoryPlace {
        if let file = db ?? Self.environment["VAER_DB"] { return .file(file) }
        return try .standard(environment: Self.environment, isRoot: geteuid() == 0)
    }

    /// The history for writing; a damaged one that was set aside is told.
    func openHistory(_ console: Console, now: Timestamp) throws(HistoryError) -> HistoryStore {
        let store = try HistoryStore(historyPlace(), now: now)
        if let setAside = store.setAside { console.notice("warning: \(setAside.message)") }
        return store
    }

    /// The history for writing; when there is none to be had that is told, and the command goes on without.
    func historyIfPossible(_ console: Console, now: Timestamp) -> HistoryStore? {
        do {
            return try openHistory(console, now: now)
        } catch {
            console.warn(error)
            return nil
        }
    }

    /// The history for reading.
    func readHistory(now: Timestamp) throws -> HistoryStore {
        do {
            return try HistoryStore(historyPlace(), access: .readOnly, now: now)
        } catch {
            throw Failure(error)
        }
    }
}

extension Console {
    /// Tells that something was not recorded.
    func warn(_ error: HistoryError) {
        notice("warning: not recorded: \(error.message)")
        notice("hint: \(error.hint)")
    }
}

extension Failure {
    /// A failure of the history.
    init(_ error: HistoryError) { self.init(error.status, error.message, hint: error.hint) }
}

extension HistoryError {
    /// The exit status of a command that cannot do without the history.
    var status: ExitStatus {
        if case .locked = self { return .locked }
        return .failed
    }
}
