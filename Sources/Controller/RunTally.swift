package import Records
package import Values

/// What happened since this controller began, counted once each, whoever did it: what only grows, for metrics.
package struct RunTally: Sendable {
    /// What is counted apart.
    package struct Key: Hashable, Sendable {
        /// The pair.
        package let pair: PairName
        /// Which way the routes went.
        package let direction: FailoverRecord.Direction
        /// Who moved them.
        package let source: FailoverRecord.Source
    }

    /// The upper bounds of the classes of recovery times; more is in a class of its own.
    package static let bounds: [Duration] = [
        .milliseconds(100), .milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2), .seconds(5), .seconds(10),
        .seconds(30), .seconds(60), .seconds(120), .seconds(300),
    ]
    /// The most runs that are remembered to be told from repetitions; a message comes again within minutes.
    private static let memory = 10_000

    /// Failovers and failbacks.
    package private(set) var failovers: [Key: Int] = [:]
    /// Routes that point where they should because of them.
    package private(set) var moved = 0
    /// Routes that could not be moved.
    package private(set) var failed = 0
    /// How many failovers took up to each of ``bounds``, not counting those of a smaller bound; the last is all above.
    package private(set) var classes = Array(repeating: 0, count: bounds.count + 1)
    /// The time of all failovers together.
    package private(set) var recovery = Duration.zero

    private var known: Set<String> = []
    private var order: [String] = []

    /// Counts a run, unless it began before the controller or was counted.
    mutating func count(_ failover: FailoverRecord, since start: Timestamp) {
        guard failover.finished >= start, known.insert(failover.run).inserted else { return }
        order.append(failover.run)
        if order.count > Self.memory { known.remove(order.removeFirst()) }
        failovers[Key(pair: failover.pair, direction: failover.direction, source: failover.source), default: 0] += 1
        (moved, failed) = (moved + failover.movedCount, failed + failover.failedCount)
        guard failover.direction == .failover else { return }
        classes[Self.bounds.firstIndex { failover.recovery <= $0 } ?? Self.bounds.count] += 1
        recovery += failover.recovery
    }
}
