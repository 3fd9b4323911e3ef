import Glibc
import Values

/// Where a history is kept.
package enum HistoryPlace: Hashable, Sendable {
    /// In a file that the operator named; its directory is the operator's affair.
    case file(String)
    /// In the file ``fileName`` of a directory that is ours, made when missing, for its owner alone; its path is absolute.
    case stateDirectory(String)
    /// In memory, gone with the process.
    case memory

    /// The name of the database in a state directory.
    package static let fileName = "vaer.sqlite"

    /// The state directory by the XDG rules; root's is `/var/lib/vaer`.
    ///
    /// Throws ``HistoryError/directory(path:reason:)`` when the environment names no home.
    /// <https://specifications.freedesktop.org/basedir-spec/latest/>
    package static func standard(
        environment: [String: String],
        isRoot: Bool
    ) throws(HistoryError) -> HistoryPlace {
        // A relative path is to be ignored, by the rules.
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return .stateDirectory("\(state)/vaer") }
        if isRoot { return .stateDirectory("/var/lib/vaer") }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw .directory(path: "~/.local/state/vaer", reason: "HOME is not set")
        }
        return .stateDirectory("\(home)/.local/state/vaer")
    }

    /// The database's path, as it stands in messages.
    package var path: String {
        switch self {
        case .file(let path): path
        case .stateDirectory(let directory): "\(directory)/\(Self.fileName)"
        case .memory: ":memory:"
        }
    }

    /// Makes the directory and an empty file, as far as they are missing.
    ///
    /// The file gets mode 0600; SQLite gives the same to the files that it puts beside it.
    func prepare() throws(HistoryError) {
        switch self {
        case .memory: return
        case .file: break
        case .stateDirectory(let directory): try Self.prepareDirectory(directory)
        }
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600)
        guard descriptor < 0 else {
            close(descriptor)
            return
        }
        let code = errno
        // A file that may be read and not written is SQLite's to complain about, with its place in the file system.
        throw Self.error(code, path: path)
    }

    private static func prepareDirectory(_ directory: String) throws(HistoryError) {
        var made = ""
        for part in directory.split(separator: "/") {
            made += "/\(part)"
            guard unsafe mkdir(made, 0o700) != 0 else { continue }
            let code = errno
            var facts = stat()
            // Some systems refuse to make what exists on a read-only disk before they see that it exists.
            guard unsafe stat(made, &facts) == 0 else {
                throw .directory(path: directory, reason: Self.text(code))
            }
            guard facts.st_mode & S_IFMT == S_IFDIR else {
                throw .directory(path: directory, reason: "'\(made)' is not a directory")
            }
            guard made.count < directory.count || facts.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
                throw .unsafeDirectory(path: directory)
            }
        }
    }

    private static func error(_ code: Int32, path: String) -> HistoryError {
        switch code {
        case EACCES, EPERM: .noPermission(path: path)
        case EROFS: .readOnly(path: path)
        case ENOSPC, EDQUOT: .full(path: path)
        case ENOENT, ENOTDIR: .directory(path: path, reason: "the directory of the file does not exist")
        case EISDIR: .directory(path: path, reason: "it is a directory, not a file")
        default: .failed(path: path, code: code, detail: Self.text(code))
        }
    }

    private static func text(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
