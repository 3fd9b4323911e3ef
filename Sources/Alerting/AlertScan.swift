package import Controller
import Engine
package import Fleet
import Planning
import Records
import Reports
package import Values

/// What is so at one moment, and of what that can be said.
package struct AlertSight: Sendable {
    /// All that is so; sorted by episode.
    package var alerts: [Alert]
    /// The pairs and places that were looked at.
    var seen: Set<String>
    /// The pairs and places that are defined and cannot be seen, or not yet: of them nothing can be said.
    var unseen: Set<String> = []
}

/// Finds what is so now, and since when, as far as the state of the fleet does not tell that by itself.
package struct AlertScan: Sendable {
    /// The beginning of what was found lately, and until when it counts as the same trouble if it is found again.
    private var recent: [String: (since: Timestamp, until: Timestamp)] = [:]

    /// A scan that has found nothing yet.
    package init() {}

    /// All that is so now and is not ignored, whether it has lasted long enough or not.
    ///
    /// What was looked at before `active`, when this controller began to act, may be long over and counts for nothing.
    /// A pair that is unknown because its region cannot be looked at is not told beside the region.
    package mutating func sight(
        of state: FleetState,
        _ policy: AlertPolicy,
        active: Timestamp,
        now: Timestamp
    ) -> AlertSight {
        let isSeen = { (moment: Timestamp?) in moment.map { $0 >= active } ?? false }
        let places = Dictionary(grouping: state.places) { isSeen($0.swept) }
        let dark = Set(state.places.filter { $0.problem != nil }.map { Spot($0.place.account, $0.place.region) })
        let pairs = Dictionary(grouping: state.pairs) { pair in
            isSeen(pair.observedAt) && !(pair.state == .unknown && dark.contains(Spot(pair.account, pair.region)))
        }
        var found = Self.ofController(state, now) + (places[true] ?? []).flatMap { Self.ofPlace($0, now) }
        for pair in pairs[true] ?? [] { found += Self.ofPair(pair, state, policy, now) }
        found.removeAll { policy.ignored.contains($0.kind) }
        for index in found.indices {
            let episode = found[index].episode
            // A pair that goes from bad to worse, or was well for a moment only, is as long without a peer as before.
            if let known = recent[episode] { found[index].since = min(known.since, found[index].since) }
        }
        recent = recent.filter { $0.value.until >= now }
        for alert in found { recent[alert.episode] = (alert.since, now + policy.quiet(alert.kind)) }
        let names = { (isSeen: Bool) in
            Set((places[isSeen] ?? []).map(\.place.name) + (pairs[isSeen] ?? []).map(\.pair.text))
        }
        return AlertSight(alerts: found.sorted { $0.episode < $1.episode }, seen: names(true), unseen: names(false))
    }

    private static func ofController(_ state: FleetState, _ now: Timestamp) -> [Alert] {
        var found: [Alert] = []
        if let problem = state.definitions.problem {
            found.append(Alert(.definitions, since: problem.since, text: "what is on disk has \(problem.summary)"))
        }
        if case .off(let since, let reason, _) = state.recording {
            found.append(Alert(.recording, since: since, text: reason))
        }
        return found
    }

    private static func ofPlace(_ state: FleetState.PlaceState, _ now: Timestamp) -> [Alert] {
        let place = state.place.name
        var found: [Alert] = []
        if let problem = state.problem {
            found.append(Alert(.sweep, place: place, since: state.problemSince ?? now, text: problem.message))
        }
        if let problem = state.queueProblem { found.append(Alert(.queue, place: place, since: now, text: problem)) }
        return found
    }

    private static func ofPair(
        _ pair: PairStatus,
        _ state: FleetState,
        _ policy: AlertPolicy,
        _ now: Timestamp
    ) -> [Alert] {
        let alert = { (kind: AlertPolicy.Kind, since: Timestamp, text: String) in
            Alert(kind, pair: pair.pair, place: pair.region.name, since: since, text: text)
        }
        var found: [Alert] = []
        switch pair.state {
        case .protected, .split: break
        case .degraded, .down, .unknown:
            found.append(alert(.unprotected, pair.since ?? now, "\(pair.state.rawValue): \(pair.reason)"))
        }
        if let addresses = pair.drift?.unconfirmed, !addresses.isEmpty {
            found.append(alert(.email, now, "not confirmed: \(addresses.joined(separator: ", "))"))
        }
        if let due = pair.drillDue(every: policy.drillEvery, now: now) { found.append(alert(.drill, now, due)) }
        // A function that another, newer controller has set up is not this one's business.
        if let version = pair.engineVersion, EngineVersion.isOlder(version, than: state.version) {
            found.append(alert(.engine, now, "has engine \(version), this controller \(state.version)"))
        }
        return found
    }
}

/// A region of an account, whichever login looks at it.
private struct Spot: Hashable {
    private let account: AccountID
    private let region: Region

    init(_ account: AccountID, _ region: Region) { (self.account, self.region) = (account, region) }
}

extension AlertPolicy {
    /// How long a thing of a kind must be so before it is told.
    package func patience(_ kind: Kind) -> Duration {
        switch kind {
        case .unprotected: unprotectedFor
        case .sweep, .queue, .definitions, .recording: failingFor
        // An apply takes its time, and so do people who are asked to confirm.
        case .email, .engine: .seconds(3600)
        case .drill: .zero
        }
    }

    /// How long a thing of a kind must be over before that is told: what comes and goes is one trouble, not many.
    func quiet(_ kind: Kind) -> Duration {
        switch kind {
        case .unprotected, .sweep, .queue, .definitions, .recording: min(.seconds(300), patience(kind))
        case .email, .drill, .engine: .zero
        }
    }
}
