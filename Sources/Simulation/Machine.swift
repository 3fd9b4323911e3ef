import Engine
import Fleet

/// What one member is really like.
struct Machine: Hashable, Sendable {
    /// EC2's state; nil when EC2 no longer knows the instance.
    var state: InstanceState? = .running
    var isImpaired = false
    var lan = Port()
    var wan = Port()
    /// The alarm's state; nil when somebody deleted the alarm.
    var alarm: AlarmState? = .ok
    /// Whether it is another instance than the one that the definition may name.
    var isReplacement = false

    /// Whether EC2 shows an instance that holds the first interface.
    var isFoundByInterface: Bool { state != nil && state != .terminated && lan.attachment != .detached }
}

/// One network interface of a member.
struct Port: Hashable, Sendable {
    /// How it hangs on its instance.
    enum Attachment: Hashable, Sendable { case attached, detaching, detached }

    var attachment = Attachment.attached
    var checksSourceAndDestination = false
    /// Whether it is no longer there at all, so that no route can be pointed at it.
    var isDeleted = false
}

/// What the rules say about a member, in the simulation's own words.
enum Condition: Hashable, Sendable { case fit, unfit, failed, unknown }

/// What a look at EC2 and CloudWatch showed; a part is nil when its read failed.
///
/// Each part may come from another moment: reads are sent side by side, and EC2 may answer with an old state.
struct Glimpse: Hashable, Sendable {
    /// When the reads were sent, by the decider's clock in milliseconds.
    var time: Int64
    /// By member: one that the definition names and one that is looked up by its interface are two calls.
    var instances: BySide<Machine?>
    var statusChecks: BySide<Machine>?
    var alarms: BySide<Machine>?
    /// Where the routes point, by place.
    var spots: [Spot]?

    /// A look to which nothing is hidden.
    static func complete(_ machines: BySide<Machine>, _ spots: [Spot], time: Int64) -> Glimpse {
        Glimpse(time: time, instances: machines.map { $0 }, statusChecks: machines, alarms: machines, spots: spots)
    }

    var isComplete: Bool {
        instances.first != nil && instances.second != nil && statusChecks != nil && alarms != nil && spots != nil
    }

    /// What the rules say about a member by what was shown.
    ///
    /// A fact that shows a failure outweighs a missing read, and a missing read outweighs the rest.
    func condition(_ side: Side, of pair: Pair, hasWAN: Bool) -> Condition {
        var isRunning = false
        var isUnfit = false
        if let machine = instances[side] {
            let isThere = pair.members[side].instance == nil ? machine.isFoundByInterface : !machine.isReplacement
            guard isThere, machine.state == .running else { return .failed }
            isRunning = true
            for port in hasWAN ? [machine.lan, machine.wan] : [machine.lan] {
                guard port.attachment == .attached else { return .failed }
                isUnfit = isUnfit || port.checksSourceAndDestination
            }
        }
        let needsStatus = pair.failover.statusChecks
        let hasAlarms = !pair.members[side].alarms.isEmpty
        if needsStatus, isRunning, statusChecks?[side].isImpaired == true { return .failed }
        if hasAlarms, alarms?[side].alarm == .alarm { return .failed }
        if !isRunning || (needsStatus && statusChecks == nil) || (hasAlarms && alarms == nil) { return .unknown }
        return isUnfit ? .unfit : .fit
    }
}
