import ArgumentParser
import Codecs
import Controller
import Fleet
import Onboarding
import PairLanguage
import Planning
import Reports
import Values

/// `vaer adopt`: defines what somebody made by hand, so that apply takes it over in place.
struct AdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Define a pair whose function, rule and topic were made by hand; changes nothing in AWS.",
        discussion: """
            Reads a function with the variables region, vpcid, host1eni and host2eni, its role, its log, the rules that \
            wake it and the topic that it tells, and gives a definition with their names: 'vaer plan' then shows an update \
            and no second set, and the first apply replaces the code and tightens the rights in place. Without --write the \
            definition is only shown. Exit status 6 when something cannot be taken over, 3 when others can.
            """
    )

    @Option(help: ArgumentHelp("The function's name; all that have the four variables by default.", valueName: "name"))
    var function: String?

    @Option(
        help: ArgumentHelp(
            "The region. Default: AWS_REGION, AWS_DEFAULT_REGION, else the profile's.",
            valueName: "region"
        )
    )
    var region: String?

    @Flag(help: "Look in all regions that the account may use.")
    var allRegions = false

    @OptionGroup var search: LoginSelection

    @Option(help: ArgumentHelp("The pair's name. Default: after its VPC or its routers.", valueName: "pair"))
    var name: String?

    @Option(help: ArgumentHelp("Write the definitions into this folder, a file for each pair.", valueName: "folder"))
    var write: String?

    @Option(name: .shortAndLong, help: "How to write the result: table or json.")
    var output = PlainFormat.table

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard function != nil || allRegions || region != nil else {
            throw ValidationError("name a function with --function, or look for all with --region or --all-regions")
        }
        guard region == nil || !allRegions else {
            throw ValidationError("--region and --all-regions exclude each other")
        }
        guard name == nil || function != nil else { throw ValidationError("--name needs --function") }
        if let name, PairName(name) == nil {
            throw ValidationError("'\(name)' is no pair's name: lower-case letters, digits and hyphens, at most 31")
        }
    }

    /// What became of one function.
    private struct Result: Sendable {
        let found: AdoptionSearch.Found
        let adoption: Swift.Result<Adoption, Adoption.Refusal>
    }

    func run() async throws {
        let console = options.console
        let folder = try DefinitionFolder(write, options, console)
        let access = AWSAccess(folder.fleet, options, console)
        let wanted = try wanted(access)
        let logins = try search.logins(of: folder.fleet)
        let function = function
        let (found, gaps) = try await Interruption.handled(console) {
            await Self.look(logins, wanted, function, access, console)
        }
        let results = adopt(found, KnownPairs(folder.fleet))
        let adopted = results.compactMap { try? $0.adoption.get() }
        try check(adopted.map(\.draft), folder, console)
        let written = write == nil ? [] : write(adopted.map(\.draft), folder, console)
        tell(results, written, folder, console)
        for gap in gaps { console.report(Failure(gap.failure).about(gap.place)) }
        try end(results, gaps, written)
    }

    private func wanted(_ access: AWSAccess) throws -> Survey.Wanted {
        if allRegions { return .all }
        if let region { return try Survey.Wanted(option: region) }
        guard let region = try access.defaultRegion else {
            throw Failure(
                .usage,
                "no region is known",
                hint: "name it with --region, or look everywhere with --all-regions"
            )
        }
        return .only([region])
    }

    private static func look(
        _ logins: [String?],
        _ wanted: Survey.Wanted,
        _ function: String?,
        _ access: AWSAccess,
        _ console: Console
    ) async -> (found: [AdoptionSearch.Found], gaps: [Survey.Gap]) {
        let (places, lost) = await access.survey.places(logins, wanted)
        let bar = ProgressBar("adopt", total: places.count, console: console)
        defer { bar.end() }
        let (found, gaps) = await AdoptionSearch(access.survey).run(places, function: function) {
            bar.finish($0.region.name)
        }
        return (found, lost + gaps)
    }

    private func adopt(_ found: [AdoptionSearch.Found], _ known: KnownPairs) -> [Result] {
        var (known, namer) = (known, PairNamer(known))
        return found.map { found in
            let adoption = Swift.Result { () throws(Adoption.Refusal) in
                try Adoption(
                    found.handmade,
                    login: found.place.login,
                    name: name.flatMap(PairName.init),
                    known: known,
                    namer: &namer
                )
            }
            if case .success(let adoption) = adoption { known.add(adoption.draft.pair) }
            return Result(found: found, adoption: adoption)
        }
    }

    /// Holds the definitions against the others before anything is shown or written.
    private func check(_ drafts: [PairDraft], _ folder: DefinitionFolder, _ console: Console) throws {
        let compilation = folder.compilation(with: drafts)
        guard compilation.hasErrors else { return }
        let sources = drafts.map { SourceFile(path: folder.place(of: $0), bytes: Array($0.text.utf8)) }
        console.notice(DiagnosticText.render(compilation.diagnostics, sources: sources, color: console.colorsTalk))
        throw Failure(
            .configuration,
            "the definitions that there are and the adopted ones do not go together; nothing is written",
            hint: "mend what is named above"
        )
    }

    private func write(_ drafts: [PairDraft], _ folder: DefinitionFolder, _ console: Console) -> Set<PairName> {
        var written: Set<PairName> = []
        for draft in drafts {
            do throws(Failure) {
                try folder.write(draft)
                written.insert(draft.pair.name)
            } catch {
                console.report(error)
            }
        }
        return written
    }

    private func tell(_ results: [Result], _ written: Set<PairName>, _ folder: DefinitionFolder, _ console: Console) {
        if output == .json { console.data(Self.document(results, written).prettyText) }
        for result in results {
            let handmade = result.found.handmade
            switch result.adoption {
            case .success(let adoption):
                let pair = adoption.draft.pair.name
                if output != .json, write == nil { console.data(adoption.draft.text) }
                if output != .json, written.contains(pair) { console.data(folder.place(of: adoption.draft)) }
                for remark in adoption.remarks { console.notice("\(pair): \(remark)") }
            case .failure(let refusal):
                let place = "\(handmade.region), \(handmade.function)"
                console.report(Failure(.refused, refusal.reason, hint: refusal.wayOut).about(place))
            }
        }
        if !written.isEmpty {
            console.talk("\(folder.nextSteps); the first apply takes over what was made by hand")
        } else if write == nil, results.contains(where: { (try? $0.adoption.get()) != nil }) {
            console.talk("nothing is written yet; run again with --write FOLDER")
        }
    }

    private func end(_ results: [Result], _ gaps: [Survey.Gap], _ written: Set<PairName>) throws {
        let good = results.count { (try? $0.adoption.get()) != nil }
        if results.isEmpty {
            guard gaps.isEmpty else { throw gaps[0].failure.cause.status.code }
            let what =
                function.map { "the function '\($0)'" } ?? "no function with the manual procedure's four variables"
            throw Failure(
                .failed,
                "\(what) is \(function == nil ? "" : "not ")there",
                hint: allRegions
                    ? "check the login: all regions that it may use were looked at"
                    : "check the region and the login, or look everywhere with --all-regions"
            )
        }
        let isWhole = good == results.count && gaps.isEmpty && (write == nil || written.count == good)
        guard isWhole else { throw (good == 0 ? ExitStatus.refused : .partlyDone).code }
    }

    private static func document(_ results: [Result], _ written: Set<PairName>) -> JSON {
        Document.json(kind: "adoption", ["functions": .array(results.map { json($0, written) })])
    }

    private static func json(_ result: Result, _ written: Set<PairName>) -> JSON {
        let handmade = result.found.handmade
        let (adoption, refusal): (Adoption?, Adoption.Refusal?) =
            switch result.adoption {
            case .success(let adoption): (adoption, nil)
            case .failure(let refusal): (nil, refusal)
            }
        return .fields([
            "function": .string(handmade.function),
            "account": .string(handmade.account.text),
            "region": .string(handmade.region.name),
            "pair": adoption.map { .string($0.draft.pair.name.text) },
            "definition": adoption.map { .string($0.draft.text) },
            "remarks": .strings(adoption?.remarks ?? []),
            "written": .bool(adoption.map { written.contains($0.draft.pair.name) } ?? false),
            "problem": refusal.map { .string($0.reason) },
            "way-out": refusal.map { .string($0.wayOut) },
        ])
    }
}
