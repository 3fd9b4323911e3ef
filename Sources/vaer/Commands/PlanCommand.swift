import AWS
import ArgumentParser
import Codecs
import Controller
import Fleet
import History
import Planning
import Provisioning
import Records
import Reports
import Values

/// `vaer plan`: shows what AWS lacks.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what apply would do; changes nothing.",
        discussion: """
            The verdict first, then a line per pair; -v shows every attribute. Policies and patterns are compared by \
            what they mean. Exit status 3 when some pairs are blocked or cannot be read, 1 when all are.
            """
    )

    @OptionGroup var selection: PairSelection

    @Flag(help: "Plan to delete what the pairs have in AWS.")
    var destroy = false

    @Flag(help: "End with exit status 2 when changes are pending.")
    var detailedExitcode = false

    @Option(name: .shortAndLong, help: "How to write the plan: table or json.")
    var output = PlainFormat.table

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        let fleet = try FleetLoader.fleet(options, console)
        let pairs = try selection.pairs(of: fleet)
        let deployer = try Deployer(fleet, options, console, needsEngine: !destroy)
        let goal: PairPlan.Goal = destroy ? .destroy : .apply
        let plan = try await Interruption.handled(console) { await deployer.plan(pairs, goal) }
        if goal == .apply { await deployer.recordDrift(plan) }
        switch output {
        case .json: console.data(PlanDocument.json(plan).prettyText)
        case .table: console.data(PlanText.render(plan, verbose: options.verbose))
        }
        try deployer.end(plan)
        if plan.hasChanges, output == .table {
            console.talk("run 'vaer \(goal.rawValue)' to do this")
        }
        if detailedExitcode, plan.hasChanges { throw ExitStatus.pending.code }
    }
}

/// Plans and applies for the commands: the engine, the provisioner, the progress bar and the record.
struct Deployer: Sendable {
    /// The way to AWS.
    let access: AWSAccess
    private let provisioner: FleetProvisioner
    private let engine: [UInt8]
    private let options: GlobalOptions
    private let console: Console

    /// Everything that is needed to plan and apply; the engine only where something is to be made.
    init(_ fleet: Fleet, _ options: GlobalOptions, _ console: Console, needsEngine: Bool) throws(Failure) {
        let engine = needsEngine ? try EngineArtifact.load(environment: GlobalOptions.environment) : []
        self.init(fleet, engine, AWSAccess(fleet, options, console), options, console)
    }

    /// Plans and applies with an engine and a way to AWS that are there already.
    init(_ fleet: Fleet, _ engine: [UInt8], _ access: AWSAccess, _ options: GlobalOptions, _ console: Console) {
        let artifact = Artifact(zip: engine, version: vaerVersion)
        provisioner = FleetProvisioner(
            context: PlanContext(artifact: artifact),
            definitions: fleet.pairs,
            time: access.time
        ) { pair throws(AWSError) in try access.callers.caller(for: pair) }
        (self.access, self.engine, self.options, self.console) = (access, engine, options, console)
    }

    /// What AWS holds for these pairs beside their definitions; a pair that could not be read is left out.
    func drift(of pairs: [Pair]) async -> [PairName: Drift] {
        let (plan, now) = (await provisioner.plan(pairs), access.time.now())
        let drift = plan.pairs.compactMap { pair in pair.drift(at: now).map { (pair.pair.name, $0) } }
        return Dictionary(drift) { first, _ in first }
    }

    /// What is to be done, with a progress bar.
    func plan(_ pairs: [Pair], _ goal: PairPlan.Goal) async -> FleetPlan {
        let bar = ProgressBar("plan", total: pairs.count, console: console)
        defer { bar.end() }
        switch goal {
        case .apply: return await provisioner.plan(pairs) { bar.finish($0.text) }
        case .destroy: return await provisioner.planTeardown(pairs) { bar.finish($0.text) }
        }
    }

