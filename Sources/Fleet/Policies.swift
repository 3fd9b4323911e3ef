package import Values

/// Everything of a kind, or just what is listed.
package enum Selection<Item: Hashable & Sendable>: Hashable, Sendable {
    /// Everything, also what is added later.
    case all
    /// Just these.
    case only([Item])

    /// Whether everything is selected, or one of the items is as `matches` wants it.
    package func includes(where matches: (Item) -> Bool) -> Bool {
        switch self {
        case .all: true
        case .only(let items): items.contains(where: matches)
        }
    }
}

/// Which routes a pair owns, and so may move.
///
/// A route must be allowed by destination and by table, and be neither protected nor in an excluded table.
package struct RoutePolicy: Hashable, Sendable {
    /// Destinations to move.
    package var destinations: Selection<DestinationPattern>
    /// Route tables to look in, of the pair's VPC.
    package var tables: Selection<TablePattern>
    /// Destinations that never move, whatever ``destinations`` says.
    package var protect: [DestinationPattern]
    /// Route tables in which nothing ever moves, whatever ``tables`` says.
    package var exclude: [TablePattern]

    /// A policy; without arguments every route of every table that points at a member.
    package init(
        destinations: Selection<DestinationPattern> = .all,
        tables: Selection<TablePattern> = .all,
        protect: [DestinationPattern] = [],
        exclude: [TablePattern] = []
    ) {
        (self.destinations, self.tables, self.protect, self.exclude) = (destinations, tables, protect, exclude)
    }

    /// The tables that ``tables`` names by their ids.
    package var listedTables: [RouteTableID] {
        guard case .only(let patterns) = tables else { return [] }
        return patterns.compactMap { if case .id(let id) = $0 { id } else { nil } }
    }

    /// Whether a route is the pair's to move, its target aside; `tags` are those of its table.
    package func selects(table: RouteTableID, tags: [String: String], destination: Destination) -> Bool {
        tables.includes(where: { $0.matches(table, tags: tags) }) && !exclude.contains { $0.matches(table, tags: tags) }
            && destinations.includes(where: { $0.matches(destination) })
            && !protect.contains { $0.matches(destination) }
    }
}

/// When routes move.
package struct FailoverPolicy: Hashable, Sendable {
    /// When routes go back to the preferred member.
    package enum Failback: Hashable, Sendable {
        /// Only by an operator's command.
        case never
        /// When the preferred member has been eligible, and routes have been away from it, for this long.
        case after(Duration)
    }

    /// When routes go back to the preferred member.
    package var failback: Failback
    /// How many times an hour routes may go back by policy; a failover is never limited.
    ///
    /// A member that comes and goes would else take the routes along each time.
    package var failbacksPerHour: Int
    /// Whether an impaired EC2 status check counts as a failure.
    package var statusChecks: Bool
    /// Whether the pair moves nothing until it is resumed.
    package var paused: Bool

    /// A policy; without arguments: no failback, at most two an hour, status checks count, not paused.
    package init(
        failback: Failback = .never,
        failbacksPerHour: Int = 2,
        statusChecks: Bool = true,
        paused: Bool = false
    ) {
        (self.failback, self.failbacksPerHour) = (failback, failbacksPerHour)
        (self.statusChecks, self.paused) = (statusChecks, paused)
    }
}

/// Who is told about what a pair does.
package struct Notifications: Hashable, Sendable {
    /// E-mail addresses; each has to confirm its subscription once.
    package var email: [String]
    /// HTTPS end points that SNS posts to.
    package var https: [String]
    /// SQS queues, by ARN.
    package var sqs: [ARN]
    /// An existing topic to publish to, in place of one of our own.
    package var topic: ARN?
    /// Whether a message is sent for every run that an event started, as the manual procedure does.
    package var everyRun: Bool

    /// Recipients; without arguments nobody.
    package init(
        email: [String] = [],
        https: [String] = [],
        sqs: [ARN] = [],
        topic: ARN? = nil,
        everyRun: Bool = false
    ) {
        (self.email, self.https, self.sqs, self.topic, self.everyRun) = (email, https, sqs, topic, everyRun)
    }
}

/// What the pair's resources in AWS are like.
package struct Deployment: Hashable, Sendable {
    /// How often the pair is looked at without an event; a whole number of minutes, at least one.
    package var sweep: Duration
    /// How long logs are kept, in days; one of CloudWatch Logs' own values.
    package var logRetentionDays: Int
    /// The function's memory in MB, 128 to 10,240.
    package var memoryMegabytes: Int
    /// The function's time-out, 1 s to 15 min.
    package var timeout: Duration
    /// Tags of the operator, put on every resource beside ours.
    package var tags: [Tag]
    /// Names that replace the deterministic ones, for resources that exist already.
    package var names: NameOverrides
    /// A permissions boundary for the pair's role, where the account demands one.
    package var permissionsBoundary: ARN?
    /// What the pair was called when its resources were made, which keep their names; nil means that it was never renamed.
    package var formerName: PairName?

    /// A deployment; without arguments the defaults of the pair language.
    package init(
        sweep: Duration = .seconds(60),
        logRetentionDays: Int = 30,
        memoryMegabytes: Int = 128,
        timeout: Duration = .seconds(60),
        tags: [Tag] = [],
        names: NameOverrides = NameOverrides(),
        permissionsBoundary: ARN? = nil,
        formerName: PairName? = nil
    ) {
        (self.sweep, self.logRetentionDays, self.memoryMegabytes) = (sweep, logRetentionDays, memoryMegabytes)
        (self.timeout, self.tags, self.names) = (timeout, tags, names)
        (self.permissionsBoundary, self.formerName) = (permissionsBoundary, formerName)
    }
}

/// A key and a value on an AWS resource.
package struct Tag: Hashable, Sendable, Comparable {
    /// The key.
    package var key: String
    /// The value; may be empty.
    package var value: String

    /// A tag.
    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// Orders tags by key, then by value.
    package static func < (left: Tag, right: Tag) -> Bool { (left.key, left.value) < (right.key, right.value) }
}

/// Names that replace the deterministic ones; nil keeps ours.
package struct NameOverrides: Hashable, Sendable {
    /// The Lambda function's name.
    package var function: String?
    /// The IAM role's name, without its path.
    package var role: String?
    /// The EventBridge rule's name.
    package var rule: String?
    /// The SNS topic's name.
    package var topic: String?
    /// The log group's name.
    package var logGroup: String?

    /// No overrides, unless given.
    package init(
        function: String? = nil,
        role: String? = nil,
        rule: String? = nil,
        topic: String? = nil,
        logGroup: String? = nil
    ) {
        (self.function, self.role, self.rule, self.topic, self.logGroup) = (function, role, rule, topic, logGroup)
    }
}
