import ArgumentParser
import Controller
import Fleet
import Onboarding
import PairLanguage
import Planning
import Reports
import Values

/// `vaer discover`: finds pairs that no definition has yet.
struct DiscoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discover",
        abstract: "Find pairs of routers in AWS that no definition has yet; changes nothing in AWS.",
        discussion: """
            Looks for VPCs with routes that point at instances' network interfaces, and for the peer of each of those \
            instances. With --write a definition is written for each pair that is sure enough; no file is ever \
            overwritten, and no router that a definition names is proposed again. Exit status 3 when some regions could \
            not be read, 1 when none could.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Regions with commas between, or 'all' for all that each account may use.",
            valueName: "all|list"
        )
    )
    var regions: String

    @OptionGroup var search: LoginSelection

    @Option(
        help: ArgumentHelp(
            "Only instances with this tag can be routers; may be given more than once.",
            valueName: "key[=value]"
        )
    )
    var tag: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only instances of this image can be routers; may be given more than once.",
            valueName: "ami"
        )
    )
    var image: [String] = []

    @Option(help: ArgumentHelp("Write definitions into this folder, a file for each pair.", valueName: "folder"))
    var write: String?

    @Option(help: "Write pairs of this confidence or better: high, medium or low.")
    var confidence = Confidence.high

    @Option(name: .shortAndLong, help: "How to write the result: table, wide, json or csv.")
    var output = OutputFormat.table

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        let wanted = try Survey.Wanted(option: regions)
        let folder = try DefinitionFolder(write, options, console)
        let access = AWSAccess(folder.fleet, options, console)
        let logins = try search.logins(of: folder.fleet)
        let criteria = try criteria
        let known = KnownPairs(folder.fleet)
        let (proposals, gaps) = try await Interruption.handled(console) {
            await Self.discover(logins, wanted, criteria, known, access, console)
        }
        var written: [String] = []
        if write != nil { written = try write(proposals, into: folder, console) }
        let report = DiscoveryReport(proposals, gaps: gaps.map(\.shown), written: Set(written), least: confidence)
        console.data(report.text(output, colors: console.colorsData))
        for gap in gaps { console.report(Failure(gap.failure).about(gap.place)) }
        if write == nil, proposals.contains(where: { $0.confidence != nil }), output == .table || output == .wide {
            console.talk("run again with --write FOLDER for their definitions")
        }
        if !written.isEmpty { console.talk("\(written.count) written to \(folder.path); \(folder.nextSteps)") }
        let drafted = proposals.filter { ($0.confidence ?? .low) >= confidence && $0.draft != nil }.count
        if !gaps.isEmpty { throw (proposals.isEmpty ? gaps[0].failure.cause.status : .partlyDone).code }
        if write != nil, written.count < drafted { throw ExitStatus.partlyDone.code }
    }

    private static func discover(
        _ logins: [String?],
        _ wanted: Survey.Wanted,
        _ criteria: Pairing.Criteria,
        _ known: KnownPairs,
        _ access: AWSAccess,
        _ console: Console
    ) async -> (proposals: [Proposal], gaps: [Survey.Gap]) {
        let (places, lost) = await access.survey.places(logins, wanted)
        let bar = ProgressBar("discover", total: places.count, console: console)
        defer { bar.end() }
        let (proposals, gaps) = await Discovery(access.survey).run(places, criteria: criteria, known: known) { place in
            bar.finish(place.region.name)
        }
        return (proposals, lost + gaps)
    }

    private var criteria: Pairing.Criteria {
        get throws {
            for image in image where !image.hasPrefix("ami-") {
                throw Failure(.usage, "'\(image)' is no image", hint: "write --image ami-0a1b2c3d4e5f60718")
            }
            let tags = try tag.map { text throws(Failure) -> (key: String, value: String?) in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard !parts[0].isEmpty else {
                    throw Failure(
                        .usage,
                        "'\(text)' is no tag",
                        hint: "write --tag Role=router, or --tag Role for any value"
                    )
                }
                return (parts[0], parts.count == 2 ? parts[1] : nil)
            }
            return Pairing.Criteria(tags: tags, images: image)
        }
    }

    /// Writes the definitions that are sure enough, and gives the names of their pairs.
    private func write(_ proposals: [Proposal], into folder: DefinitionFolder, _ console: Console) throws -> [String] {
        let drafts = proposals.filter { ($0.confidence ?? .low) >= confidence }.compactMap(\.draft)
        guard !drafts.isEmpty else { return [] }
        let compilation = folder.compilation(with: drafts)
        guard !compilation.hasErrors else {
            let sources = drafts.map { SourceFile(path: folder.place(of: $0), bytes: Array($0.text.utf8)) }
            console.notice(DiagnosticText.render(compilation.diagnostics, sources: sources, color: console.colorsTalk))
            throw Failure(
                .configuration,
                "the definitions that there are and those that were found do not go together; nothing is written",
                hint: "mend 'defaults' or the definitions that are named above"
            )
        }
        return drafts.compactMap { draft in
            do throws(Failure) {
                try folder.write(draft)
                return draft.pair.name.text
            } catch {
                console.report(error)
                return nil
            }
        }
    }
}

extension Confidence: ExpressibleByArgument {}

/// With which logins a command looks for pairs that no definition has.
struct LoginSelection: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Log in with this 'credentials' block of the definitions, or with all that match a pattern such as '*'; may be \
            given more than once. Without it the usual AWS chain is used.
            """,
            valueName: "name"
        )
    )
    var credentials: [String] = []

    /// The logins of a fleet that are selected; nil is the default chain.
    func logins(of fleet: Fleet) throws(Failure) -> [String?] {
        guard !credentials.isEmpty else { return [nil] }
        let names = fleet.credentials.keys.sorted()
        for pattern in credentials where !names.contains(where: { PairSelection.matches(pattern, $0) }) {
            let known = names.isEmpty ? "the definitions have none" : "there are: \(names.joined(separator: ", "))"
            throw Failure(
                .usage,
                "no definition has credentials '\(pattern)'",
                hint: Nearest.question(pattern, among: names) ?? known
            )
        }
        return names.filter { name in credentials.contains { PairSelection.matches($0, name) } }
    }
}

extension Survey.Wanted {
    /// The regions of an option: `all`, or a list with commas.
    init(option: String) throws(Failure) {
        guard option != "all" else {
            self = .all
            return
        }
        var regions: [Region] = []
        for word in option.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init) {
            guard let region = Region(word) else {
                throw Failure(.usage, "'\(word)' is no region", hint: "write --regions us-west-1,cn-north-1, or all")
            }
            if !region.isKnown, let question = Nearest.question(word, among: Region.known) {
                throw Failure(.usage, "there is no region '\(word)'", hint: question)
            }
            if !regions.contains(region) { regions.append(region) }
        }
        guard !regions.isEmpty else {
            throw Failure(.usage, "no region is named", hint: "write --regions us-west-1,cn-north-1, or all")
        }
        self = .only(regions)
    }
}

extension Survey.Gap {
    /// What could not be read, in a word or two.
    var place: String {
        [region?.name, login.map { "credentials '\($0)'" }].compactMap(\.self).joined(separator: ", ")
    }

    /// The gap for a report.
    var shown: DiscoveryReport.Gap {
        DiscoveryReport.Gap(login: login, region: region, message: failure.message, wayOut: failure.wayOut)
    }
}
