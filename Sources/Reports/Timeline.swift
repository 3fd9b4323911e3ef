import Engine
import Fleet
import Records
import Values

/// The states of a pair over time as a band, with a mark for each thing that happened.
struct Timeline {
    /// The pair.
    let pair: PairStatus
    /// What happened to it, the oldest first.
    let entries: [HistoryEntry]
    /// The left end.
    let since: Timestamp
    /// The right end.
    let now: Timestamp
    /// When somebody looked without a break.
    let watches: TimeSet

    /// How the pair was seen, each change, the oldest first; the first may be from before ``since``.
    let observations: [ObservationRecord]

    private static let width = 900.0

    private var time: Range<Timestamp> { since..<max(since, now) }

    private var past: PairPast {
        PairPast(
            observations: observations,
            watches: watches,
            failovers: entries.compactMap { if case .failover(let failover) = $0 { failover } else { nil } },
            drills: entries.compactMap { if case .drill(let drill) = $0 { drill } else { nil } }
        )
    }

    /// How available the pair was.
    var availability: Availability { past.availability(within: time) }

    /// The picture, with all of its content in words too.
    var svg: HTML {
        let bands = past.stretches(within: time).map { stretch -> HTML in
            let x = position(stretch.start)
            // Even a short stretch is seen.
            let width = max(1.5, position(stretch.end) - x)
            return """
                <rect class="\(stretch.standing.rawValue)" x="\(x)" y="26" width="\(width)" height="16">\
                <title>\(stretch.standing.rawValue), \(Wording.moment(stretch.start)) to \(Wording.moment(stretch.end))\
                </title></rect>
                """
        }
        return """
            <svg class="timeline" viewBox="-20 0 940 68" role="img" aria-label="\(words)">
            <rect class="unseen" x="0" y="26" width="\(Self.width)" height="16"/>
            \(bands)
            \(entries.compactMap(mark))
            \(ticks)
            </svg>
            """
    }

    private var words: String {
        let failovers = entries.count { if case .failover = $0 { true } else { false } }
        let drills = entries.count { if case .drill = $0 { true } else { false } }
        return "Timeline of \(pair.pair): \(pair.stateWords) now; \(Wording.count(failovers, "failover")) and "
            + "\(Wording.count(drills, "drill")) since \(Wording.moment(since))"
    }

    private func position(_ moment: Timestamp) -> Double {
        let span = Double(max(1, (now - since).milliseconds))
        return Self.width * min(1, max(0, Double((moment - since).milliseconds) / span))
    }

    /// A mark above the band: a triangle for a failover, a diamond for a drill, a circle for an apply.
    private func mark(_ entry: HistoryEntry) -> HTML? {
        let x = position(entry.time)
        let words = entry.words
        let details = [words.change, words.took, words.why].filter { !$0.isEmpty }.joined(separator: ", ")
        let title: HTML = "<title>\(Wording.moment(entry.time)) \(words.what): \(details)</title>"
        let tone = words.emphasis.tone
        switch entry {
        case .transition, .decision: return nil
        case .failover:
            return "<path class=\"event\(tone)\" d=\"M\(x - 6) 8h12l-6 11z\">\(title)</path>"
        case .drill:
            return "<path class=\"event\(tone)\" d=\"M\(x) 6l7 7l-7 7l-7 -7z\">\(title)</path>"
        case .apply:
            return "<circle class=\"event\(tone)\" cx=\"\(x)\" cy=\"13\" r=\"5\">\(title)</circle>"
        }
    }

    private var ticks: [HTML] {
        Self.ticks(from: since, to: now).map { moment in
            let x = position(moment)
            let time = moment.textToTheSecond
            let isMidnight = time.hasSuffix("T00:00:00Z")
            let label = isMidnight ? time.prefix(10).suffix(5) : time.dropFirst(11).prefix(5)
            return """
                <line class="axis" x1="\(x)" y1="22" x2="\(x)" y2="48"/>\
                <text x="\(x)" y="62" text-anchor="middle">\(String(label))</text>
                """
        }
    }

    /// At most ten moments on round times of day or days.
    static func ticks(from start: Timestamp, to end: Timestamp) -> [Timestamp] {
        let minute: Int64 = 60_000
        let steps = [1, 5, 15, 30, 60, 180, 360, 720, 1440, 2880, 7200, 14_400, 43_200, 129_600, 525_600].map {
            $0 * minute
        }
        let span = end.milliseconds - start.milliseconds
        guard span > 0, let step = steps.first(where: { span / $0 < 10 }) else { return [] }
        let first = (start.milliseconds + step - 1) / step * step
        return stride(from: first, through: end.milliseconds, by: Int(step)).map(Timestamp.init(milliseconds:))
    }
}

extension Emphasis {
    /// The class that gives a mark its colour.
    fileprivate var tone: String {
        switch self {
        case .good: " good"
        case .bad, .warning: " bad"
        case .none, .strong, .faint: ""
        }
    }
}
