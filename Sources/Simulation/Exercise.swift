/// Something that scenarios exercise; a run that never did so proves nothing about it.
package enum Exercise: String, Hashable, Sendable, CaseIterable {
    case memberStops = "an instance is stopped"
    case memberStarts = "an instance is started"
    case memberTerminates = "an instance is terminated"
    case memberVanishes = "EC2 forgets an instance"
    case memberReplaced = "another instance takes the interfaces"
    case memberImpaired = "a status check fails"
    case interfaceDetached = "an interface is detached"
    case interfaceDeleted = "an interface is deleted"
    case sourceCheck = "a source/dest check is on"
    case alarmRaised = "an alarm is raised"
    case alarmVague = "an alarm has too little data or is deleted"
    case memberHangs = "a member hangs, and the alarm or status check follows"
    case flapping = "a member comes and goes"
    case bothDown = "both members are down"

    case eventLost = "an event is lost"
    case eventLate = "an event is late"
    case eventTwice = "an event comes twice"
    case eventOld = "an old event comes out of order"
    case eventFalse = "an event tells what is not so"
    case sweepLost = "a sweep is left out"
    case eventQueued = "an event comes while a run is on"

    case readFails = "a read fails"
    case readLags = "a read shows an old state"
    case readIsSlow = "a look takes seconds"
    case readTooOld = "a look is too old when it is there"
    case staleEvent = "EC2's reads lag behind its event"

    case callThrottled = "a call is throttled"
    case callFails = "a call fails"
    case callFailsAfterEffect = "a call takes effect and fails"
    case answerLost = "an answer is lost"
    case callLate = "a call arrives late"
    case callOvertaken = "a call arrives after a newer one"
    case callRefused = "a call is refused for good"
    case routeGone = "a route is gone when the call arrives"
    case timeOver = "a run has no time left"
    case budgetEmpty = "the budget of calls is empty"
    case triedAgain = "a route is tried again in the same run"

    case crash = "a decider crashes"
    case crashMidList = "a decider crashes in the middle of a list"
    case memoryLost = "a decider loses its memory"
    case clockSet = "a decider's clock is set"
    case nobodyLooks = "nobody looks for a long time"

    case routeMovedByOthers = "somebody else moves a route of the pair"
    case routeAwayFromBoth = "somebody else points a route away from both"
    case routeDeletedByOthers = "somebody else deletes a route"
    case foreignMovedByOthers = "somebody else moves a route that is not the pair's"
    case rightsTaken = "a right is taken away"
    case switchover = "an operator switches over"
    case rehearsal = "an operator rehearses"
    case dryRun = "an operator asks for a dry run"
    case paused = "the pair is paused"
    case resumed = "the pair is resumed"

    case steady = "steady"
    case failover = "failover"
    case failback = "failback"
    case failbackCompleted = "failback that finishes the latest"
    case damped = "failback put off by the hourly limit"
    case hold = "hold"
    case pausedVerdict = "paused"
    case stale = "stale"
    case holdTold = "a hold is told"
    case holdOver = "a hold's end is told"
    case operatorMoves = "a switchover moves routes"
    case stateProtected = "protected"
    case stateSplit = "split"
    case stateDegraded = "degraded"
    case stateDown = "down"
    case stateUnknown = "unknown"

    case endsOneFit = "it ends with one fit member"
    case endsBothFit = "it ends with two fit members"
    case endsBothDown = "it ends with none, then one comes back"
    case homecoming = "with a failback policy all come home"
    case failingRounds = "rounds with calls that go on failing"
    case otherOrder = "the deciders look in another order"
    case isolation = "others heal although a table refuses"

    /// The headings of the table, each with the first of its rows.
    package static let headings: [(first: Exercise, heading: String)] = [
        (.memberStops, "members"), (.eventLost, "events"), (.readFails, "reads"), (.callThrottled, "calls"),
        (.crash, "deciders"), (.routeMovedByOthers, "people"), (.steady, "decisions"), (.stateProtected, "states"),
        (.endsOneFit, "endings"),
    ]
}

