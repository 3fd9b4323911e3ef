import Glibc

/// A text file of moderate size that others write: settings, tokens.
enum SmallFile {
    /// Why a file has no text.
    struct Failure: Error {
        /// The path and the reason.
        let detail: String
    }

    /// None of these files is ever as long; a longer one is something else.
    private static let limitBytes = 1 << 20

    /// The text of a file; nil when there is none.
    static func text(_ path: String) throws(Failure) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            // A component of the path that is a file means the same as one that is missing.
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Failure(detail: "\(path) cannot be read: \(SystemError.text(errno))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw Failure(detail: "\(path) cannot be read: \(SystemError.text(errno))") }
            guard count > 0 else { break }
            bytes += chunk[..<count]
            guard bytes.count <= limitBytes else {
                throw Failure(detail: "\(path) is longer than \(limitBytes) bytes: it is something else")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(detail: "\(path) is not UTF-8 text")
        }
        return text
    }

    /// Puts a text that only the user may read in the place of a file, whole or not at all; false when that fails.
    static func replace(_ path: String, with text: String) -> Bool {
        let temporary = "\(path).\(getpid()).part"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        let bytes = Array(text.utf8)
        let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        let isWritten = count == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, unsafe rename(temporary, path) == 0 else {
            _ = unsafe unlink(temporary)
            return false
        }
        return true
    }
}

/// What the system's error numbers mean.
enum SystemError {
    /// The text of a number.
    static func text(_ number: Int32) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }
}
