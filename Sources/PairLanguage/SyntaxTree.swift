/// A file as its author wrote it: blocks of entries, not yet checked for sense.
struct SyntaxTree: Sendable {
    var file: Int32
    var blocks: [Block]
}

/// A word or a text, where it stands.
struct Name: Hashable, Sendable {
    var text: String
    var extent: Extent
}

/// `keyword "name" from "template" { … }`.
struct Block: Sendable {
    var keyword: Name
    var names: [Name]
    /// What stands after `from`.
    var origin: Name?
    var entries: [Entry]
    /// From the keyword to the closing brace.
    var extent: Extent

    /// What a message underlines: the keyword, and the name if there is one.
    var heading: Extent { names.last.map { keyword.extent.joined($0.extent) } ?? keyword.extent }
}

/// What stands in a block.
enum Entry: Sendable {
    case assignment(Assignment)
    case block(Block)
}

/// `key = value` or `key += value`.
struct Assignment: Sendable {
    var key: Name
    var isAppend: Bool
    var operatorExtent: Extent
    var value: Value
}

/// What stands after `=`.
struct Value: Sendable {
    /// The shapes of a value.
    indirect enum Form: Sendable {
        case text(String)
        case list([Value])
        /// Already complained about.
        case invalid
    }

    var form: Form
    var extent: Extent

    /// A single value, to be repeated in a message.
    var text: String? {
        guard case .text(let text) = form else { return nil }
        return text.quotedIfNeeded.printable
    }
}