    /// Carries a plan out, with a progress bar.
    func apply(_ plan: FleetPlan) async -> FleetOutcome {
        let bar = ProgressBar(plan.goal.rawValue, total: plan.pairs.count, console: console)
        defer { bar.end() }
        return await provisioner.apply(plan, engine: engine) { progress in
            if progress.isOver {
                bar.finish(progress.pair.text)
            } else {
                bar.begin("\(progress.pair) \(progress.done + 1)/\(progress.total) \(progress.work)")
            }
        }
    }

    /// Records what the comparison showed.
    func recordDrift(_ plan: FleetPlan) async {
        guard let history = options.historyIfPossible(console, now: access.time.now()) else { return }
        let now = access.time.now()
        let drift = plan.pairs.compactMap { pair in pair.drift(at: now).map { (pair.pair.name, $0) } }
        do {
            try await history.record(drift: Dictionary(drift) { first, _ in first })
        } catch {
            console.warn(error)
        }
    }

    /// Records what was applied.
    func record(_ outcome: FleetOutcome) async {
        guard let history = options.historyIfPossible(console, now: access.time.now()) else { return }
        do {
            try await history.record(applies: outcome.pairs.filter { $0.planned > 0 }.map(ApplyRecord.init))
        } catch {
            console.warn(error)
        }
    }

    /// Ends the command when pairs are blocked or could not be read; what the plan says of them is not said again.
    func end(_ plan: FleetPlan) throws {
        guard !plan.stuck.isEmpty else {
            if plan.queues.contains(where: { $0.problem != nil }) { throw ExitStatus.partlyDone.code }
            return
        }
        guard plan.stuck.count == plan.pairs.count else { throw ExitStatus.partlyDone.code }
        let causes = Set(plan.stuck.map { $0.failure?.cause })
        throw (causes.count == 1 ? causes.first??.status : nil ?? .failed)?.code ?? ExitStatus.failed.code
    }
}

extension PlanFailure.Cause {
    /// The exit status when nothing but this went wrong.
    var status: ExitStatus {
        switch self {
        case .credentials: .credentials
        case .account, .access: .refused
        case .network, .other: .failed
        case .interrupted: .interrupted
        }
    }
}

extension Failure {
    /// A failure of planning or applying.
    init(_ failure: PlanFailure) { self.init(failure.cause.status, failure.message, hint: failure.wayOut) }
}

extension PairPlan {
    /// What the comparison says of drift; nil when AWS could not be read.
    fileprivate func drift(at now: Timestamp) -> Drift? {
        var drift: Drift
        switch verdict {
        case .unreadable, .delete: return nil
        case .unchanged: drift = Drift(isPresent: false, comparedAt: now)
        case .create: drift = Drift(isPresent: true, summary: "not applied", comparedAt: now)
        case .blocked:
            drift = Drift(isPresent: true, summary: problems.first?.message ?? "blocked", comparedAt: now)
        case .update:
            let kinds = mutations.map { "\($0.action.rawValue) \($0.resource.kind.rawValue)" }
            drift = Drift(isPresent: true, summary: kinds.joined(separator: ", "), comparedAt: now)
        }
        drift.unconfirmed = unconfirmed
        return drift
    }

    /// The e-mail addresses of the definition that have yet to confirm.
    private var unconfirmed: [String] {
        changes.compactMap { change in
            guard case .subscription(let wanted) = change.resource, wanted.protocolName == "email" else { return nil }
            if case .subscription(let found) = change.observed, found.arn != nil { return nil }
            return wanted.endpoint
        }
    }
}

extension ApplyRecord {
    /// The record of what became of a pair's plan.
    fileprivate init(_ outcome: ApplyOutcome) {
        let end: Outcome =
            switch outcome.failure {
            case nil: .done
            case let failure? where failure.cause == .interrupted: .interrupted
            case let failure?: .failed(failure.message)
            }
        self.init(
            pair: outcome.pair,
            verb: outcome.goal == .apply ? .apply : .destroy,
            started: outcome.started,
            finished: outcome.finished,
            outcome: end,
            counts: Counts(created: outcome.created, updated: outcome.updated, deleted: outcome.deleted),
            digest: outcome.digest,
            engineVersion: outcome.goal == .apply && outcome.failure == nil ? vaerVersion : nil
        )
    }
}
