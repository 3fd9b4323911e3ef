import AWS
import ArgumentParser
import Controller
import Engine
import Failover
import Fleet
import History
import PairLanguage
import Planning
import Provisioning
import Records
import Reports
import Values

/// `vaer describe`: everything about one pair on a page.
struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract:
            "Show everything about one pair: state, members, routes, what is deployed, who is told, what happened.",
        discussion: """
            Looks at AWS, changes nothing there, and records what it saw. What cannot be read is said, and told from the \
            history as far as possible; the exit status is 3 then.
            """
    )

    /// How much of the past a page rests on.
    private static let eventLimit = 200

    @Argument(help: ArgumentHelp("The pair's name.", valueName: "pair"))
    var name: String

    @Flag(help: "Do not ask AWS: only the definition and the history.")
    var recorded = false

    @Option(name: .shortAndLong, help: "How to write it: table, wide, json or csv.")
    var output = OutputFormat.table

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        let compilation = try FleetLoader.compilation(options, console)
        let pairs = try PairSelection.named(name).pairs(of: compilation.fleet)
        guard let pair = pairs.first, pairs.count == 1 else {
            throw Failure(.usage, "'\(name)' is \(pairs.count) pairs", hint: "'vaer status' tells of many pairs")
        }
        let source = FleetStatus([pair], of: compilation.fleet, options, console)
        let (answer, reading) = try await Interruption.handled(console) {
            if recorded { return (await source.known(), Reading?.none) }
            return (await source.looked(comparing: true), await Reading(pair, source))
        }
        var problems = answer.problems
        if let failure = reading?.problem, answer.unread.isEmpty { problems.append(failure) }
        guard let status = answer.statuses.first else { return }
        var live = reading?.live
        live?.plan = answer.plan?.pairs.first
        let page = PairPage(
            status,
            pair: pair,
            definition: compilation.effectiveText(of: pair.name) ?? "",
            events: await events(of: pair.name),
            live: live,
            now: source.access.time.now()
        )
        for problem in problems { console.report(problem) }
        console.data(page.rendered(as: output, colors: console.colorsData))
        if !problems.isEmpty { throw ExitStatus.partlyDone.code }
    }

    /// What happened; a history that is not there yet tells of nothing, and any other trouble was told already.
    private func events(of pair: PairName) async -> [HistoryEntry] {
        guard let place = try? options.historyPlace(),
            let history = try? HistoryStore(place, access: .readOnly, now: .init(milliseconds: 0))
        else { return [] }
        return (try? await history.history(of: pair, limit: Self.eventLimit)) ?? []
    }
}

/// What neither a sweep nor a plan keeps: the routes one by one, and who is told.
private struct Reading: Sendable {
    /// What was read.
    var live = PairPage.Live(routes: nil, plan: nil, recipients: nil)
    /// What could not be read; nil when all could.
    var problem: Failure?

    /// Reads it from AWS.
    init(_ pair: Pair, _ source: FleetStatus) async {
        do {
            let caller = try await source.access.verifiedCaller(for: pair)
            live.routes = await PairObserver(caller: caller, time: source.access.time).routes(of: pair)
                .map { OwnedRoutes(pair, $0) }
            if live.routes == nil {
                problem = Failure(.failed, "\(pair.name): the route tables could not be read", hint: "see --debug")
            }
            live.recipients = try await Self.recipients(of: pair, caller)
        } catch {
            problem = error.about(pair.name.text)
        }
    }

    private static func recipients(of pair: Pair, _ caller: any Caller) async throws(Failure) -> [Subscription] {
        do {
            return try await Recipients.read(of: pair, caller: caller)
        } catch {
            // A topic that is not there yet tells nobody.
            if error.code == "NotFound" { return [] }
            throw Failure(ProvisioningError.call(error, resource: "the topic of \(pair.name)").failure)
        }
    }
}
