import CCurl
import Glibc

/// A file that is nowhere but in memory, for a library that remembers what it read only when it was a file.
///
/// libcurl parses certificates that it gets as bytes for each connection anew, and those of a file once.
final class MemoryFile: Sendable {
    private let descriptor: Int32

    /// A file with these bytes; nil when the system gives none.
    init?(_ bytes: [UInt8]) {
        descriptor = vaer_memory_file()
        guard descriptor >= 0, unsafe access(path, R_OK) == 0 else { return nil }
        let written = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Where the file is, for this process.
    var path: String { "/proc/self/fd/\(descriptor)" }
}
