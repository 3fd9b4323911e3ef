import AWS
import Values

/// Those who wait to call one API of an account and region, and how fast they may: the urgent ones first.
///
/// A value with the time as an argument, so that hours of a large fleet can be played through in a test.
struct CallQueue: Sendable {
    /// A place in the queue.
    struct Ticket: Hashable, Sendable {
        fileprivate let number: Int
        fileprivate let isUrgent: Bool
    }

    private var bucket: TokenBucket
    private var learner: RateLearner
    /// Those who wait, by their numbers, which grow.
    private var urgent: [Int] = []
    private var others: [Int] = []
    private var lastNumber = 0
    /// The tokens that only urgent calls may take, so that they find some at once in the middle of a rush.
    private let reserve: Double

    /// Whoever waits asks again after that time at the latest: the rate may have grown, or others may have gone.
    private static let longestWait = Duration.seconds(2)

    /// A queue where nobody waits yet.
    init(_ rate: CallRate, mode: RetryPolicy.Mode, now: Timestamp) {
        bucket = TokenBucket(perSecond: rate.perSecond, burst: rate.burst)
        learner = RateLearner(published: rate.perSecond, mode: mode, now: now)
        reserve = mode == .standard ? (rate.burst / 5).rounded(.down) : 0
    }

    /// How many wait.
    var count: Int { urgent.count + others.count }

    /// Lines up.
    mutating func enter(isUrgent: Bool) -> Ticket {
        lastNumber += 1
        if isUrgent { urgent.append(lastNumber) } else { others.append(lastNumber) }
        return Ticket(number: lastNumber, isUrgent: isUrgent)
    }

    /// Gives a place up; does nothing when it was given up already.
    mutating func leave(_ ticket: Ticket) {
        if ticket.isUrgent {
            urgent.removeAll { $0 == ticket.number }
        } else {
            others.removeAll { $0 == ticket.number }
        }
    }

    /// Lets a caller go, and out of the queue; otherwise how long it should wait until it asks again.
    mutating func ask(_ ticket: Ticket, at now: Timestamp) -> Duration? {
        guard let rate = learner.rate(at: now) else {
            leave(ticket)
            return nil
        }
        bucket.fill(at: now)
        bucket.perSecond = rate
        let ahead = place(of: ticket)
        let wait = bucket.wait(for: Double(ahead + 1) + (ticket.isUrgent ? 0 : reserve))
        guard wait > .zero else {
            leave(ticket)
            bucket.take(1)
            return nil
        }
        return min(wait, Self.longestWait)
    }

    /// Takes note of an answer.
    mutating func note(wasThrottled: Bool, at now: Timestamp) {
        learner.note(wasThrottled: wasThrottled, at: now)
        if wasThrottled { bucket.empty() }
        if let burst = learner.burst { bucket.burst = burst }
    }

    private func place(of ticket: Ticket) -> Int {
        Self.index(of: ticket.number, in: ticket.isUrgent ? urgent : others) + (ticket.isUrgent ? 0 : urgent.count)
    }

    private static func remove(_ number: Int, from lane: inout [Int]) {
        let index = index(of: number, in: lane)
        if index < lane.count, lane[index] == number { lane.remove(at: index) }
    }

    /// Where a number stands in a list of growing ones.
    private static func index(of number: Int, in lane: [Int]) -> Int {
        var (low, high) = (0, lane.count)
        while low < high {
            let middle = (low + high) / 2
            if lane[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
