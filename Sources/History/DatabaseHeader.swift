import Glibc

/// What the first bytes of a file say of the database in it, read before SQLite may write to it.
///
/// <https://www.sqlite.org/fileformat2.html#the_database_header>
struct DatabaseHeader {
    /// What marks a database as ours: `vaer` in ASCII, in SQLite's `application_id`.
    static let applicationID: UInt32 = 0x7661_6572

    /// Whether the file has no bytes yet.
    let isEmpty: Bool
    /// Whether it begins as every SQLite database does.
    let isDatabase: Bool
    /// Whether it bears our mark.
    let isOurs: Bool
    /// Whether it holds a table, as far as the header tells: each has a page, beside the first.
    let hasTables: Bool

    /// The header of a file; nil when the file cannot be read.
    init?(path: String) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { return nil }
        self.init(bytes: Array(bytes[..<count]))
    }

    /// The header that these bytes make.
    init(bytes: [UInt8]) {
        let word = { (offset: Int) -> UInt32 in
            guard bytes.count >= offset + 4 else { return 0 }
            return bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        isEmpty = bytes.isEmpty
        isDatabase = bytes.starts(with: Array("SQLite format 3".utf8) + [0])
        isOurs = word(68) == Self.applicationID
        hasTables = word(28) > 1
    }
}
