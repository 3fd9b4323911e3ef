package import Values

/// Gives found pairs names that no other pair of the fleet has.
package struct PairNamer: Sendable {
    /// The most characters of a pair's name.
    private static let limit = 31

    /// As many as a fleet may have pairs, so that one is always free.
    private static let attempts = 10_002

    private var taken: Set<PairName>

    /// A namer that knows the names that are taken.
    package init(_ known: KnownPairs) { taken = known.names }

    /// A name for a pair of a region: by the first of the texts from which one can be made.
    ///
    /// When it is taken the region is added, then a number.
    package mutating func name(from texts: [String], region: Region) -> PairName? {
        let base = texts.lazy.map(Self.slug).first { !$0.isEmpty } ?? "pair"
        for attempt in 0..<Self.attempts {
            let suffix = attempt == 0 ? "" : attempt == 1 ? "-\(region.name)" : "-\(region.name)-\(attempt)"
            let stem = Self.trimmed(String(base.prefix(Self.limit - suffix.utf8.count)))
            guard let name = PairName(stem + suffix), taken.insert(name).inserted else { continue }
            return name
        }
        return nil
    }

    /// The text with nothing but what a name may have; empty when nothing is left.
    static func slug(_ text: String) -> String {
        var slug = ""
        for byte in text.lowercased().utf8 {
            let isFit = (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
            if isFit {
                slug.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !slug.hasSuffix("-"), !slug.isEmpty {
                slug += "-"
            }
        }
        slug = trimmed(String(slug.prefix(limit)))
        guard let first = slug.utf8.first, !(0x61...0x7A).contains(first) else { return slug }
        return trimmed(String("pair-\(slug)".prefix(limit)))
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.hasSuffix("-") { text.removeLast() }
        return text
    }
}

extension Finding {
    /// What the pair may be named after, the best first: its VPC, what its routers' names share, its VPC's id.
    ///
    /// `isOnlyOne` says whether the VPC has no other pair.
    func names(isOnlyOne: Bool) -> [String] {
        let stem = routers.count == 2 ? NameStem.common(of: routers[0].name, and: routers[1].name) : nil
        return (isOnlyOne ? [vpcName, stem] : [stem, vpcName]).compactMap(\.self) + ["pair-\(vpc.text.suffix(8))"]
    }
}
