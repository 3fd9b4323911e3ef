package import Fleet
package import Values

extension FleetReport {
    /// What the pairs of a report are summed up by.
    package enum Grouping: Hashable, Sendable {
        /// The region.
        case region
        /// The account.
        case account
        /// The value of a tag of the definitions.
        case tag(String)

        /// What may be written in place of what ``init(_:)`` does not know.
        package static let wayOut =
            "write region, account or tag:KEY, such as tag:Site, for the tags of the definitions"

        /// Reads `region`, `account` or `tag:KEY`; nil for anything else.
        package init?(_ text: String) {
            switch text {
            case "region": self = .region
            case "account": self = .account
            case _ where text.hasPrefix("tag:") && text.utf8.count > 4: self = .tag(String(text.dropFirst(4)))
            default: return nil
            }
        }

        /// The group of each pair.
        package func names(of pairs: [Pair]) -> [PairName: String] {
            Dictionary(pairs.map { ($0.name, name(of: $0)) }) { first, _ in first }
        }

        private func name(of pair: Pair) -> String {
            switch self {
            case .region: pair.region.name
            case .account: pair.account.text
            case .tag(let key): pair.deployment.tags.first { $0.key == key }?.value ?? "without \(key)"
            }
        }
    }
}
