import Engine
import Fleet
package import Records
import Values

extension LivePage {
    /// The pairs that a reader of the fleet's page sees.
    package struct Listing: Sendable {
        /// How many pairs stand on one page.
        package static let pageSize = 100

        /// All that were selected, the most urgent first.
        let pairs: [PairStatus]
        /// The number of the page, from 1 on.
        let page: Int
        /// The fields of the form, as the reader filled them.
        let fields: [String: String]
        /// The regions of the fleet.
        let regions: [String]
        /// The latest failovers and failbacks of the fleet; nil when the history could not be read.
        let failovers: [FailoverRecord]?

        /// A listing of pairs, given in any order.
        package init(
            _ pairs: [PairStatus],
            page: Int,
            fields: [String: String],
            regions: [String],
            failovers: [FailoverRecord]?
        ) {
            self.pairs = pairs.sorted { ($0.standing, $0.pair) < ($1.standing, $1.pair) }
            let last = max(1, (pairs.count + Self.pageSize - 1) / Self.pageSize)
            (self.page, self.fields, self.regions) = (min(max(1, page), last), fields, regions)
            self.failovers = failovers
        }

        var pages: Int { max(1, (pairs.count + Self.pageSize - 1) / Self.pageSize) }
        var rows: ArraySlice<PairStatus> { pairs.dropFirst((page - 1) * Self.pageSize).prefix(Self.pageSize) }

        /// The target of this listing with other fields.
        func target(_ changes: [String: String]) -> String {
            let all = fields.merging(changes) { _, new in new }.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            let query = all.map { "\($0.key)=\(Self.encoded($0.value))" }.joined(separator: "&")
            return query.isEmpty ? "/" : "/?\(query)"
        }

        private static func encoded(_ text: String) -> String {
            text.utf8.reduce(into: "") { result, byte in
                let isPlain =
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
                let digits = String(byte, radix: 16, uppercase: true)
                result += isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.utf8.count < 2 ? "0" : "") + digits
            }
        }
    }

    /// The page of the whole fleet.
    package init(_ frame: Frame, _ listing: Listing) {
        (self.frame, title) = (frame, "Fleet")
        let shown = listing.pairs.count
        let summary = "\(Wording.count(shown, "pair")) of \(frame.standings.values.reduce(0, +))"
        main = """
            \(Self.live("overview", "Overview", Self.cards(frame, listing)))
            \(Self.form(listing))
            \(Self.live("pairs", "Pairs", Self.table(listing, frame.now, summary)))
            \(Self.live("failovers", "Latest failovers", Self.failovers(listing.failovers)))
            """
    }

    private static func cards(_ frame: Frame, _ listing: Listing) -> HTML {
        let cards = Standing.allCases.compactMap { standing -> HTML? in
            guard let count = frame.standings[standing], count > 0 else { return nil }
            let target = listing.target(["standing": standing.rawValue, "page": ""])
            return """
                <li class="card \(standing.rawValue)"><a href="\(target)"><strong>\(count)</strong> \(standing.badge)</a></li>
                """
        }
        guard !cards.isEmpty else { return "<p>There are no pairs.</p>" }
        return "<ul class=\"cards\">\n\(cards)\n</ul>"
    }

    private static func form(_ listing: Listing) -> HTML {
        let standings = options(Standing.allCases.map(\.rawValue), listing.fields["standing"] ?? "")
        let regions = options(listing.regions, listing.fields["region"] ?? "")
        let text = { (name: String) in listing.fields[name] ?? "" }
        return """
            <form method="get" action="/" role="search" aria-label="Select pairs">
            <label>Name, description or VPC <input type="search" name="search" value="\(text("search"))"></label>
            <label>State <select name="standing"><option value="">any</option>\(standings)</select></label>
            <label>Region <select name="region"><option value="">any</option>\(regions)</select></label>
            <label>Account <input name="account" inputmode="numeric" size="13" value="\(text("account"))"></label>
            <label>Tag <input name="tag" size="14" placeholder="KEY=VALUE" value="\(text("tag"))"></label>
            <button>Show</button> <a href="/">all</a>
            </form>
            """
    }

    private static func options(_ values: [String], _ selected: String) -> [HTML] {
        values.map { value in
            value == selected ? "<option selected>\(value)</option>" : "<option>\(value)</option>"
        }
    }

    private static func table(_ listing: Listing, _ now: Timestamp, _ summary: String) -> HTML {
        guard !listing.rows.isEmpty else { return "<p>No pair fits.</p>" }
        let rows = listing.rows.map { pair -> HTML in
            """
            <tr id="row-\(pair.pair.text)"><th scope="row">\(link(pair.pair))</th><td>\(pair.badge)</td>\
            <td class="time">\(pair.region.name)</td><td>\(pair.members.first.name): \(pair.words(of: .first))</td>\
            <td>\(pair.members.second.name): \(pair.words(of: .second))</td><td>\(drift(pair))</td><td>\(last(pair))</td>\
            <td class="number">\(age(pair.observedAt, now))</td><td class="why">\(pair.reason)</td></tr>
            """
        }
        return """
            <p class="faint">\(summary)\(listing.pages > 1 ? ", page \(listing.page) of \(listing.pages)" : "")</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Pairs">
            <table>
            <caption>The most urgent first</caption>
            <thead><tr><th scope="col">Pair</th><th scope="col">State</th><th scope="col">Region</th>\
            <th scope="col">Member A</th><th scope="col">Member B</th><th scope="col">Drift</th>\
            <th scope="col">Last failover</th><th scope="col" class="number">Seen</th><th scope="col">Why</th></tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table>
            </div>
            \(turns(listing))
            """
    }

    private static func turns(_ listing: Listing) -> HTML {
        guard listing.pages > 1 else { return "" }
        let back: HTML =
            listing.page > 1
            ? "<a rel=\"prev\" href=\"\(listing.target(["page": "\(listing.page - 1)"]))\">previous</a>" : ""
        let on: HTML =
            listing.page < listing.pages
            ? "<a rel=\"next\" href=\"\(listing.target(["page": "\(listing.page + 1)"]))\">next</a>" : ""
        return "<p class=\"pages\">\(back) \(on)</p>"
    }

    private static func drift(_ pair: PairStatus) -> HTML {
        guard let drift = pair.drift else { return "<span class=\"faint\">not compared</span>" }
        return drift.isPresent ? "<strong>yes</strong>" : "no"
    }

    private static func last(_ pair: PairStatus) -> HTML {
        guard let failover = pair.lastFailover else { return "<span class=\"faint\">none</span>" }
        return """
            <time datetime="\(failover.finished.description)">\(Wording.moment(failover.finished))</time>, \
            \(failover.wayWords), \(Wording.measured(failover.recovery))
            """
    }

    /// Failovers and failbacks of any pairs, a row each.
    static func failovers(_ failovers: [FailoverRecord]?) -> HTML {
        guard let failovers else { return "<p>The history cannot be read.</p>" }
        guard !failovers.isEmpty else { return "<p>None on record.</p>" }
        let rows = failovers.map { failover -> HTML in
            """
            <tr><td class="time"><time datetime="\(failover.started.description)">\(Wording.moment(failover.started))\
            </time></td><th scope="row">\(link(failover.pair))</th><td>\(failover.direction.rawValue) \(failover.wayWords)</td>\
            <td class="number">\(failover.routeWords)</td><td class="number">\(Wording.measured(failover.recovery))</td>\
            <td>\(failover.detection.rawValue)</td><td>\(failover.source.rawValue)</td><td class="why">\(failover.reason)</td></tr>
            """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="Failovers">
            <table>
            <caption>The latest first</caption>
            <thead><tr><th scope="col">Time</th><th scope="col">Pair</th><th scope="col">Way</th>\
            <th scope="col" class="number">Routes</th><th scope="col" class="number">Took</th><th scope="col">Detected by</th>\
            <th scope="col">Moved by</th><th scope="col">Why</th></tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table>
            </div>
            """
    }
}
