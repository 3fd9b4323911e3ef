import Records
import Values

extension HTMLReport {
    /// How many failovers took how long, as columns and as a table.
    var recovery: HTML {
        let times = report.whole.recovery.times
        guard !times.isEmpty else {
            return """
                <section aria-labelledby="recovery">
                <h2 id="recovery">Recovery times</h2>
                <p class="faint">No routes left a failed member in this time.</p>
                </section>
                """
        }
        let counts = Self.classes.enumerated().map { index, item in
            let lower = index == 0 ? 0 : Self.classes[index - 1].limit
            return times.count { $0.milliseconds >= lower && $0.milliseconds < item.limit }
        }
        let names = Self.classes.map(\.name)
        let words = zip(names, counts).filter { $0.1 > 0 }.map { "\($0.1) × \($0.0)" }.joined(separator: ", ")
        return """
            <section aria-labelledby="recovery">
            <h2 id="recovery">Recovery times</h2>
            <p>From the event, where one was told, to the last moved route: \(words).</p>
            <div class="scroll">
            <svg class="histogram" viewBox="0 0 900 150" role="img" aria-label="Failovers by recovery time: \(words)">
            \(zip(names, counts).enumerated().map { column($0, $1.0, $1.1, of: counts.max() ?? 1) })
            <line class="axis" x1="0" y1="120" x2="900" y2="120"/>
            </svg>
            </div>
            \(Self.table("How many failovers took how long", ["Time", "Failovers"], zip(names, counts).map { [$0, String($1)] }))
            </section>
            """
    }

    private func column(_ index: Int, _ name: String, _ count: Int, of highest: Int) -> HTML {
        let height = 95 * Double(count) / Double(max(1, highest))
        let x = Double(index) * 112.5
        let label: HTML =
            count == 0 ? "" : "<text x=\"\(x + 56)\" y=\"\(114 - height)\" text-anchor=\"middle\">\(count)</text>"
        return """
            <rect class="column" x="\(x + 8)" y="\(120 - height)" width="96" height="\(height)"/>\(label)\
            <text x="\(x + 56)" y="138" text-anchor="middle">\(name)</text>
            """
    }

    /// The classes of the histogram: what is below the limit in milliseconds, and not below the limit before it.
    private static let classes: [(limit: Int64, name: String)] = [
        (500, "under 0.5 s"), (1000, "0.5–1 s"), (2000, "1–2 s"), (5000, "2–5 s"), (10_000, "5–10 s"),
        (30_000, "10–30 s"), (60_000, "30–60 s"), (.max, "60 s or more"),
    ]
}
