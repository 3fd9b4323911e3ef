import Fleet
import Values

extension FleetChecker {
    /// No two pairs of a VPC may name the same route, by table and destination.
    mutating func checkRoutes(_ pairs: [EffectivePair]) {
        var ofVPC: [VPCID: [EffectivePair]] = [:]
        for pair in pairs {
            guard let vpc = pair.vpc, pair.layer.items(.tables) != nil, pair.layer.items(.destinations) != nil else {
                continue
            }
            ofVPC[vpc, default: []].append(pair)
        }
        for group in ofVPC.values where group.count > 1 {
            var claims = Claims(group)
            for pair in group {
                if let clash = claims.add(pair) { tell(clash, pair) }
            }
        }
    }

    private mutating func tell(_ clash: Claims.Clash, _ pair: EffectivePair) {
        let place = { (pair: EffectivePair, pattern: DestinationPattern) in
            pair.layer.items(.destinations)?.first { $0.value == .destination(pattern) }?.extent ?? pair.heading
        }
        let (here, there) = (place(pair, clash.pattern), place(clash.owner, clash.owned))
        addError(
            .sharedRoute,
            "the pairs '\(pair.name.text.printable)' and '\(clash.owner.name.text.printable)' both claim the route to "
                + "\(clash.narrower) in \(clash.table.description.printable)",
            at: here == there ? pair.heading : here,
            note: Problem.Note(message: "the other claim is here", extent: there),
            help: "leave the route to one of the two"
        )
    }
}

/// The routes that the pairs of a VPC name, in time that grows with their number and not with its square.
///
/// Two patterns clash when one is, or lies within, the other. Each is kept under its own destination and under each
/// block around it of a length that some pattern with a plus has, so that every clash shows as an equal key.
private struct Claims {
    /// A route that two pairs name.
    struct Clash {
        let table: TablePattern
        let pattern: DestinationPattern
        let owner: EffectivePair
        let owned: DestinationPattern

        /// The destination that both mean.
        var narrower: Destination { max(pattern.destination, owned.destination) }
    }

    /// What a pattern is found by.
    private enum Key: Hashable {
        case exactly(Destination)
        case within(CIDR)
    }

    /// A key in a table.
    private struct Place: Hashable {
        let table: TablePattern
        let key: Key
    }

    /// Who named something first.
    private struct Owner {
        let pair: EffectivePair
        let pattern: DestinationPattern
    }

    /// The lengths of all blocks with a plus.
    private let lengths: [Int]
    /// How many pairs name a table or a key; only what two of them name can clash.
    private var tables: [TablePattern: Int] = [:]
    private var keys: [Key: Int] = [:]
    private var owners: [Place: Owner] = [:]

    init(_ pairs: [EffectivePair]) {
        let patterns = pairs.map { $0.layer.destinations(.destinations) ?? [] }
        let wide = patterns.joined().filter(\.includesWithin)
        lengths = Set(wide.compactMap { if case .cidr(let block) = $0.destination { block.prefixLength } else { nil } })
            .sorted()
        for (pair, patterns) in zip(pairs, patterns) {
            for table in pair.layer.tables(.tables) ?? [] { tables[table, default: 0] += 1 }
            for key in Set(patterns.flatMap(keys(of:))) { keys[key, default: 0] += 1 }
        }
    }

    private func keys(of pattern: DestinationPattern) -> [Key] {
        guard case .cidr(let block) = pattern.destination else { return [.exactly(pattern.destination)] }
        return [.exactly(pattern.destination)]
            + lengths.prefix { $0 <= block.prefixLength }.map { .within(block.widened(to: $0)) }
    }

    /// Adds what a pair names; gives the first route that another pair has named, and adds nothing then.
    mutating func add(_ pair: EffectivePair) -> Clash? {
        let shared = (pair.layer.tables(.tables) ?? []).filter { tables[$0, default: 0] > 1 }
        let wanted = (pair.layer.destinations(.destinations) ?? []).map { pattern in
            (pattern: pattern, keys: keys(of: pattern).filter { keys[$0, default: 0] > 1 })
        }
        for table in shared {
            for (pattern, keys) in wanted {
                for key in keys {
                    guard let owner = owners[Place(table: table, key: key)] else { continue }
                    guard clash(pattern, owner.pattern, key) else { continue }
                    return Clash(table: table, pattern: pattern, owner: owner.pair, owned: owner.pattern)
                }
            }
        }
        for table in shared {
            for (pattern, keys) in wanted {
                for key in keys { note(Owner(pair: pair, pattern: pattern), at: Place(table: table, key: key)) }
            }
        }
        return nil
    }

    /// Two patterns within the same block are apart, unless one of them is that block with a plus.
    private func clash(_ left: DestinationPattern, _ right: DestinationPattern, _ key: Key) -> Bool {
        switch key {
        case .exactly: true
        case .within(let block):
            [left, right].contains { $0.includesWithin && $0.destination == .cidr(block) }
        }
    }

    /// Of several patterns within a block the block itself is kept, because it clashes with more.
    private mutating func note(_ owner: Owner, at place: Place) {
        if let known = owners[place], clash(known.pattern, known.pattern, place.key) { return }
        owners[place] = owner
    }
}
