/// An XML element: its local name, its text and its child elements; attributes and namespaces are not kept.
package struct XML: Hashable, Sendable {
    /// The local name, without a namespace prefix.
    package let name: String
    /// The text directly inside, entities resolved, not trimmed.
    package let text: String
    /// The child elements, in order.
    package let children: [XML]

    /// An element.
    package init(name: String, text: String = "", children: [XML] = []) {
        (self.name, self.text, self.children) = (name, text, children)
    }

    /// The first child of that name.
    package func child(_ name: String) -> XML? { children.first { $0.name == name } }

    /// The text of the first child of that name; nil when there is none.
    package func string(_ name: String) -> String? { child(name)?.text }

    /// The children of that name inside the first child `list`, such as the `item`s of a `routeSet`.
    package func items(_ list: String, _ name: String = "item") -> [XML] {
        child(list)?.children.filter { $0.name == name } ?? []
    }
}
