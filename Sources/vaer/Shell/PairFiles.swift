import Foundation
import Glibc

/// The definition files that a command reads: found, checked and loaded before any of them is parsed.
struct PairFiles {
    /// A file's path, as the user would write it, and its bytes.
    struct File {
        /// The path.
        let path: String
        /// The bytes; at most one more than the limit, so that the language can refuse it.
        let bytes: [UInt8]
    }

    /// A path that could not be read.
    struct Problem {
        /// The path.
        let path: String
        /// What is wrong with it.
        let message: String
        /// What to do.
        let help: String
    }

    /// The largest file that is read whole.
    static let fileLimitBytes = 1 << 20
    /// The most files that one fleet may have.
    static let fileCountLimit = 100_000
    /// The most bytes that one fleet may have: ten thousand pairs of more than three thousand bytes each.
    static let fleetLimitBytes = 32 << 20
    /// How deep folders may nest.
    static let folderDepthLimit = 32
    /// Where definitions are looked for when the user names no place.
    static let defaultPlaces = ["pairs.d", "/etc/vaer/pairs.d"]

    /// The files, sorted by path.
    private(set) var files: [File] = []
    /// What could not be read.
    private(set) var problems: [Problem] = []
    private var byteCount = 0
    private var isFull = false

    /// Loads the definitions of the places that the user named, else of the first default place that exists.
    init(paths: [String]) throws(Failure) {
        var places = paths
        if places.isEmpty {
            guard let place = Self.defaultPlaces.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
                throw Failure(
                    .configuration,
                    "no pair definitions: neither \(Self.defaultPlaces.joined(separator: " nor ")) exists",
                    hint: "write pairs.d/<name>.vaer, or name a file or folder with --pairs"
                )
            }
            places = [place]
        }
        for place in places { add(place, isNamed: true, depth: 0) }
        files.sort { $0.path < $1.path }
        if files.isEmpty, problems.isEmpty {
            throw Failure(
                .configuration,
                "no '*.vaer' file in \(places.joined(separator: ", "))",
                hint: "write one, such as \(places[0])/first.vaer"
            )
        }
    }

    /// What stands on standard input, as one file.
    static func ofStandardInput() throws(Failure) -> PairFiles {
        var result = PairFiles()
        do {
            let data = try FileHandle.standardInput.read(upToCount: fileLimitBytes + 1) ?? Data()
            result.files = [File(path: "standard input", bytes: Array(data))]
        } catch {
            throw Failure(.failed, "standard input cannot be read", hint: "pipe a definition into 'vaer fmt -'")
        }
        return result
    }

    private init() {}

    private mutating func add(_ path: String, isNamed: Bool, depth: Int) {
        guard !isFull else { return }
        var facts = stat()
        // A link is followed when the user named it or it leads to a file, never to a folder: no loops.
        guard unsafe stat(path, &facts) == 0 else {
            return complain(path, Self.systemError(), "check the path")
        }
        switch facts.st_mode & S_IFMT {
        case S_IFDIR where isNamed || !Self.isLink(path): addFolder(path, facts, depth: depth)
        case S_IFDIR: return
        case S_IFREG where isNamed || path.hasSuffix(".vaer"): addFile(path, size: Int(facts.st_size))
        case S_IFREG: return
        default:
            guard isNamed || path.hasSuffix(".vaer") else { return }
            complain(path, "not a regular file", "put the definition into a plain file")
        }
    }

    private mutating func addFolder(_ path: String, _ facts: stat, depth: Int) {
        if facts.st_mode & S_IWOTH != 0, facts.st_mode & S_ISVTX == 0 {
            // Whoever can write here decides where production routes point.
            return complain(path, "the folder can be written by everybody", "run 'chmod o-w \(path)'")
        }
        guard depth < Self.folderDepthLimit else {
            let message = "folders nest deeper than \(Self.folderDepthLimit) levels"
            return complain(path, message, "move the definitions further up")
        }
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            where !name.hasPrefix(".") {
                add(path.hasSuffix("/") ? path + name : "\(path)/\(name)", isNamed: false, depth: depth + 1)
            }
        } catch {
            complain(path, "the folder cannot be listed", "check its permissions")
        }
    }

    private mutating func addFile(_ path: String, size: Int) {
        guard files.count < Self.fileCountLimit else {
            isFull = true
            let message = "there are more than \(Self.fileCountLimit) files; this one and the rest are not read"
            return complain(path, message, "put several pairs into one file")
        }
        guard let bytes = Self.bytes(of: path, size: size) else {
            return complain(path, Self.systemError(), "check its permissions, and the disk")
        }
        byteCount += bytes.count
        guard byteCount <= Self.fleetLimitBytes else {
            isFull = true
            let message = "the definitions are larger than 32 MiB; this file and the rest are not read"
            return complain(path, message, "divide the fleet among several controllers")
        }
        files.append(File(path: path, bytes: bytes))
    }

    /// What a file has, at most one byte more than the limit; nil when it cannot be read, `errno` saying why.
    ///
    /// With as few system calls as can be, because there may be a hundred thousand files.
    private static func bytes(of path: String, size: Int) -> [UInt8]? {
        // Should a pipe have taken the file's place meanwhile, nobody waits for it.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var error: Int32 = 0
        let capacity = min(max(0, size), fileLimitBytes) + 1
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            while count < capacity {
                let read = unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + count }, capacity - count)
                if read < 0, errno == EINTR { continue }
                if read < 0 { error = errno }
                guard read > 0 else { break }
                count += read
                // Less than was asked for is the end of a plain file.
                if count < capacity { break }
            }
        }
        errno = error
        guard error == 0 else { return nil }
        let hasGrown = bytes.count == capacity && capacity <= fileLimitBytes
        return hasGrown ? Self.bytes(of: path, size: fileLimitBytes) : bytes
    }

    private static func isLink(_ path: String) -> Bool {
        var facts = stat()
        return unsafe lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK
    }

    private static func systemError() -> String { unsafe String(cString: strerror(errno)).lowercased() }

    private mutating func complain(_ path: String, _ message: String, _ help: String) {
        problems.append(Problem(path: path, message: message, help: help))
    }
}
