package import Fleet
package import Values

/// Whose a resource is, by its tags.
package struct Ownership: Hashable, Sendable {
    /// Whose a resource is.
    package enum Owner: Hashable, Sendable {
        /// This pair's; of what pairs share, this fleet's.
        case ours
        /// Another pair's, in words.
        case anothers(String)
        /// Not vaer's.
        case nobodys
    }

    /// The fleet's name.
    package let fleet: String
    /// The pair's name; nil for what the pairs of the fleet share.
    package let pair: PairName?

    /// What the pair was called before; what has that name in its tags is the pair's too, and gets the new one.
    package let formerName: PairName?

    /// The ownership of a pair of a fleet.
    package init(fleet: String, pair: Pair) {
        (self.fleet, self.pair, formerName) = (fleet, pair.name, pair.deployment.formerName)
    }

    /// The ownership of what the pairs of a fleet share.
    package init(sharedIn fleet: String) { (self.fleet, pair, formerName) = (fleet, nil, nil) }

    /// Whose a resource with these tags is.
    package func owner(_ tags: [String: String]) -> Owner {
        guard tags[TagKey.managed] == "true" else { return .nobodys }
        let (otherFleet, otherPair) = (tags[TagKey.fleet] ?? "", tags[TagKey.pair])
        if otherFleet == fleet, otherPair == pair?.text { return .ours }
        guard let otherPair else { return .anothers("the fleet '\(otherFleet)'") }
        if otherFleet == fleet, otherPair == formerName?.text { return .ours }
        return .anothers("the pair '\(otherPair)' of the fleet '\(otherFleet)'")
    }
}
