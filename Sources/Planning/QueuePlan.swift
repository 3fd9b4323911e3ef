import Codecs
package import Fleet

/// What is to be done about the queue in one region of an account.
///
/// Failover does not depend on it, so nothing that is in its way is in the way of a pair.
package struct QueuePlan: Hashable, Sendable {
    /// Where.
    package let place: Place
    /// What is done with it; nil when there is none and none is needed, or it could not be read.
    package let change: ResourceChange?
    /// Why it could not be read; nil when it could.
    package let failure: PlanFailure?

    private init(_ place: Place, _ change: ResourceChange?) {
        (self.place, self.change, failure) = (place, change, nil)
    }

    /// The plan of a queue that could not be read.
    package init(at place: Place, failure: PlanFailure) { (self.place, change, self.failure) = (place, nil, failure) }

    /// What is to be done so that the pairs of a place have their queue.
    ///
    /// `pairs` are all that are defined there: the policy names the topics of those that are not planned now too.
    package static func serving(_ pairs: [Pair], fleet: String, at place: Place, observed: Queue?) -> QueuePlan {
        let desired = Queue(for: pairs, fleet: fleet, at: place)
        let isNeeded = pairs.contains { $0.notify.topic == nil }
        guard let observed else {
            guard isNeeded else { return QueuePlan(place, nil) }
            return QueuePlan(place, checked(ResourceChange(.create, .queue(desired), reason: "does not exist")))
        }
        let (old, new) = (Resource.queue(observed), Resource.queue(desired))
        switch Ownership(sharedIn: fleet).owner(observed.tags) {
        case .ours where isNeeded: return QueuePlan(place, checked(.updating(old, to: new)))
        case .ours: return QueuePlan(place, ResourceChange(.none, old, observed: old, reason: "no pair needs it now"))
        case .anothers, .nobodys:
            let reason = "exists and has no tag of this fleet; delete or rename it"
            return QueuePlan(place, ResourceChange(.blocked, new, observed: old, reason: reason))
        }
    }

    /// What is to be done so that no queue of ours is left, unless functions that stay report to it.
    package static func removing(
        at place: Place,
        fleet: String,
        observed: Queue?,
        usersThatStay: [String]
    ) -> QueuePlan {
        guard let observed else { return QueuePlan(place, nil) }
        let resource = Resource.queue(observed)
        let keep = { (reason: String) in
            QueuePlan(place, ResourceChange(.none, resource, observed: resource, reason: reason))
        }
        guard Ownership(sharedIn: fleet).owner(observed.tags) == .ours else {
            return keep("has no tag of this fleet; kept")
        }
        guard usersThatStay.isEmpty else { return keep("still used by \(LayerPlan.names(of: usersThatStay))") }
        return QueuePlan(
            place,
            ResourceChange(.delete, resource, observed: resource, reason: "no function reports to it any more")
        )
    }

    /// The change, refused when SQS would refuse it.
    private static func checked(_ change: ResourceChange) -> ResourceChange {
        guard case .queue(let queue) = change.resource, change.isMutating else { return change }
        let size = queue.policy.text.utf8.count
        guard size > Queue.policyLimitBytes else { return change }
        var refused = change
        refused.action = .blocked
        refused.reason =
            "its policy has \(size) bytes, SQS takes \(Queue.policyLimitBytes): name fewer topics in the pairs' 'names'"
        return refused
    }

    /// The change, when it sends calls.
    package var mutation: ResourceChange? { change.flatMap { $0.isMutating ? $0 : nil } }

    /// Why the queue is not as it should be and this plan does not make it so; nil for nothing.
    package var problem: String? { failure?.message ?? change.flatMap { $0.action == .blocked ? $0.reason : nil } }
}
