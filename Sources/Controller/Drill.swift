package import AWS
import Engine
import Failover
package import Fleet
package import Records
package import Values

/// The acceptance drill of one pair: stop A, start A, stop B, start B, with the expected outcome after each.
///
/// A is the member that carries the routes at the start. The routers are really stopped; whatever moves the routes is the
/// pair's own rule and function, the drill only watches.
package struct Drill: Sendable {
    /// What a drill needs to know before it begins.
    package struct Start: Sendable {
        /// The owned routes as they are.
        package let snapshot: Snapshot
        /// Both instances.
        package let instances: BySide<InstanceID>
        /// The member that carries the routes.
        package let active: Side
    }

    let pair: Pair
    let caller: any Caller
    let time: any TimeSource
    let timing: DrillTiming
    let narrate: @Sendable (DrillEvent) -> Void

    /// A drill of a pair; nothing happens yet.
    package init(
        pair: Pair,
        caller: any Caller,
        time: any TimeSource,
        timing: DrillTiming,
        narrate: @escaping @Sendable (DrillEvent) -> Void
    ) {
        (self.pair, self.caller, self.time) = (pair, caller, time)
        (self.timing, self.narrate) = (timing, narrate)
    }

    /// Checks that the pair can stand a drill; changes nothing.
    package func prepare() async throws(DrillRefusal) -> Start {
        let look = await watch.look()
        guard !pair.failover.paused else {
            throw DrillRefusal(
                reason: "the pair is paused, so nothing would move",
                help: "remove 'paused = on' and apply"
            )
        }
        guard look.decision.state == .protected, let routes = look.routes else {
            throw DrillRefusal(
                reason: "the pair is \(look.decision.state.rawValue), not protected: \(look.decision.reason)",
                help: "make both routers healthy and let one of them carry all routes, then drill again"
            )
        }
        guard !routes.isEmpty else {
            throw DrillRefusal(
                reason: "no route of the pair points at either router, so nothing would move",
                help: "point the routes at \(pair.members.first.name), or check 'routes' in the definition"
            )
        }
        guard let first = look.instances.first, let second = look.instances.second else {
            throw DrillRefusal(reason: "a router's instance is not known", help: "name 'instance' in its member block")
        }
        let passed = await watch.passed([first, second])
        for (side, instance) in [(Side.first, first), (.second, second)] where !passed.contains(instance) {
            throw DrillRefusal(
                reason: "\(pair.members[side].name) (\(instance)) has not passed its EC2 status checks",
                help: "wait until it has; a router that still boots could not take over"
            )
        }
        let active: Side = look.decision.carried.first > 0 ? .first : .second
        let snapshot = Snapshot(pair: pair.name, time: look.time, routes: routes)
        return Start(snapshot: snapshot, instances: BySide(first: first, second: second), active: active)
    }

    /// Runs the four steps, and puts everything back when one fails or the task is cancelled.
    package func run(from start: Start) async -> DrillReport {
        let record = DrillRecord(pair: pair.name, started: time.now(), outcome: .passed)
        var report = DrillReport(record: record, snapshot: start.snapshot, restored: [], leftovers: [])
        for side in [start.active, start.active.peer] {
            let carried = await perform(.stop(side), from: start, into: &report)
            await perform(.start(side, carried: carried), from: start, into: &report)
        }
        if report.record.outcome != .passed {
            let reason = report.record.outcome == .interrupted ? "stopped by the operator" : "a step failed"
            narrate(.restoring(reason: reason))
            let restorer = DrillRestorer(drill: self, start: start)
            // A task of its own: cancelling the drill must not cancel the repair.
            (report.restored, report.leftovers) = await Task { await restorer.restore() }.value
            report.record.restored = report.leftovers.isEmpty
        }
        report.record.finished = time.now()
        return report
    }

    var watch: DrillWatch { DrillWatch(pair: pair, caller: caller, time: time) }

    /// Does a step unless an earlier one failed; gives how many routes each router carries after it.
    @discardableResult
    private func perform(
        _ action: DrillProcedure.Action,
        from start: Start,
        into report: inout DrillReport
    ) async -> BySide<Int> {
        guard report.record.outcome == .passed else { return BySide(first: 0, second: 0) }
        let procedure = DrillProcedure(drill: self, action: action, instances: start.instances)
        let (step, carried) = await procedure.run(number: report.record.steps.count + 1)
        report.record.steps.append(step)
        narrate(.done(step))
        if Task.isCancelled {
            report.record.outcome = .interrupted
        } else if !step.passed {
            report.record.outcome = .failed("\(step.action): \(step.actual)")
        }
        return carried
    }
}
