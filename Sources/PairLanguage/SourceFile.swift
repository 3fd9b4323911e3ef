/// A definition file: the path that messages show, and what is in it.
package struct SourceFile: Hashable, Sendable {
    /// The path, as messages show it.
    package let path: String
    /// The content, which need not be text at all.
    package let bytes: [UInt8]

    /// A file.
    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// A place in a file.
package struct SourcePosition: Hashable, Sendable {
    /// The line, counted from 1.
    package let line: Int
    /// The character in the line, counted from 1; what a reader sees as one character counts once.
    package let column: Int
    /// The byte in the file, counted from 0.
    package let byte: Int

    /// A place.
    package init(line: Int, column: Int, byte: Int) { (self.line, self.column, self.byte) = (line, column, byte) }
}

/// A stretch of one file.
package struct SourceRange: Hashable, Sendable {
    /// The file's path.
    package let file: String
    /// Where it starts.
    package let start: SourcePosition
    /// Where it ends; exclusive.
    package let end: SourcePosition
}

/// A stretch of a file by the file's number and the bytes, as the stages hand it on.
///
/// Lines and columns are counted only for what is shown.
struct Extent: Hashable, Sendable {
    var file: Int32
    var start: Int32
    var end: Int32

    func joined(_ other: Extent) -> Extent {
        Extent(file: file, start: min(start, other.start), end: max(end, other.end))
    }
}
