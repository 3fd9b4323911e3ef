import Fleet
import Values

/// Finds listed destinations that are protected, in time that grows with their number and not with its square.
struct Protection {
    private let exact: [Typed: Typed.Item]
    private let blocks: [(block: CIDR, item: Typed.Item)]

    init(_ items: [Typed.Item]) {
        exact = Dictionary(items.map { ($0.value, $0) }, uniquingKeysWith: { first, _ in first })
        blocks = items.compactMap { item in
            guard case .destination(let pattern) = item.value, pattern.includesWithin,
                case .cidr(let block) = pattern.destination
            else { return nil }
            return (block, item)
        }
    }

    /// The items that are protected, each with what protects it, in their own order.
    func conflicts(with items: [Typed.Item]) -> [(item: Typed.Item, protector: Typed.Item)] {
        guard !exact.isEmpty, !items.isEmpty else { return [] }
        var covers: [Int: Typed.Item] = [:]
        for (index, item) in items.enumerated() { covers[index] = exact[item.value] }
        // Blocks are nested or apart, so in the order of their addresses those around one are a stack.
        var places: [(block: CIDR, index: Int?, item: Typed.Item)] = blocks.map { ($0.block, nil, $0.item) }
        for (index, item) in items.enumerated() {
            guard case .destination(let pattern) = item.value, case .cidr(let block) = pattern.destination else {
                continue
            }
            places.append((block, index, item))
        }
        // Of the same block, what protects comes first.
        places.sort { $0.block == $1.block ? $0.index == nil && $1.index != nil : Self.isBefore($0.block, $1.block) }
        var around: [(block: CIDR, item: Typed.Item)] = []
        for place in places {
            while let last = around.last, !last.block.contains(place.block) { around.removeLast() }
            if let index = place.index {
                covers[index] = covers[index] ?? around.last?.item
            } else {
                around.append((place.block, place.item))
            }
        }
        return items.indices.compactMap { index in covers[index].map { (items[index], $0) } }
    }

    private static func isBefore(_ left: CIDR, _ right: CIDR) -> Bool {
        if left.family != right.family { return left.family == .v4 }
        return (left.high, left.low, left.prefixLength) < (right.high, right.low, right.prefixLength)
    }
}
