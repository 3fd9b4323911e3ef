/// One page of a list that AWS gives in pieces.
package struct Page<Item: Sendable>: Sendable {
    /// The items of this page, in AWS's order; may be empty although more pages follow.
    package let items: [Item]
    /// What asks for the next page; nil on the last one.
    package let next: String?

    /// A page; an empty token counts as none.
    package init(_ items: [Item], next: String? = nil) {
        self.items = items
        self.next = next.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension Page: Equatable where Item: Equatable {}
