import AWS
import ArgumentParser
import Controller
import Engine
import Fleet
import History
import Records
import Reports
import Values

/// `vaer drill`: proves a pair by really stopping and starting its routers.
struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Stop and start both routers of a pair, one after the other, and watch the routes.",
        discussion: """
            Stops the router that carries the routes, starts it, stops the other, starts that. After each step the \
            routes must be where they belong. Refused when the pair is not protected at the start. On a failure or \
            Ctrl-C the routers are started and the routes put back as they were.
            """
    )

    @Argument(help: ArgumentHelp("The pair's name.", valueName: "pair"))
    var name: String

    @Flag(help: "Do it; without this the steps are only shown.")
    var yes = false

    @Option(help: ArgumentHelp("How long to watch that nothing moves after a start, such as 20s.", valueName: "time"))
    var settle = "20s"

    @Option(help: ArgumentHelp("The longest time from a stop to the last moved route.", valueName: "time"))
    var moveLimit = "3m"

    @Option(name: .shortAndLong, help: "How to write the result: table, wide, json or csv.")
    var output = OutputFormat.table

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        var timing = DrillTiming()
        timing.settle = try Self.duration(settle, "--settle")
        timing.moveLimit = try Self.duration(moveLimit, "--move-limit")
        let fleet = try FleetLoader.fleet(options, console)
        let pair = try fleet.pair(named: name)
        let access = AWSAccess(fleet, options, console)
        try await Interruption.handled(console) { [timing] in
            try await Exercise(pair: pair, access: access, options: options, output: output, console: console)
                .run(timing: timing, isConfirmed: yes)
        }
    }

    private static func duration(_ text: String, _ option: String) throws -> Duration {
        guard let duration = Duration(shortText: text), duration > .zero else {
            throw Failure(.usage, "'\(text)' is no time for \(option)", hint: "write a number and ms, s, m or h")
        }
        return duration
    }
}

/// One drill with all that surrounds it: the guard, the record, the words.
private struct Exercise: Sendable {
    let pair: Pair
    let access: AWSAccess
    let options: GlobalOptions
    let output: OutputFormat
    let console: Console

    func run(timing: DrillTiming, isConfirmed: Bool) async throws {
        let caller = try await access.verifiedCaller(for: pair)
        let drill = Drill(pair: pair, caller: caller, time: access.time, timing: timing, narrate: narrate)
        let start: Drill.Start
        do {
            start = try await drill.prepare()
        } catch {
            throw Failure(.refused, "\(pair.name): no drill: \(error.reason)", hint: error.help)
        }
        guard isConfirmed else { return outline(start) }
        // The snapshot must be on the disk before anything is stopped: without a record there is no drill.
        let history: HistoryStore
        let number: DrillID
        do {
            history = try options.openHistory(console, now: access.time.now())
            number = try await history.begin(drillFrom: start.snapshot)
        } catch {
            let status = error.status == .locked ? ExitStatus.locked : .refused
            throw Failure(status, "no drill without a record: \(error.message)", hint: error.hint)
        }
        let report = await drill.run(from: start)
        console.progress(nil)
        await record(report, number, history)
        console.data(DrillText(report.record).rendered(as: output, colors: console.colorsData))
        for line in report.restored { console.talk("restored: \(line)") }
        for line in report.leftovers { console.notice("not restored: \(line)") }
        switch report.record.outcome {
        case .passed, nil: return
        case .interrupted: throw ExitStatus.interrupted.code
        case .failed(let reason): throw Failure(.failed, "\(pair.name): the drill failed: \(reason)")
        }
    }

    private func record(_ report: DrillReport, _ number: DrillID, _ history: HistoryStore) async {
        do {
            for step in report.record.steps { try await history.record(step: step, of: number) }
            try await history.finish(
                drill: number,
                outcome: report.record.outcome ?? .interrupted,
                restored: report.record.restored,
                at: report.record.finished ?? access.time.now()
            )
            for failover in report.failovers(of: pair) { try await history.record(failover: failover) }
        } catch {
            console.warn(error)
        }
    }

    private func outline(_ start: Drill.Start) {
        let (active, standby) = (pair.members[start.active].name, pair.members[start.active.peer].name)
        let count = start.snapshot.routes.count
        console.data(
            """
            \(pair.name): \(active) carries \(count) \(count == 1 ? "route" : "routes"). A drill would
              1. stop \(active) (\(start.instances[start.active])): all routes move to \(standby)
              2. start \(active): nothing moves
              3. stop \(standby) (\(start.instances[start.active.peer])): all routes move to \(active)
              4. start \(standby): nothing moves
            """
        )
        console.talk("nothing was done; run 'vaer drill \(pair.name) --yes' to do it")
    }

    @Sendable private func narrate(_ event: DrillEvent) {
        switch event {
        case .step(let number, let action, let expected): console.talk("\(number). \(action): \(expected)")
        case .waiting(let what): console.progress("   \(what)")
        case .done(let step):
            console.progress(nil)
            let time = step.recovery.map { " in \($0.milliseconds) ms" } ?? ""
            console.talk("   \(step.passed ? "as expected" : "NOT as expected"): \(step.actual)\(time)")
        case .restoring(let reason): console.talk("\(reason); putting routers and routes back")
        }
    }
}
