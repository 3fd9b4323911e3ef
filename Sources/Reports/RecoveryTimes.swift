import Codecs
package import Records
import Values

/// How long the failovers took, from the event, where one was told, to the last moved route.
///
/// Failbacks and switchovers are left out: before them no route pointed at a failed member.
package struct RecoveryTimes: Sendable {
    /// The times that are on record one by one, the shortest first.
    let times: [Duration]
    /// How many failovers there were, those included of which only the days' figures are left.
    let count: Int
    /// The longest of all times; nil of none.
    let slowest: Duration?

    /// The times of those records that are failovers; of `older` runs the times are not on record one by one.
    package init(_ failovers: [FailoverRecord], older: RunFigures = RunFigures()) {
        times = failovers.filter { $0.direction == .failover }.map(\.recovery).sorted()
        count = times.count + older.failovers
        slowest = older.failovers > 0 ? max(times.last ?? .zero, older.slowest) : times.last
    }

    /// The time that so many percent of those on record did not exceed, by nearest rank; nil of none.
    func percentile(_ percent: Int) -> Duration? {
        guard !times.isEmpty else { return nil }
        return times[max(0, (times.count * percent + 99) / 100 - 1)]
    }

    /// The figures in words; empty of none.
    var words: [(name: String, value: String)] {
        guard let slowest else { return [] }
        let ranks = [("median", 50), ("95th percentile", 95), ("99th percentile", 99)]
        let percentiles = ranks.compactMap { name, rank in
            percentile(rank).map { (name: name, value: Wording.measured($0)) }
        }
        return [("failovers", String(count))] + percentiles + [("slowest", Wording.measured(slowest))]
    }

    /// The figures for programs.
    var json: JSON {
        .complete([
            "failovers": .integer(count),
            "medianMilliseconds": .milliseconds(percentile(50)),
            "p95Milliseconds": .milliseconds(percentile(95)),
            "p99Milliseconds": .milliseconds(percentile(99)),
            "slowestMilliseconds": .milliseconds(slowest),
        ])
    }
}
