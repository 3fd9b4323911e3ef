/// A block of a file, for its outline.
package struct Symbol: Hashable, Sendable {
    /// The keyword.
    package let keyword: String
    /// The name; the keyword again for a block without one.
    package let name: String
    /// What the block is made from; nil for nothing.
    package let origin: String?
    /// The bytes of all of it.
    package let range: Range<Int>
    /// The bytes of its name.
    package let nameRange: Range<Int>
    /// The blocks in it.
    package let children: [Symbol]
}

extension PairLanguage {
    /// The blocks of a file, as far as they can be read.
    package static func symbols(of source: SourceFile) -> [Symbol] {
        var problems = Problems()
        return Parser.tree(of: source, file: 0, problems: &problems).blocks.map(Symbol.init)
    }
}

extension Symbol {
    fileprivate init(_ block: Block) {
        let name = block.names.first ?? block.keyword
        self.init(
            keyword: block.keyword.text,
            name: name.text,
            origin: block.origin?.text,
            range: Int(block.extent.start)..<Int(block.extent.end),
            nameRange: Int(name.extent.start)..<Int(name.extent.end),
            children: block.entries.compactMap { if case .block(let inner) = $0 { Symbol(inner) } else { nil } }
        )
    }
}
