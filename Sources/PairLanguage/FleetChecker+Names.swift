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

    /// No two pairs may have a resource of the same name, given or by default.
    mutating func checkNames(_ pairs: [EffectivePair]) {
        guard pairs.contains(where: { pair in Self.keys.contains { pair.layer.given($0) != nil } }) else { return }
        var taken: [Place: (pair: Name, extent: Extent)] = [:]
        for given in [true, false] {
            // Names that are given come first, since only they can be changed.
            for pair in pairs {
                for (place, extent) in Self.names(of: pair, given: given) {
                    if let first = taken[place] {
                        tell(place, pair, extent, first)
                    } else {
                        taken[place] = (pair.name, extent)
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
                switch key {
                case .role: name = "vaer-\(pair.name.text)-\(region)"
                case .logGroup: name = "/aws/lambda/vaer-\(pair.name.text)"
                default: name = "vaer-\(pair.name.text)"
                }
            }
            let area = key == .role ? region.partition.name : region.name
            return (Place(key: key, account: account, area: area, name: name), given?.valueExtent ?? pair.heading)
        }
    }

    private mutating func tell(
        _ place: Place,
        _ pair: EffectivePair,
        _ extent: Extent,
        _ first: (pair: Name, extent: Extent)
    ) {
        addError(
            .sharedName,
            "the pair '\(first.pair.text.printable)' has a \(Schema.setting(place.key).name) of the name "
                + "'\(place.name.printable)' too",
            at: extent,
            note: Problem.Note(message: "it is first used here", extent: first.extent),
            help: "each pair needs its own"
        )
    }
}
