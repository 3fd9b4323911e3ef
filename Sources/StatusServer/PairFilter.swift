import Fleet
import Records
import Reports
import Values

/// Which pairs a reader wants to see; a field that is missing or empty selects all.
struct PairFilter: Hashable, Sendable {
    /// A tag: its key, and its value where that matters.
    struct Tag: Hashable, Sendable {
        var key: String
        var value: String?
    }

    /// The standings.
    var standings: Set<Standing>?
    /// The code of a region.
    var region: String?
    /// The number of an account.
    var account: String?
    /// A tag of the definitions.
    var tag: Tag?
    /// Words that the name, the description or the VPC has in it, in lower case.
    var search: String?

    /// What the query of a target says.
    init(_ query: [String: String]) throws(StatusSite.Refusal) {
        let field = { (name: String) in query[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let words = field("standing") {
            let standings = words.split(separator: ",").compactMap { Standing(rawValue: String($0)) }
            guard standings.count == words.split(separator: ",").count else {
                let known = Standing.allCases.map(\.rawValue).joined(separator: ", ")
                throw .field("standing", words, "there are \(known)")
            }
            self.standings = Set(standings)
        }
        if let text = field("tag") {
            let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard !sides[0].isEmpty else { throw .field("tag", text, "write KEY or KEY=VALUE") }
            tag = Tag(key: sides[0], value: sides.count == 2 ? sides[1] : nil)
        }
        (region, account, search) = (field("region"), field("account"), field("search")?.lowercased())
    }

    /// The selected of some pairs, in their order; the fleet knows their tags.
    func pairs(of statuses: [PairStatus], _ fleet: Fleet) -> [PairStatus] {
        let tagged = tag.map { tag in
            let tagged = fleet.pairs.filter { pair in
                pair.deployment.tags.contains { $0.key == tag.key && (tag.value ?? $0.value) == $0.value }
            }
            return Set(tagged.map(\.name))
        }
        return statuses.filter { status in
            (standings?.contains(status.standing) ?? true) && (region ?? status.region.name) == status.region.name
                && (account ?? status.account.text) == status.account.text && (tagged?.contains(status.pair) ?? true)
                && (search.map { "\(status.pair) \(status.description) \(status.vpc)".lowercased().contains($0) }
                    ?? true)
        }
    }
}
