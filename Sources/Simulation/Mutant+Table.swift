import Engine
import Fleet
import Values

extension Mutant {
    /// All planted mistakes; each invariant has at least one that it catches alone.
    package static let all: [Mutant] = sight + routes + decisions + memory + telling + runs

    private static let sight: [Mutant] = [
        given("unknown-is-fit", .knownGood, "takes an unknown member for a fit one") { given in
            for side in Side.allCases { given.observation.members[side].guess(state: .running) }
        },
        given("unknown-is-failed", .needed, "takes an unknown member for a failed one") { given in
            for side in Side.allCases { given.observation.members[side].guess(state: .stopped) }
        },
        given("ageless", .knownGood, "does not look at the age of a reading") { given in
            given.observation.time = given.now
        },
        given("no-source-check", .knownGood, "does not look at the source/dest check") { given in
            for side in Side.allCases {
                for (eni, reading) in given.observation.members[side].interfaces {
                    guard case .known(var facts) = reading else { continue }
                    facts.checksSourceAndDestination = false
                    given.observation.members[side].interfaces[eni] = .known(facts)
                }
            }
        },
        given("source-check-is-failed", .needed, "leaves a member whose source/dest check is on") { given in
            for side in Side.allCases {
                for case .known(let facts) in given.observation.members[side].interfaces.values
                where facts.checksSourceAndDestination {
                    given.observation.members[side].state = .known(.stopped)
                }
            }
        },
        given("no-status-checks", .damping, "does not look at status checks") { given in
            given.pair.failover.statusChecks = false
        },
        given("no-alarms", .knownGood, "does not look at alarms") { given in
            given.pair.members.first.alarms = []
            given.pair.members.second.alarms = []
        },
        given("believes-events", .needed, "takes an event for a fact") { given in
            guard case .stateChange(let instance, .stopped) = given.trigger else { return }
            let side: Side = instance == given.observation.members.first.instance ? .first : .second
            given.trigger = .rehearsal(assumeDown: side)
        },
    ]

    private static let routes: [Mutant] = [
        given("no-protection", .ownership, "forgets what is protected") { $0.pair.routes.protect = [] },
        given("no-exclusion", .ownership, "forgets which tables are excluded") { $0.pair.routes.exclude = [] },
        given("no-lists", .ownership, "forgets which destinations are listed") { given in
            given.pair.routes.destinations = .all
        },
        given("no-table-lists", .ownership, "forgets which tables are listed") { given in
            given.pair.routes.tables = .all
        },
        given("propagated-too", .ownership, "moves propagated routes") { given in
            for index in given.observation.routes?.indices ?? 0..<0 {
                given.observation.routes?[index].isStatic = true
            }
        },
        decided("one-interface", .target, "moves everything to the same interface") { decision, _ in
            for index in decision.moves.indices { decision.moves[index].to = decision.moves[0].to }
        },
        decided("invents-a-route", .noGap, "moves a route that no table has") { decision, _ in
            guard var move = decision.moves.first else { return }
            move.destination = IDs.pattern("203.0.113.0/24").destination
            decision.moves.append(move)
        },
        decided("spares-default-routes", .lostEvents, "leaves default routes where they are") { decision, _ in
            decision.moves.removeAll { $0.destination.isDefaultRoute }
        },
    ]

