package import Engine
package import Fleet
package import Values

/// What is known of a pair now: the latest observation, and the latest of what happened.
package struct PairStatus: Hashable, Sendable, Identifiable {
    /// The pair.
    package var pair: PairName
    /// What an operator calls it; may be empty.
    package var description: String
    /// The region of the pair.
    package var region: Region
    /// The account of the pair.
    package var account: AccountID
    /// The VPC of the pair.
    package var vpc: VPCID
    /// The two routers.
    package var members: BySide<MemberStatus>
    /// How well the pair is protected; unknown when it was never looked at.
    package var state: PairState
    /// Whether the pair moves nothing until it is resumed.
    package var isPaused: Bool
    /// Why the pair is in this state, in words for an operator; may be empty.
    package var reason: String
    /// When the pair was last looked at; nil means never.
    package var observedAt: Timestamp?
    /// When the pair came into this state; nil when that was not recorded.
    package var since: Timestamp?
    /// What AWS holds for the pair beside its definition; nil means never compared.
    package var drift: Drift?
    /// The version of the engine that AWS holds for the pair; nil means not known.
    package var engineVersion: String?
    /// The latest failover or failback, without its moves; nil means none on record.
    package var lastFailover: FailoverRecord?
    /// The latest drill, without its steps; nil means none on record.
    package var lastDrill: DrillRecord?

    /// The pair's name.
    package var id: PairName { pair }

    /// The status of a pair that was seen; what it leaves out is not known.
    package init(
        pair: PairName,
        region: Region,
        account: AccountID,
        vpc: VPCID,
        members: BySide<MemberStatus>,
        state: PairState,
        reason: String = "",
        observedAt: Timestamp? = nil
    ) {
        (self.pair, description, self.region, self.account) = (pair, "", region, account)
        (self.vpc, self.members, self.state, isPaused) = (vpc, members, state, false)
        (self.reason, self.observedAt) = (reason, observedAt)
    }

    /// The status of a pair of which nothing is on record.
    package init(unseen pair: Pair) {
        (self.pair, description, region, account) = (pair.name, pair.description, pair.region, pair.account)
        vpc = pair.vpc
        members = pair.members.map { MemberStatus(name: $0.name, instance: $0.instance) }
        (state, isPaused, reason) = (.unknown, pair.failover.paused, "not looked at yet")
    }

    /// Takes over what was seen of the pair; what is older than what is known changes nothing.
    package mutating func note(_ sighting: Sighting) {
        if let observedAt, observedAt > sighting.time { return }
        if observedAt == nil || state != sighting.state { since = sighting.time }
        (observedAt, state, reason) = (sighting.time, sighting.state, sighting.reason)
        isPaused = sighting.pair.failover.paused
        for side in Side.allCases {
            (members[side].health, members[side].carries) = (sighting.health[side], sighting.carries[side])
        }
        if let drift = sighting.drift { self.drift = drift }
        if let version = sighting.engineVersion { engineVersion = version }
    }

    /// Takes over a failover, without its moves, unless a later one is known.
    package mutating func note(_ failover: FailoverRecord) {
        if let last = lastFailover, last.started > failover.started { return }
        lastFailover = failover
        lastFailover?.moves = []
    }

    /// Takes over what other programs put on record: a later look, drills, the engine in the field, a later comparison.
    package mutating func note(recorded: PairStatus) {
        let known = self
        if (known.observedAt ?? Timestamp(milliseconds: 0)) < (recorded.observedAt ?? Timestamp(milliseconds: 0)) {
            self = recorded
        }
        lastDrill = recorded.lastDrill ?? known.lastDrill
        engineVersion = recorded.engineVersion ?? known.engineVersion
        let drifts = [known.drift, recorded.drift].compactMap { $0 }
        drift = drifts.max { $0.comparedAt < $1.comparedAt }
    }

    /// Whether it is known where the routes point: a look that could not read the tables has found none.
    package var hasRoutesSeen: Bool {
        observedAt != nil && (state != .unknown || members.first.carries + members.second.carries > 0)
    }

    /// How the pair is to be called in one word, and how urgent it is.
    package var standing: Standing { Standing(state: state, isPaused: isPaused) }

    /// The statuses of exactly the pairs of a fleet: what is on record, else ``init(unseen:)``.
    ///
    /// Description, region, member names and whether it is paused come from the definition, which is newer than the
    /// record. A pair that is on record and no longer defined is left out.
    package static func join(_ fleet: Fleet, with recorded: [PairStatus]) -> [PairStatus] {
        let known = Dictionary(recorded.map { ($0.pair, $0) }, uniquingKeysWith: { first, _ in first })
        return fleet.pairs.map { known[$0.name]?.defined(by: $0) ?? PairStatus(unseen: $0) }
    }

    /// The same, with what the pair's definition says and a record may say otherwise.
    package func defined(by pair: Pair) -> Self {
        var status = self
        (status.description, status.region, status.account) = (pair.description, pair.region, pair.account)
        (status.vpc, status.isPaused) = (pair.vpc, pair.failover.paused)
        for side in Side.allCases {
            status.members[side].name = pair.members[side].name
            status.members[side].instance = pair.members[side].instance ?? status.members[side].instance
        }
        return status
    }
}

/// What is known of a member now.
package struct MemberStatus: Hashable, Sendable {
    /// What an operator calls it.
    package var name: String
    /// The instance; nil when the definition leaves it to be looked up.
    package var instance: InstanceID?
    /// Whether it works, and why that is thought.
    package var health: Health
    /// How many of the pair's routes point at it.
    package var carries: Int

    /// A member's status; without health it is unknown.
    package init(name: String, instance: InstanceID?, health: Health = .unknown([]), carries: Int = 0) {
        (self.name, self.instance, self.health, self.carries) = (name, instance, health, carries)
    }
}

/// What AWS holds for a pair, compared with the pair's definition.
package struct Drift: Hashable, Sendable {
    /// Whether they differ.
    package var isPresent: Bool
    /// What differs, in words for an operator; empty when nothing does.
    package var summary: String
    /// When they were compared.
    package var comparedAt: Timestamp
    /// The e-mail addresses that have yet to confirm their subscription; nil when that was not looked at.
    package var unconfirmed: [String]?

    /// The outcome of a comparison.
    package init(isPresent: Bool, summary: String = "", comparedAt: Timestamp, unconfirmed: [String]? = nil) {
        (self.isPresent, self.summary, self.comparedAt) = (isPresent, summary, comparedAt)
        self.unconfirmed = unconfirmed
    }
}

/// A pair's state as one word for people, the most urgent first.
///
/// A pause is told only of a pair that would otherwise be protected, so that it never hides worse.
package enum Standing: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Routes point at a member that does not work, and nobody can take over.
    case down
    /// It cannot be told.
    case unknown
    /// It works, and there is nobody to take over.
    case degraded
    /// Both members carry some of the routes.
    case split
    /// It works, both members are fit, and nothing would move.
    case paused
    /// It works, and the peer would take over.
    case protected

    /// The word for a state, of a pair that may be paused.
    package init(state: PairState, isPaused: Bool) {
        switch state {
        case .down: self = .down
        case .unknown: self = .unknown
        case .degraded: self = .degraded
        case .split: self = .split
        case .protected: self = isPaused ? .paused : .protected
        }
    }

    /// Orders the most urgent first.
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
