import Codecs
import Fleet
package import Onboarding
package import Values

/// What a search for new pairs found, for people and for programs.
package struct DiscoveryReport: Sendable {
    /// A login or region that could not be read.
    package struct Gap: Hashable, Sendable {
        /// The `credentials` block; nil is the default chain.
        package var login: String?
        /// The region; nil when it is the whole login.
        package var region: Region?
        /// Why.
        package var message: String
        /// What to do about it; nil when the message says it.
        package var wayOut: String?

        /// A gap.
        package init(login: String?, region: Region?, message: String, wayOut: String?) {
            (self.login, self.region, self.message, self.wayOut) = (login, region, message, wayOut)
        }
    }

    private let proposals: [Proposal]
    private let gaps: [Gap]
    private let written: Set<String>
    private let least: Confidence

    /// A report; `written` are the pairs that have definitions now, `least` is what it took to be written.
    package init(_ proposals: [Proposal], gaps: [Gap], written: Set<String> = [], least: Confidence) {
        (self.proposals, self.gaps, self.written, self.least) = (proposals, gaps, written, least)
    }

    /// The report in a format; `wide` also has the instances and interfaces.
    package func text(_ format: OutputFormat, colors: Bool) -> String {
        switch format {
        case .json: document.prettyText
        case .csv: csv
        case .table: table(isWide: false, colors: colors)
        case .wide: table(isWide: true, colors: colors)
        }
    }

    /// How many pairs of which confidence there are, in one line.
    package var verdict: String {
        let counts = Confidence.allCases.reversed().compactMap { confidence -> String? in
            let count = proposals.count { $0.confidence == confidence }
            return count > 0 ? "\(count) of \(confidence) confidence" : nil
        }
        let found = proposals.count { $0.confidence != nil }
        let others: [(Int, String)] = [
            (proposals.count { $0.isDefined }, "defined already"),
            (proposals.count { $0.finding.verdict == .alone }, "without a peer"),
            (proposals.count { $0.finding.verdict == .unclear }, "unclear"),
        ]
        let rest = others.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let head = "\(found == 1 ? "1 new pair" : "\(found) new pairs")"
        let detail = counts.isEmpty ? "" : " (\(counts.joined(separator: ", ")))"
        return ([head + detail] + rest).joined(separator: ", ")
    }

    private var csv: String {
        var csv = CSV([
            "pair", "state", "confidence", "account", "region", "vpc", "routers", "instances", "routes", "reasons",
        ])
        for proposal in proposals {
            let finding = proposal.finding
            csv.add([
                proposal.name, proposal.state, proposal.confidence?.rawValue, proposal.home.account.text,
                proposal.home.region.name, finding.vpc.text, finding.routers.map(\.name).joined(separator: "; "),
                finding.routers.map(\.instance.text).joined(separator: "; "), String(finding.routeCount),
                finding.reasons.joined(separator: "; "),
            ])
        }
        return csv.text
    }

    private func table(isWide: Bool, colors: Bool) -> String {
        guard !proposals.isEmpty else { return verdict }
        var columns: [(heading: String, alignment: TextTable.Alignment)] = [
            ("PAIR", .left), ("CONFIDENCE", .left), ("ACCOUNT", .left), ("REGION", .left), ("VPC", .left),
            ("ROUTERS", .left), ("ROUTES", .right), ("WHY", .left),
        ]
        if isWide { columns.insert(contentsOf: [("INSTANCES", .left), ("INTERFACES", .left)], at: 6) }
        var table = TextTable(columns)
        for proposal in proposals {
            let finding = proposal.finding
            let routers = finding.routers.prefix(4)
            let more = finding.routers.count > routers.count ? ", …" : ""
            var cells = [
                Cell(proposal.name ?? "-"), word(proposal), Cell(proposal.home.account.text),
                Cell(proposal.home.region.name), Cell(finding.vpc.text),
                Cell(routers.map(\.name).joined(separator: ", ") + more), Cell(String(finding.routeCount)),
                Cell(finding.reasons.joined(separator: ", ")),
            ]
            if isWide {
                let instances = routers.map(\.instance.text).joined(separator: ", ")
                let enis = routers.flatMap(\.interfaces).map(\.eni.text).joined(separator: ", ")
                cells.insert(contentsOf: [Cell(instances), Cell(enis)], at: 6)
            }
            table.add(cells)
        }
        return "\(verdict)\n\n\(table.text(colors: colors))"
    }

    private func word(_ proposal: Proposal) -> Cell {
        switch proposal.finding.verdict {
        case .pair(let confidence): Cell(confidence.rawValue, confidence >= least ? .good : .warning)
        case .defined: Cell("defined", .faint)
        case .alone: Cell("no peer", .warning)
        case .unclear: Cell("unclear", .warning)
        }
    }

    private var document: JSON {
        Document.json(
            kind: "discovery",
            [
                "verdict": .string(verdict),
                "findings": .array(proposals.map(json)),
                "unread": .array(
                    gaps.map { gap in
                        .complete([
                            "credentials": gap.login.map(JSON.string),
                            "region": gap.region.map { .string($0.name) },
                            "message": .string(gap.message),
                            "way-out": gap.wayOut.map(JSON.string),
                        ])
                    }
                ),
            ]
        )
    }

    private func json(_ proposal: Proposal) -> JSON {
        let finding = proposal.finding
        return .complete([
            "pair": proposal.name.map(JSON.string),
            "state": .string(proposal.state),
            "confidence": proposal.confidence.map { .string($0.rawValue) },
            "account": .string(proposal.home.account.text),
            "region": .string(proposal.home.region.name),
            "credentials": proposal.home.login.map(JSON.string),
            "vpc": .string(finding.vpc.text),
            "routes": .integer(finding.routeCount),
            "routers": .array(
                finding.routers.map { router in
                    .complete([
                        "name": .string(router.name),
                        "instance": .string(router.instance.text),
                        "interfaces": .strings(router.interfaces.map(\.eni.text)),
                        "routes": .integer(router.routeCount),
                    ])
                }
            ),
            "reasons": .strings(finding.reasons),
            "written": .bool(proposal.draft.map { written.contains($0.pair.name.text) } ?? false),
        ])
    }
}

extension Proposal {
    fileprivate var isDefined: Bool { if case .defined = finding.verdict { true } else { false } }

    /// The pair's name, proposed or given; nil for what is none.
    fileprivate var name: String? {
        if case .defined(let name) = finding.verdict { return name.text }
        return draft?.pair.name.text
    }

    fileprivate var state: String {
        switch finding.verdict {
        case .pair: "new"
        case .defined: "defined"
        case .alone: "alone"
        case .unclear: "unclear"
        }
    }
}
