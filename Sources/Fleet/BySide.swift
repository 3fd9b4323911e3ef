/// One of the two members of a pair.
package enum Side: Hashable, Sendable, CaseIterable {
    /// The member that is named first: the preferred one.
    case first
    /// The member that is named second.
    case second

    /// The other member.
    package var peer: Side {
        switch self {
        case .first: .second
        case .second: .first
        }
    }
}

/// One value for each member of a pair.
package struct BySide<Value> {
    /// The preferred member's value.
    package var first: Value
    /// The other member's value.
    package var second: Value

    /// A value for each member.
    package init(first: Value, second: Value) {
        self.first = first
        self.second = second
    }

    /// The value of one member.
    package subscript(side: Side) -> Value {
        get {
            switch side {
            case .first: first
            case .second: second
            }
        }
        set {
            switch side {
            case .first: first = newValue
            case .second: second = newValue
            }
        }
    }

    /// Both values made anew from the old ones.
    package func map<Other>(_ transform: (Value) -> Other) -> BySide<Other> {
        BySide<Other>(first: transform(first), second: transform(second))
    }
}

extension BySide: Sendable where Value: Sendable {}
extension BySide: Equatable where Value: Equatable {}
extension BySide: Hashable where Value: Hashable {}