/// What scenarios came to, to be added up.
package struct Tally: Sendable {
    /// How many scenarios.
    package var scenarios = 0
    /// How many things happened in them.
    package var steps = 0
    /// How many decisions were checked.
    package var decisions = 0
    /// How many ReplaceRoute calls took effect.
    package var moves = 0
    /// How many choices were made.
    package var choices = 0
    /// A number that tells runs apart in which anything was different; the order of scenarios does not matter.
    package var digest: UInt64 = 0
    /// How often each thing was exercised.
    private var counts = [Int](repeating: 0, count: Exercise.allCases.count)
    /// The rounds that were needed with failing calls, by how often calls failed and how many routes had to move.
    private var rounds: [Rounds: (sum: Int, samples: Int)] = [:]

    /// Nothing yet.
    package init() {}

    /// How often something was exercised.
    package func count(of exercise: Exercise) -> Int { counts[Self.position(exercise)] }

    /// What was never exercised.
    package var missing: [Exercise] { Exercise.allCases.filter { count(of: $0) == 0 } }

    mutating func note(_ exercise: Exercise) { counts[Self.position(exercise)] += 1 }

    mutating func note(rounds count: Int, _ key: Rounds) {
        rounds[key, default: (0, 0)].sum += count
        rounds[key, default: (0, 0)].samples += 1
    }

    /// Adds what other scenarios came to.
    package mutating func add(_ other: Tally) {
        scenarios += other.scenarios
        steps += other.steps
        decisions += other.decisions
        moves += other.moves
        choices += other.choices
        digest &+= other.digest
        for index in counts.indices { counts[index] += other.counts[index] }
        for (key, value) in other.rounds {
            rounds[key, default: (0, 0)].sum += value.sum
            rounds[key, default: (0, 0)].samples += value.samples
        }
    }

    private static let positions = Dictionary(
        uniqueKeysWithValues: zip(Exercise.allCases, 0..<Exercise.allCases.count)
    )

    private static func position(_ exercise: Exercise) -> Int { positions[exercise] ?? 0 }
}

/// A case of routes that have to move while calls go on failing.
struct Rounds: Hashable, Sendable {
    /// One call in so many fails.
    let odds: Int
    let routes: Int

    /// The mean that chance alone gives when every round sends all that has failed: the longest of as many runs of bad
    /// luck as there are routes, in thousandths.
    ///
    /// Written as the sum over k of the chance that some route is still there after k rounds. It is within one round of
    /// ceil(ln N / ln 1/p) + 1 for every case that is played.
    var expectedThousandths: Int {
        var (mean, stillThere) = (0.0, 1.0)
        for _ in 0..<64 {
            var allMoved = 1.0
            for _ in 0..<routes { allMoved *= 1 - stillThere }
            mean += 1 - allMoved
            stillThere /= Double(odds)
        }
        return Int(mean * 1000)
    }
}

extension Tally {
    /// How many rounds it took to move all routes while one call in two or in four failed.
    package struct Convergence: Hashable, Sendable {
        /// One call in so many failed.
        package let odds: Int
        /// How many routes had to move.
        package let routes: Int
        /// How often this was played.
        package let samples: Int
        /// The mean of the rounds, in thousandths.
        package let meanThousandths: Int
        /// The mean that chance alone gives, in thousandths.
        package let expectedThousandths: Int

        /// Whether there are too few samples to judge, or the mean is what chance gives, a tenth of it aside.
        package var isWithinBound: Bool { samples < 400 || meanThousandths * 10 <= expectedThousandths * 11 }
    }

    /// L2 by case.
    package var convergence: [Convergence] {
        rounds.sorted { ($0.key.odds, $0.key.routes) < ($1.key.odds, $1.key.routes) }.map { key, value in
            Convergence(
                odds: key.odds,
                routes: key.routes,
                samples: value.samples,
                meanThousandths: value.sum * 1000 / value.samples,
                expectedThousandths: key.expectedThousandths
            )
        }
    }
}
