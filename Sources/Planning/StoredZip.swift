/// A zip of files that are stored as they are: equal files give equal bytes on every machine and at any time.
///
/// <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>
package struct StoredZip: Sendable {
    /// A file in the zip.
    package struct Entry: Sendable {
        /// The path in the zip.
        package let name: String
        /// The bytes; less than 4 GiB.
        package let bytes: [UInt8]

        /// A file.
        package init(name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
    }

    /// The files, in their order.
    package var entries: [Entry]

    /// A zip of these files.
    package init(_ entries: [Entry]) { self.entries = entries }

    /// The zip.
    package var bytes: [UInt8] {
        var output: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = UInt32(output.count)
            let common = Self.commonHeader(entry)
            output += Self.littleEndian(Self.localSignature) + common + Array(entry.name.utf8) + entry.bytes
            directory += Self.littleEndian(Self.centralSignature) + Self.littleEndian(Self.madeByUnix) + common
            // No comment, disk 0, a binary file, mode 0644: Lambda refuses files that others cannot read.
            directory += Self.littleEndian(UInt16(0)) + Self.littleEndian(UInt16(0)) + Self.littleEndian(UInt16(0))
            directory += Self.littleEndian(UInt32(0o100644) << 16) + Self.littleEndian(offset)
            directory += Array(entry.name.utf8)
        }
        let count = Self.littleEndian(UInt16(entries.count))
        let start = Self.littleEndian(UInt32(output.count))
        let none = Self.littleEndian(UInt16(0))
        output += directory
        output += Self.littleEndian(Self.endSignature) + none + none + count + count
        output += Self.littleEndian(UInt32(directory.count)) + start + none
        return output
    }

    private static let localSignature: UInt32 = 0x0403_4B50
    private static let centralSignature: UInt32 = 0x0201_4B50
    private static let endSignature: UInt32 = 0x0605_4B50
    private static let madeByUnix: UInt16 = 3 << 8 | 20

    /// What the local header and the directory both say: version, flags, method, date, CRC, sizes and name length.
    private static func commonHeader(_ entry: Entry) -> [UInt8] {
        let size = littleEndian(UInt32(entry.bytes.count))
        var header = littleEndian(UInt16(20)) + littleEndian(UInt16(1 << 11)) + littleEndian(UInt16(0))
        // Midnight of 1980-01-01, the first day that the format knows.
        header += littleEndian(UInt16(0)) + littleEndian(UInt16(1 << 5 | 1))
        header += littleEndian(checksum(entry.bytes)) + size + size
        return header + littleEndian(UInt16(entry.name.utf8.count)) + littleEndian(UInt16(0))
    }

    private static func littleEndian<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) -> [UInt8] {
        (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// CRC-32 as zip and Ethernet have it.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var remainder: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
        }
        return ~remainder
    }
}
