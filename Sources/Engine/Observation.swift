package import Fleet
package import Values

/// What was read about a pair at one moment.
///
/// A read that failed is `unknown`, never a guess; a thing that a successful read did not show is `absent`.
package struct Observation: Hashable, Sendable {
    /// When the oldest of the reads was sent.
    package var time: Timestamp
    /// What was read about each member.
    package var members: BySide<MemberReading>
    /// The routes of the pair's VPC that point at an interface or instance of a member; nil when the read failed.
    package var routes: [RouteReading]?
    /// Why the routes could not be read; empty when they could, or when nobody said.
    package var routesProblem: String

    /// An observation.
    package init(
        time: Timestamp,
        members: BySide<MemberReading>,
        routes: [RouteReading]?,
        routesProblem: String = ""
    ) {
        (self.time, self.members, self.routes) = (time, members, routes)
        self.routesProblem = routesProblem
    }
}

/// What a read gave.
package enum Reading<Fact: Hashable & Sendable>: Hashable, Sendable {
    /// The fact.
    case known(Fact)
    /// The read succeeded and the thing is not there.
    case absent
    /// The read failed, for this reason.
    case unknown(String)
}

/// What was read about one member.
package struct MemberReading: Hashable, Sendable {
    /// The instance, named in the definition or found by its interface; nil when it is not known.
    package var instance: InstanceID?
    /// The instance's state, as EC2 names it.
    package var state: Reading<InstanceState>
    /// The worse of the system's and the instance's status check.
    package var statusCheck: Reading<StatusCheck>
    /// Each interface of the member's definition, by its id.
    package var interfaces: [ENIID: Reading<InterfaceFacts>]
    /// Each alarm of the member's definition, by its name.
    package var alarms: [String: Reading<AlarmState>]

    /// A reading of a member.
    package init(
        instance: InstanceID? = nil,
        state: Reading<InstanceState>,
        statusCheck: Reading<StatusCheck>,
        interfaces: [ENIID: Reading<InterfaceFacts>],
        alarms: [String: Reading<AlarmState>] = [:]
    ) {
        self.instance = instance
        (self.state, self.statusCheck, self.interfaces, self.alarms) = (state, statusCheck, interfaces, alarms)
    }
}

/// An EC2 instance's state.
package enum InstanceState: String, Hashable, Sendable, CaseIterable {
    /// Being started.
    case pending
    /// Running.
    case running
    /// Being terminated.
    case shuttingDown = "shutting-down"
    /// Gone for good; EC2 shows it for about an hour.
    case terminated
    /// Being stopped.
    case stopping
    /// Stopped.
    case stopped
}

/// An EC2 status check.
package enum StatusCheck: String, Hashable, Sendable, CaseIterable {
    /// Passed.
    case ok
    /// Failed.
    case impaired
    /// Not enough data yet: the instance has just started.
    case initializing
    /// EC2 cannot tell.
    case insufficientData = "insufficient-data"
    /// The instance is not running.
    case notApplicable = "not-applicable"
}

/// What EC2 says about a network interface of a running instance.
package struct InterfaceFacts: Hashable, Sendable {
    /// Whether it is attached to the member's instance.
    package var isAttached: Bool
    /// Whether EC2 drops traffic that is not from or to the interface's own address; off on a router.
    package var checksSourceAndDestination: Bool

    /// Facts about an interface.
    package init(isAttached: Bool, checksSourceAndDestination: Bool) {
        (self.isAttached, self.checksSourceAndDestination) = (isAttached, checksSourceAndDestination)
    }
}

/// A CloudWatch alarm's state.
package enum AlarmState: String, Hashable, Sendable, CaseIterable {
    /// Within the threshold.
    case ok = "OK"
    /// The threshold is crossed.
    case alarm = "ALARM"
    /// Not enough data.
    case insufficientData = "INSUFFICIENT_DATA"
}

/// A route that points at a member.
package struct RouteReading: Hashable, Sendable {
    /// The table that it is in.
    package var table: RouteTableID
    /// The table's tags.
    package var tableTags: [String: String]
    /// Where it leads.
    package var destination: Destination
    /// The interface that it points at.
    package var target: ENIID
    /// Whether a person or a tool made it, rather than AWS: `CreateRoute`, not propagated or local.
    package var isStatic: Bool
    /// Whether EC2 calls it a blackhole.
    package var isBlackhole: Bool

    /// A route.
    package init(
        table: RouteTableID,
        destination: Destination,
        target: ENIID,
        tableTags: [String: String] = [:],
        isStatic: Bool = true,
        isBlackhole: Bool = false
    ) {
        (self.table, self.destination, self.target, self.tableTags) = (table, destination, target, tableTags)
        (self.isStatic, self.isBlackhole) = (isStatic, isBlackhole)
    }
}
