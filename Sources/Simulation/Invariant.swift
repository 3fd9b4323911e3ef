/// What must hold whatever happens: `S` for safety, `L` for liveness.
///
/// Each is judged by what the world is like and in the simulation's own words, never by the engine's code. A decision is
/// judged by what the decider was shown, since nobody can know more; calls and the world are judged by what is so.
package enum Invariant: String, Hashable, Sendable, CaseIterable {
    /// Checked on every move of every decision: its target is the peer's interface of the same name.
    case target = "S1"
    /// Checked on every move: the route is one that the scenario's list calls the pair's, and its shown target is a
    /// member's interface. After every step: every other route points where people and other tools put it.
    case ownership = "S2"
    /// Checked on every decision with moves, and again when each call is sent: the reading is at most five seconds old
    /// and shows the target as fit, with no read missing that could show otherwise and no event that it goes down.
    case knownGood = "S3"
    /// Checked on every move: its old target has failed as shown, or the operator asked, or the policy's wait is over by
    /// the simulation's own account of what this decider saw.
    case needed = "S4"
    /// Checked on every decision: with nobody shown as fit it moves nothing.
    case nobody = "S5"
    /// Checked on every move: it names a route that exists. After every step: no route is missing that nobody else
    /// deleted.
    case noGap = "S6"
    /// Checked on every failback: by the simulation's own account this decider has not used up the hour's failbacks.
    /// Checked on every decision: a failover is never put off.
    case damping = "S7"
    /// Checked on every decision with moves: decided again on a world in which they took effect, it moves nothing.
    case idempotence = "S8"
    /// Checked on every decision: decided again with the routes read in another order it is the same in every word, and
    /// default routes come first. The digest of a run shows it from process to process.
    case determinism = "S9"
    /// Checked when all is quiet again: a table whose routes may not be changed keeps no other route from its place.
    case isolation = "S10"
    /// Checked when each call is sent: none of a dry run would change anything. Checked on every decision: a paused pair
    /// moves nothing.
    case dryRun = "S11"
    /// Checked on every decision: without its memory the engine would obey S1 to S5 and S8 all the same, and it would
    /// fail over as it does with it.
    case memoryLoss = "S12"
    /// Checked when the first run after the last fault ends: no route is left on a failed member whose peer is fit, and
    /// it took at most three looks. Later: with a failback policy all routes have come home.
    case oneRound = "L1"
    /// Checked over all scenarios in which calls go on failing: the mean of the rounds until all routes have moved stays
    /// within the bound. In each: it is never more than sixty-four.
    case retries = "L2"
    /// Checked when all is quiet again: both deciders come to rest, and on the same routes that they come to when only
    /// one of them is left, or when they look in the other order.
    case confluence = "L3"
    /// Checked when all is quiet again: with every event lost, all is well within one sweep.
    case lostEvents = "L4"
    /// Checked on every decision: a hold is told once, at once when it rests on facts, within three minutes when reads
    /// fail; its end is told once; nothing else is told but moves; and the state that is told is true.
    case telling = "L5"

    /// What must hold, in a few words.
    package var statement: String {
        switch self {
        case .target: "a move's target is the peer's interface of the same name"
        case .ownership: "only the pair's own routes are touched"
        case .knownGood: "the target was seen fit within the last five seconds"
        case .needed: "a working member keeps its routes, but for an operator or the policy"
        case .nobody: "with nobody fit nothing moves"
        case .noGap: "routes are replaced, never deleted or created"
        case .damping: "failbacks are limited, failovers never put off"
        case .idempotence: "what is right already does not move"
        case .determinism: "the same sight gives the same decision"
        case .isolation: "a refused route stops no other"
        case .dryRun: "a dry run and a paused pair change nothing"
        case .memoryLoss: "memory may be lost at any time"
        case .oneRound: "after the last fault one round heals"
        case .retries: "failing calls are sent again until they succeed"
        case .confluence: "all deciders come to rest on the same routes"
        case .lostEvents: "lost events heal within one sweep"
        case .telling: "trouble is told once, and so is its end"
        }
    }
}

/// An invariant that does not hold.
package struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which one.
    package var invariant: Invariant
    /// What was seen.
    package var detail: String

    init(_ invariant: Invariant, _ detail: String) { (self.invariant, self.detail) = (invariant, detail) }

    /// The invariant, what it says and what was seen.
    package var description: String { "\(invariant.rawValue) (\(invariant.statement)): \(detail)" }
}
