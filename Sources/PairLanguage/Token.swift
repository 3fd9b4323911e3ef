/// The smallest piece of a file that means something.
struct Token: Hashable, Sendable {
    /// What a token is.
    enum Kind: UInt8, Sendable {
        case word
        case string
        case openBrace
        case closeBrace
        case openBracket
        case closeBracket
        case comma
        case equals
        case plusEquals
        case comment
        /// A value that was already complained about.
        case invalid
        case endOfFile
    }

    var kind: Kind
    var start: Int32
    var end: Int32
    /// Whether it is the first on its line.
    var startsLine: Bool

    var isValue: Bool { kind == .word || kind == .string || kind == .invalid }
}
