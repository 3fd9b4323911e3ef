import Values

extension FleetChecker {
    /// A resource's name where it has to be unique.
    private struct Place: Hashable {
        let key: Schema.Key
        let account: AccountID
        /// The region; for IAM, whose names are the same everywhere, the partition.
        let area: String
        let name: String
    }

    /// Who has a name first.
    private struct Taken {
        let pair: Name
        let extent: Extent
    }

    /// A pair that was renamed has its old name for itself; returns the pairs of which that is true.
    private mutating func checkMoves(_ pairs: [EffectivePair]) -> [EffectivePair] {
        guard pairs.contains(where: { $0.layer.given(.formerName) != nil }) else { return pairs }
        var taken = Dictionary(pairs.map { ($0.name.text, $0.name.extent) }, uniquingKeysWith: { first, _ in first })
        return pairs.filter { pair in
            guard let given = pair.layer.given(.formerName), case .text(let name) = given.value else { return true }
            guard let first = taken.updateValue(given.valueExtent, forKey: name) else { return true }
            let isItself = name == pair.name.text
            addError(
                .sharedName,
                isItself ? "the pair is called '\(name)' itself" : "'\(name)' is another pair's name, now or before",
                at: given.valueExtent,
                note: Problem.Note(message: "it stands here too", extent: first),
                help: isItself
                    ? "write the name that it had before, or remove 'moved { }'" : "only one can have been called so"
            )
            return false
        }
    }

    /// No two pairs may have a resource of the same name, given or by default.
    mutating func checkNames(_ all: [EffectivePair]) {
        let pairs = checkMoves(all)
        guard pairs.contains(where: { pair in Self.keys.contains { pair.layer.given($0) != nil } }) else { return }
        var taken: [Place: Taken] = [:]
        for given in [true, false] {
            // Names that are given come first, since only they can be changed.
            for pair in pairs {
                for (place, extent) in Self.names(of: pair, given: given) {
                    let other = Taken(pair: pair.name, extent: extent)
                    if let first = taken[place] {
                        given ? tell(place, other, first) : tellOwn(place, other, first)
                    } else {
                        taken[place] = other
                    }
                }
            }
        }
    }

    private static let keys: [Schema.Key] = [.function, .role, .rule, .topicName, .logGroup]

    private static func names(of pair: EffectivePair, given isGiven: Bool) -> [(Place, Extent)] {
        guard let region = pair.region, let account = pair.account else { return [] }
        return keys.compactMap { key in
            let given = pair.layer.given(key)
            guard (given != nil) == isGiven else { return nil }
            let name: String
            if let given {
                guard case .text(let text) = given.value else { return nil }
                name = text
            } else {
                let own = "vaer-\(pair.layer.text(.formerName) ?? pair.name.text)"
                switch key {
                case .role: name = "\(own)-\(region)"
                case .logGroup: name = "/aws/lambda/\(own)"
                default: name = own
                }
            }
            let area = key == .role ? region.partition.name : region.name
            return (Place(key: key, account: account, area: area, name: name), given?.valueExtent ?? pair.heading)
        }
    }

    private mutating func tell(_ place: Place, _ other: Taken, _ first: Taken) {
        addError(
            .sharedName,
            "the pair '\(first.pair.text.printable)' has a \(Schema.setting(place.key).name) of the name "
                + "'\(place.name.printable)' too",
            at: other.extent,
            note: Problem.Note(message: "it is first used here", extent: first.extent),
            help: "each pair needs its own"
        )
    }

    /// A given name is what another pair's resource is called by vaer: only the given one can be changed.
    private mutating func tellOwn(_ place: Place, _ other: Taken, _ given: Taken) {
        addError(
            .sharedName,
            "'\(place.name.printable)' is what the \(Schema.setting(place.key).name) of the pair "
                + "'\(other.pair.text.printable)' is called",
            at: given.extent,
            note: Problem.Note(message: "that pair is defined here", extent: other.extent),
            help: "choose another name here, or give that pair one in its 'names { }'"
        )
    }
}
