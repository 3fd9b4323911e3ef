import Controller
import Fleet
import History
import Planning
import Records
import Reports
import Values

/// Tells how some pairs are: the nearest place that knows answers.
struct FleetStatus: Sendable {
    /// What a place says.
    struct Answer: Sendable {
        /// The pairs, each of them, in the order of their names.
        var statuses: [PairStatus]
        /// The place.
        var source: StatusSource
        /// Why the place could not be read; nil when it could.
        var problem: Failure?
        /// The pairs that AWS could not be asked about, and why.
        var unread: [PairName: Failure] = [:]
        /// What somebody should know of the controllers that run.
        var warnings: [String] = []
        /// How AWS compares with the definitions; nil when that was not asked.
        var plan: FleetPlan?
        /// All that could not be read.
        var problems: [Failure] {
            [problem].compactMap { $0 } + unread.sorted { $0.key < $1.key }.map { $0.value.about($0.key.text) }
        }
    }

    /// A controller that was not heard of for so long does not run.
    private static let controllerSilence = Duration.seconds(-180)

    /// The pairs, and the logins of the whole fleet.
    let chosen: Fleet
    /// The way to AWS.
    let access: AWSAccess
    private let options: GlobalOptions
    private let console: Console

    /// A teller about some pairs of a fleet; nothing is read yet.
    init(_ pairs: [Pair], of fleet: Fleet, _ options: GlobalOptions, _ console: Console) {
        chosen = Fleet(pairs: pairs, credentials: fleet.credentials)
        (access, self.options, self.console) = (AWSAccess(fleet, options, console), options, console)
    }

    /// What is known without asking AWS: the controller that runs knows best, then the history.
    func known() async -> Answer {
        if let controller, let told = await controller.statuses() {
            return Answer(
                statuses: PairStatus.join(chosen, with: told.statuses),
                source: .controller,
                warnings: told.troubles.map { "the controller: \($0)" }
            )
        }
        return await recorded()
    }

    /// The controller that keeps the history of these pairs, if it runs on this machine.
    private var controller: ControllerClient? {
        guard let path = (try? options.historyPlace())?.socketPath else { return nil }
        return ControllerClient(socket: path)
    }

    /// What the history holds.
    private func recorded() async -> Answer {
        do {
            let history = try HistoryStore(options.historyPlace(), access: .readOnly, now: access.time.now())
            var answer = Answer(statuses: PairStatus.join(chosen, with: try await history.statuses()), source: .history)
            for controller in try await history.controllers(since: access.time.now() + Self.controllerSilence) {
                guard controller.ended == nil, let problem = controller.definitionsProblem else { continue }
                answer.warnings.append(
                    "the controller keeps the last good fleet, for what is on disk has \(problem); run 'vaer check'"
                )
            }
            try await history.close()
            return answer
        } catch {
            var answer = Answer(statuses: PairStatus.join(chosen, with: []), source: .history)
            // A history that is not there yet is none to complain about.
            if case .missing = error { return answer }
            answer.problem = Failure(error)
            return answer
        }
    }

    /// Looks at AWS, records it, and gives what is known then; `pairs` are those to look at, nil is all.
    ///
    /// With `comparing` also what apply has set up is compared with the definitions, which takes some calls for each pair.
    func looked(at pairs: [Pair]? = nil, comparing: Bool) async -> Answer {
        let findings = await access.sweep(pairs ?? chosen.pairs, mode: .observe, console: console)
        let plan = comparing ? await comparison(pairs ?? chosen.pairs) : nil
        var answer = await recorded(findings)
        answer.source = pairs == nil ? .aws : .history
        answer.plan = plan
        for finding in findings { answer.unread[finding.pair.name] = finding.problem.map { Failure($0) } }
        return answer
    }

    /// Compares and records it; nil when this machine has no engine to compare with.
    private func comparison(_ pairs: [Pair]) async -> FleetPlan? {
        guard let deployer = try? Deployer(chosen, options, console, needsEngine: true) else { return nil }
        let plan = await deployer.plan(pairs, .apply)
        await deployer.recordDrift(plan)
        return plan
    }

    /// Records what was seen; when that cannot be done, it is told from memory.
    private func recorded(_ findings: [FleetSweep.Finding]) async -> Answer {
        if let history = options.historyIfPossible(console, now: access.time.now()) {
            await access.record(findings, in: history, console)
            let answer = await recorded()
            if answer.problem == nil { return answer }
        }
        var answer = await recorded()
        let sweep = SweepRecord(sightings: findings.compactMap(\.sighting))
        guard let store = try? HistoryStore(.memory, now: access.time.now()),
            (try? await store.record(sweep: sweep)) != nil,
            let seen = try? await store.statuses()
        else { return answer }
        let kept = answer.statuses.filter { old in !seen.contains { $0.pair == old.pair } }
        answer.statuses = PairStatus.join(chosen, with: kept + seen)
        return answer
    }
}
