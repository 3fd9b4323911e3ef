import Codecs
package import Records
import Values

/// How long the failovers took, from the event, where one was told, to the last moved route.
///
/// Failbacks and switchovers are left out: before them no route pointed at a failed member.
package struct RecoveryTimes: Sendable {
    /// The times, the shortest first.
    let times: [Duration]

    /// The times of those records that are failovers.
    package init(_ failovers: [FailoverRecord]) {
        times = failovers.filter { $0.direction == .failover }.map(\.recovery).sorted()
    }

    /// The time that so many percent of the failovers did not exceed, by nearest rank; nil of none.
    func percentile(_ percent: Int) -> Duration? {
        guard !times.isEmpty else { return nil }
        return times[max(0, (times.count * percent + 99) / 100 - 1)]
    }

    /// The figures in words; empty of none.
    var words: [(name: String, value: String)] {
        guard let slowest = times.last else { return [] }
        let ranks = [("median", 50), ("95th percentile", 95), ("99th percentile", 99)]
        let percentiles = ranks.compactMap { name, rank in
            percentile(rank).map { (name: name, value: Wording.measured($0)) }
        }
        return [("failovers", String(times.count))] + percentiles + [("slowest", Wording.measured(slowest))]
    }

    /// The figures for programs.
    var json: JSON {
        .complete([
            "failovers": .integer(times.count),
            "medianMilliseconds": .milliseconds(percentile(50)),
            "p95Milliseconds": .milliseconds(percentile(95)),
            "p99Milliseconds": .milliseconds(percentile(99)),
            "slowestMilliseconds": .milliseconds(times.last),
        ])
    }
}