    private static let decisions: [Mutant] = [
        decided("never-moves", .lostEvents, "never moves") { decision, _ in decision.moves = [] },
        decided("one-at-a-time", .oneRound, "moves one route at a time") { decision, _ in
            decision.moves = Array(decision.moves.prefix(1))
        },
        given("moves-paused", .dryRun, "moves a paused pair") { $0.pair.failover.paused = false },
        given("other-way", .needed, "takes an operator's word the other way round") { given in
            if case .switchover(let side) = given.trigger { given.trigger = .switchover(to: side.peer) }
        },
        given("no-rehearsal", .damping, "does not rehearse") { given in
            if case .rehearsal = given.trigger { given.trigger = .sweep }
        },
        decided("rehearsal-swings", .idempotence, "swings to and fro in a rehearsal") { decision, given in
            guard case .rehearsal = given.trigger, case .failover = decision.verdict else { return }
            decision.moves = given.moves(from: .first) + given.moves(from: .second)
        },
        decided("any-port", .nobody, "moves to a member that at least runs") { decision, given in
            guard decision.verdict == .hold else { return }
            for side in Side.allCases where decision.health[side].isFailed && !decision.health[side.peer].isFailed {
                decision.moves += given.moves(from: side)
            }
        },
        decided("swings", .confluence, "lets the other member carry the routes from time to time") { decision, given in
            guard case .steady = decision.verdict, decision.state == .protected else { return }
            decision.moves = given.moves(from: .first) + given.moves(from: .second)
            decision.verdict = .failback(to: .first)
        },
        decided("draws-lots", .determinism, "moves in an order of its own each time") { decision, _ in
            if Bool.random() { decision.moves.reverse() }
        },
        decided("order-of-pages", .determinism, "moves in the order of EC2's answer") { decision, given in
            let order = given.observation.routes ?? []
            decision.moves.sort { left, right in
                let places = [left, right].map { move in
                    order.firstIndex { $0.table == move.table && $0.destination == move.destination } ?? 0
                }
                return places[0] < places[1]
            }
        },
    ]

    private static let memory: [Mutant] = [
        given("goes-back-at-once", .needed, "goes back without waiting") { given in
            given.memory.failbackWaitSince = given.now + .seconds(-86_400)
        },
        given("goes-back-without-limit", .damping, "goes back as often as it likes") { given in
            given.memory.failbacks = []
        },
        decided("damps-failovers", .damping, "counts failovers as failbacks") { decision, given in
            if given.memory.failbacks.count >= given.pair.failover.failbacksPerHour { decision.moves = [] }
        },
        decided("needs-memory", .memoryLoss, "does nothing at its first look") { decision, given in
            if given.memory == Memory() { decision.moves = [] }
        },
        given("bold-at-first", .memoryLoss, "trusts every member while it remembers nothing") { given in
            guard given.memory == Memory() else { return }
            for side in Side.allCases { given.observation.members[side].guess(state: .running) }
        },
        decided("stuck-in-a-hold", .lostEvents, "does not come out of a hold") { decision, given in
            if given.memory.heldSince != nil { decision.moves = [] }
        },
    ]

    private static let telling: [Mutant] = [
        decided("repeats-itself", .telling, "tells a hold again and again") { decision, _ in
            if decision.verdict == .hold { decision.notifies = true }
        },
        decided("silent-in-the-dark", .telling, "never tells that it cannot see") { decision, _ in
            guard decision.verdict == .hold, decision.state == .unknown else { return }
            (decision.notifies, decision.memory.holdReported) = (false, false)
        },
        decided("never-clears", .telling, "does not tell the end of a hold") { decision, _ in
            if decision.verdict == .steady { decision.notifies = false }
        },
        decided("moves-in-silence", .telling, "moves and tells nobody") { decision, _ in
            if !decision.moves.isEmpty { decision.notifies = false }
        },
        decided("looks-on-the-bright-side", .telling, "calls a pair protected that is not") { decision, _ in
            if decision.state == .degraded { decision.state = .protected }
        },
    ]

    private static let runs: [Mutant] = [
        Mutant("dry-run-moves", .dryRun, "moves in a dry run", .dryRunsMove),
        Mutant("stops-at-refusal", .isolation, "gives up all routes when one is refused", .stopsAtFirstRefusal),
        Mutant("resends", .knownGood, "sends what has failed again without a new look", .resendsOldDecisions),
        Mutant("deletes-and-creates", .noGap, "deletes a route and makes it anew", .deletesAndCreates),
        Mutant("never-tries-again", .retries, "leaves what has failed to the next run", .neverTriesAgain),
    ]
}
