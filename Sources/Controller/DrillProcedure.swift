import AWS
import Engine
import Fleet
import Records
import Values

/// One step of a drill: act on a router, then watch the routes until they are as expected or time is up.
struct DrillProcedure: Sendable {
    /// What is done to which router.
    enum Action: Sendable {
        /// The router is stopped.
        case stop(Side)
        /// The router is started again, while each carries so many routes.
        case start(Side, carried: BySide<Int>)
    }

    let drill: Drill
    let action: Action
    let instances: BySide<InstanceID>

    /// Does the step; gives its report and what each router carries then.
    ///
    /// An error of AWS is a failed step.
    func run(number: Int) async -> (step: DrillStep, carried: BySide<Int>) {
        let (before, isSafe) = await situation()
        var carried = before
        var step = DrillStep(
            action: title,
            expected: expectation(before),
            actual: "",
            passed: false,
            started: drill.time.now(),
            finished: drill.time.now()
        )
        drill.narrate(.step(number: number, action: step.action, expected: step.expected))
        do throws(DrillStop) {
            switch action {
            case .stop(let side):
                // Nothing may be stopped that the routes could not leave.
                guard isSafe else {
                    throw DrillStop(reason: "not stopped: \(name(side.peer)) is not fit to take over")
                }
                carried = try await stop(side, before, &step)
            case .start(let side, _): carried = try await start(side, before, &step)
            }
        } catch {
            step.actual = error.reason
        }
        step.finished = drill.time.now()
        return (step, carried)
    }

    /// What each router carries before the step, and whether the step may be done.
    private func situation() async -> (BySide<Int>, isSafe: Bool) {
        switch action {
        case .stop(let side):
            let look = await drill.watch.look()
            return (look.decision.carried, look.isEligible(side.peer))
        case .start(_, let carried): return (carried, true)
        }
    }

    private var title: String {
        switch action {
        case .stop(let side): "stop \(name(side))"
        case .start(let side, _): "start \(name(side))"
        }
    }

    private func expectation(_ carried: BySide<Int>) -> String {
        switch action {
        case .stop(let side) where carried[side] > 0:
            "all \(routes(carried[side])) move to \(name(side.peer))"
        case .stop, .start:
            "nothing moves, routes stay on \(name(carried.first > 0 ? .first : .second))"
        }
    }

    private func stop(
        _ side: Side,
        _ before: BySide<Int>,
        _ step: inout DrillStep
    ) async throws(DrillStop) -> BySide<Int> {
        let stopped = drill.time.now()
        try await send(EC2.stopInstances([instances[side]]))
        guard before[side] > 0 else { return try await stay(before, on: side.peer, until: .stopped(side), &step) }
        let total = before.first + before.second
        while true {
            let carried = await drill.watch.carried()
            let seen = drill.time.now()
            // The quick reading is proved by one with the instances before it counts.
            if carried?[side] == 0, await drill.watch.glance().decision.carried[side.peer] == total {
                step.recovery = seen - stopped
                break
            }
            let waited = seen - stopped
            let left = carried.map { "\($0[side]) of \(routes(total)) still on \(name(side))" }
            if waited > drill.timing.moveLimit {
                throw DrillStop(
                    reason: left.map { "\($0) after \(waited.seconds) s" }
                        ?? "the routes could not be read for \(waited.seconds) s"
                )
            }
            drill.narrate(.waiting("\(left ?? "the routes cannot be read"), \(waited.seconds) s"))
            try await pause(drill.timing.routePoll)
        }
        step.actual = "\(routes(before[side])) moved to \(name(side.peer))"
        step.passed = true
        return try await wait("\(name(side)) to stop") { $0.isStopped(side) }.decision.carried
    }

    private func start(
        _ side: Side,
        _ before: BySide<Int>,
        _ step: inout DrillStep
    ) async throws(DrillStop) -> BySide<Int> {
        try await send(EC2.startInstances([instances[side]]))
        return try await stay(before, on: before.first > 0 ? .first : .second, until: .ready(side), &step)
    }

    /// Watches that nothing moves until the router is where it shall be, and for the settling time after.
    private func stay(
        _ before: BySide<Int>,
        on holder: Side,
        until goal: Goal,
        _ step: inout DrillStep
    ) async throws(DrillStop) -> BySide<Int> {
        let began = drill.time.now()
        var (reached, after) = (nil as Timestamp?, before)
        while true {
            let look = await drill.watch.glance()
            if look.routes != nil { after = look.decision.carried }
            if look.routes != nil, look.decision.carried != before, !isFailback(look.decision.carried, before) {
                throw DrillStop(reason: "routes moved: \(carriers(before)) became \(carriers(look.decision.carried))")
            }
            if reached == nil, await isReached(goal, look) { reached = drill.time.now() }
            if let reached, drill.time.now() - reached >= drill.timing.settle { break }
            let waited = drill.time.now() - began
            if reached == nil, waited > drill.timing.bootLimit {
                throw DrillStop(reason: "\(goal.text(name)) not reached after \(waited.seconds) s")
            }
            drill.narrate(.waiting(reached == nil ? goal.text(name) : "watching that nothing moves"))
            try await pause()
        }
        step.actual = after == before ? "nothing moved, routes on \(name(holder))" : "failed back as the policy says"
        step.passed = true
        return after
    }

    /// Whether the preferred member got all routes back, as a failback policy may do at any time.
    private func isFailback(_ now: BySide<Int>, _ before: BySide<Int>) -> Bool {
        guard case .after = drill.pair.failover.failback else { return false }
        return now.first == before.first + before.second
    }

    private func wait(
        _ what: String,
        for isReached: (DrillWatch.Look) -> Bool
    ) async throws(DrillStop) -> DrillWatch.Look {
        let began = drill.time.now()
        while true {
            let look = await drill.watch.glance()
            if isReached(look) { return look }
            let waited = drill.time.now() - began
            guard waited < drill.timing.bootLimit else {
                throw DrillStop(reason: "waited \(waited.seconds) s for \(what)")
            }
            drill.narrate(.waiting("waiting for \(what), \(waited.seconds) s"))
            try await pause()
        }
    }

    private func isReached(_ goal: Goal, _ look: DrillWatch.Look) async -> Bool {
        switch goal {
        case .stopped(let side): return look.isStopped(side)
        case .ready(let side):
            guard look.isEligible(side) else { return false }
            return await drill.watch.hasPassedChecks(instances[side])
        }
    }

    private func send<Output>(_ call: Call<Output>) async throws(DrillStop) {
        do {
            _ = try await drill.caller.send(call)
        } catch {
            throw DrillStop(reason: error.message)
        }
    }

    private func pause(_ duration: Duration? = nil) async throws(DrillStop) {
        do {
            try await drill.time.sleep(for: duration ?? drill.timing.poll)
        } catch {
            throw DrillStop(reason: "stopped by the operator")
        }
    }

    private func name(_ side: Side) -> String { drill.pair.members[side].name }

    private func routes(_ count: Int) -> String { count == 1 ? "1 route" : "\(count) routes" }

    private func carriers(_ carried: BySide<Int>) -> String {
        "\(name(.first)) \(carried.first) / \(name(.second)) \(carried.second)"
    }

    /// Where a router has to come.
    private enum Goal {
        case stopped(Side)
        case ready(Side)

        func text(_ name: (Side) -> String) -> String {
            switch self {
            case .stopped(let side): "\(name(side)) stopped"
            case .ready(let side): "\(name(side)) running with its status checks passed"
            }
        }
    }
}

/// Why a step of a drill ends early.
struct DrillStop: Error {
    /// Why, for the operator.
    let reason: String
}
