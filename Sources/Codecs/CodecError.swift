/// Why a text is not JSON or XML, or more of it than is taken.
package struct CodecError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `JSON` or `XML`.
    package let format: String
    /// What is wrong, such as `expected ':' after the key`.
    package let detail: String
    /// The line, from 1.
    package let line: Int
    /// The column in bytes, from 1.
    package let column: Int

    /// A complaint about a place in a text.
    package init(format: String, detail: String, line: Int, column: Int) {
        (self.format, self.detail, self.line, self.column) = (format, detail, line, column)
    }

    /// The format, the place and what is wrong there.
    package var description: String { "\(format), line \(line), column \(column): \(detail)" }
}

/// How much a parser takes before it gives up, so that a hostile reply costs little.
package struct CodecLimits: Hashable, Sendable {
    /// The most bytes.
    package var bytes: Int
    /// The most arrays, objects or elements inside one another; at most 512, because each takes a piece of the stack.
    package var depth: Int

    /// Limits; the defaults are far above what AWS sends in one page.
    package init(bytes: Int = 8 << 20, depth: Int = 64) {
        (self.bytes, self.depth) = (bytes, min(depth, 512))
    }
}
