import ArgumentParser
import Codecs
import Fleet
import Glibc
import Planning
import Provisioning
import Reports
import Values

/// `vaer apply`: makes AWS as the definitions say.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Set up in AWS what the pairs need.",
        discussion: """
            Shows the plan, asks, and carries it out; independent pairs run side by side and one that fails stops no \
            other. Stopped at any moment and run again, it goes on from there.
            """
    )

    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws { try await change.run(.apply, options) }
}

/// `vaer destroy`: deletes what the pairs have in AWS.
struct DestroyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Delete what the selected pairs have in AWS; routes and routers stay as they are.",
        discussion: "Only what our tags prove ours is deleted. The pairs must be named, or --all given."
    )

    @OptionGroup var change: ChangeOptions

    @Flag(help: "Destroy every pair of the definitions.")
    var all = false

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        guard all || !change.selection.names.isEmpty || !change.selection.label.isEmpty else {
            throw Failure(.usage, "which pairs?", hint: "name them, or say --all")
        }
        try await change.run(.destroy, options)
    }
}

/// What apply and destroy have in common: the plan, the question, the work, the outcome.
struct ChangeOptions: ParsableArguments {
    @OptionGroup var selection: PairSelection

    @Flag(help: "Do not ask.")
    var yes = false

    @Flag(help: "Show the plan and end.")
    var dryRun = false

    @Option(name: .shortAndLong, help: "How to write the outcome: table or json.")
    var output = PlainFormat.table

    /// Plans, asks and carries out.
    func run(_ goal: PairPlan.Goal, _ options: GlobalOptions) async throws {
        let console = options.console
        let fleet = try FleetLoader.fleet(options, console)
        let pairs = try selection.pairs(of: fleet)
        let deployer = try Deployer(fleet, options, console, needsEngine: goal == .apply)
        try await Interruption.handled(console) {
            let plan = await deployer.plan(pairs, goal)
            console.talk(PlanText.render(plan, verbose: options.verbose).trimmingNewline)
            guard plan.hasChanges, !dryRun else {
                if goal == .apply { await deployer.recordDrift(plan) }
                if dryRun { console.talk("nothing was done: this was a dry run") }
                return try deployer.end(plan)
            }
            try confirm(goal, console)
            let outcome = await deployer.apply(plan)
            await deployer.record(outcome)
            tell(outcome, console)
            if outcome.isDone, goal == .apply { console.talk("run 'vaer drill PAIR' to prove a pair") }
            try end(outcome, console)
        }
    }

    private func confirm(_ goal: PairPlan.Goal, _ console: Console) throws {
        guard !yes else { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure(.refused, "nothing was changed: nobody can be asked", hint: "say --yes, or --dry-run")
        }
        console.notice("\(goal == .apply ? "Apply" : "Destroy") this? Write 'yes' to go on:")
        guard readLine() == "yes" else { throw Failure(.refused, "nothing was changed") }
    }

    private func tell(_ outcome: FleetOutcome, _ console: Console) {
        if output == .json { return console.data(outcome.document.prettyText) }
        for pair in outcome.pairs where pair.planned > 0 || pair.failure != nil {
            console.data(pair.line)
        }
    }

    private func end(_ outcome: FleetOutcome, _ console: Console) throws {
        let failures = outcome.pairs.compactMap { pair in pair.failure.map { (pair.pair.text, $0) } }
        let shared = outcome.placeFailures.map { ("\($0.kind.rawValue) in \($0.place)", $0.failure) }
        for (subject, failure) in shared + failures { console.report(Failure(failure).about(subject)) }
        if Task.isCancelled { throw ExitStatus.interrupted.code }
        guard !outcome.isDone else { return }
        let isPartly = outcome.pairs.contains(where: \.isDone)
        let causes = Set((shared + failures).map(\.1.cause))
        let only = causes.count == 1 ? causes.first : nil
        throw (isPartly ? ExitStatus.partlyDone : only?.status ?? .failed).code
    }
}

extension ApplyOutcome {
    /// What became of the pair, in one line.
    fileprivate var line: String {
        let parts = [(created, "created"), (updated, "updated"), (deleted, "deleted")]
            .filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)" }
        let work = parts.isEmpty ? "nothing changed" : parts.joined(separator: ", ")
        let seconds = Double((finished - started).milliseconds / 100) / 10
        let left = planned - created - updated - deleted
        return failure == nil
            ? "\(pair): \(work) in \(seconds) s"
            : "\(pair): failed after \(work)\(left > 0 ? ", \(left) not done" : "")"
    }
}

extension FleetOutcome {
    /// The outcome as a document.
    fileprivate var document: JSON {
        .fields([
            "schema": .string("vaer/1"),
            "kind": .string("outcome"),
            "pairs": .array(
                pairs.map { pair in
                    .fields([
                        "pair": .string(pair.pair.text),
                        "goal": .string(pair.goal.rawValue),
                        "created": .number(String(pair.created)),
                        "updated": .number(String(pair.updated)),
                        "deleted": .number(String(pair.deleted)),
                        "planned": .number(String(pair.planned)),
                        "milliseconds": .number(String((pair.finished - pair.started).milliseconds)),
                        "failure": pair.failure.map { .string($0.message) },
                    ])
                }
            ),
        ])
    }
}

extension String {
    /// The text without the line break at its end.
    fileprivate var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
