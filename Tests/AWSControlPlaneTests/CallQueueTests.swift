import AWS
import Testing
import Values

@testable import AWSControlPlane

/// Many callers of one API, played through with a simulated clock; AWS's side is a bucket of its own.
@Suite struct CallQueueTests {
    /// What a caller has still to do, and what it went through.
    private struct Caller {
        let isUrgent: Bool
        /// When it begins.
        let start: Int64
        /// The calls that it still has to send.
        var left: Int
        var ticket: CallQueue.Ticket?
        var entered: Int64 = 0
        var longestWait: Int64 = 0
        var finished: Int64?
    }

    /// The world: the queue under test, what AWS really allows, and who calls.
    private struct World {
        var queue: CallQueue
        var aws: TokenBucket
        var callers: [Caller]
        var agenda: [Int64: [Int]] = [:]
        var sent = 0
        var throttled = 0

        init(_ callers: [Caller], published: CallRate, real: CallRate, mode: RetryPolicy.Mode = .standard) {
            queue = CallQueue(published, mode: mode, now: Timestamp(milliseconds: 0))
            aws = TokenBucket(perSecond: real.perSecond, burst: real.burst)
            self.callers = callers
            for (index, caller) in callers.enumerated() { agenda[caller.start, default: []].append(index) }
        }

        /// Plays until nobody has anything to do, for an hour at most.
        mutating func play() {
            var moment: Int64 = 0
            while !agenda.isEmpty, moment < 3_600_000 {
                for index in agenda.removeValue(forKey: moment) ?? [] { act(index, at: moment) }
                // What comes up in the same moment is done in it.
                if agenda[moment] == nil { moment += 1 }
            }
        }

        private mutating func act(_ index: Int, at moment: Int64) {
            let now = Timestamp(milliseconds: moment)
            if callers[index].ticket == nil {
                callers[index].ticket = queue.enter(isUrgent: callers[index].isUrgent)
                callers[index].entered = moment
            }
            guard let ticket = callers[index].ticket else { return }
            if let wait = queue.ask(ticket, at: now) {
                agenda[moment + max(1, wait.milliseconds), default: []].append(index)
                return
            }
            callers[index].ticket = nil
            callers[index].longestWait = max(callers[index].longestWait, moment - callers[index].entered)
            sent += 1
            aws.fill(at: now)
            let isThrottled = aws.tokens < 1
            if isThrottled { throttled += 1 } else { aws.take(1) }
            queue.note(wasThrottled: isThrottled, at: now)
            if !isThrottled { callers[index].left -= 1 }
            if callers[index].left > 0 {
                // An answer takes 20 ms, the wait after a throttle half a second on average.
                agenda[moment + (isThrottled ? 500 : 20), default: []].append(index)
            } else {
                callers[index].finished = moment
            }
        }
    }

    /// A thousand pairs with two calls each, all at once, and one that fails over two seconds later.
    private func fleet(isUrgent: Bool = true) -> [Caller] {
        [Caller](repeating: Caller(isUrgent: false, start: 0, left: 2), count: 1000)
            + [Caller(isUrgent: isUrgent, start: 2000, left: 20)]
    }

    @Test func `a pair that fails over waits for none of a thousand others, and they all come to their turn`() throws {
        var world = World(fleet(), published: CallRate(20, burst: 50), real: CallRate(20, burst: 50))
        world.play()
        let failing = try #require(world.callers.last)
        #expect(failing.longestWait <= 100, "\(failing.longestWait) ms")
        #expect(failing.finished ?? .max < 2000 + 20 * 120)
        #expect(world.callers.allSatisfy { $0.left == 0 })
        #expect(world.throttled == 0)
        #expect(world.queue.count == 0)
        // Nothing is left lying about: 2,020 calls at 20 a second after a burst of 50.
        #expect(world.callers.compactMap(\.finished).max() ?? .max <= 101_000)
    }

    @Test func `without precedence the same pair would wait for most of a minute`() throws {
        var world = World(fleet(isUrgent: false), published: CallRate(20, burst: 50), real: CallRate(20, burst: 50))
        world.play()
        let failing = try #require(world.callers.last)
        #expect(failing.longestWait > 30_000)
    }

    @Test(arguments: RetryPolicy.Mode.allCases)
    func `an account that takes half of what is published throttles few calls, the failing pair's least`(
        mode: RetryPolicy.Mode
    ) throws {
        var world = World(fleet(), published: CallRate(20, burst: 50), real: CallRate(10, burst: 25), mode: mode)
        world.play()
        let failing = try #require(world.callers.last)
        #expect(world.callers.allSatisfy { $0.left == 0 })
        #expect(failing.finished ?? .max < 30_000, "\(failing.finished ?? 0)")
        // In the adaptive mode the thousand that come at once are the lesson.
        let lesson = mode == .adaptive ? 1000 : 0
        #expect(world.throttled - lesson < world.sent / 3, "\(world.throttled) of \(world.sent)")
    }

    @Test func `an account without a limit is not held back in the adaptive mode`() {
        var world = World(fleet(), published: CallRate(20), real: CallRate(1000, burst: 5000), mode: .adaptive)
        world.play()
        #expect(world.callers.compactMap(\.finished).max() ?? .max < 3000)
    }

    @Test func `who leaves the queue holds nobody up`() {
        var queue = CallQueue(CallRate(1, burst: 1), mode: .standard, now: Timestamp(milliseconds: 0))
        let now = Timestamp(milliseconds: 0)
        let tickets = (0..<3).map { _ in queue.enter(isUrgent: false) }
        #expect(tickets.map { queue.ask($0, at: now) } == [nil, .seconds(1), .seconds(2)])
        queue.leave(tickets[1])
        #expect(queue.ask(tickets[2], at: now) == .seconds(1))
        let urgent = queue.enter(isUrgent: true)
        #expect(queue.ask(tickets[2], at: now) == .seconds(2))
        #expect(queue.ask(urgent, at: now + .seconds(1)) == nil)
        #expect(queue.ask(tickets[2], at: now + .seconds(1)) == .seconds(1))
    }
}
