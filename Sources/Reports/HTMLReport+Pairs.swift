import Engine
import Fleet
import Records
import Values

extension HTMLReport {
    /// All pairs, a row each, the most urgent first.
    var table: HTML {
        let rows = report.pairs.map { item -> HTML in
            let (pair, availability) = (item.status, item.availability)
            return """
                <tr><th scope="row">\(link(pair))</th><td class="time">\(pair.region.name)</td><td>\(pair.badge)</td>\
                <td class="number">\(availability.words)</td><td class="number">\(availability.knownWords)</td>\
                <td>\(pair.members.first.name): \(pair.words(of: .first))</td>\
                <td>\(pair.members.second.name): \(pair.words(of: .second))</td>\
                <td>\(lastFailover(pair))</td><td>\(drift(pair))</td>\
                <td class="number">\(pair.ageWords(now: now))\(status.isStale(pair) ? " (old)" : "")</td></tr>
                """
        }
        return """
            <section aria-labelledby="pairs">
            <h2 id="pairs">Pairs</h2>
            <div class="scroll">
            <table>
            <caption>Every pair, the most urgent first</caption>
            <thead><tr><th scope="col">Pair</th><th scope="col">Region</th><th scope="col">State</th>\
            <th scope="col" class="number">Availability</th><th scope="col" class="number">Known</th>\
            <th scope="col">Member A</th><th scope="col">Member B</th><th scope="col">Last failover</th>\
            <th scope="col">Drift</th><th scope="col" class="number">Age</th></tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table>
            </div>
            </section>
            """
    }

    private func lastFailover(_ pair: PairStatus) -> HTML {
        guard let failover = pair.lastFailover else { return "none" }
        let failures: HTML = failover.failedCount == 0 ? "" : ", <strong>\(failover.failedCount) failed</strong>"
        return """
            \(Wording.moment(failover.started)), \(Wording.measured(failover.recovery))\(failures)\
            <br>\(failover.from) → \(failover.to): \(failover.reason)
            """
    }

    private func drift(_ pair: PairStatus) -> HTML {
        guard let drift = pair.drift else { return "not compared" }
        return drift.isPresent ? "<strong>yes</strong>: \(drift.summary)" : "no"
    }

    /// A section for each pair, with its timeline.
    var stories: HTML {
        guard !report.pairs.isEmpty else { return "" }
        return """
            <section aria-labelledby="stories">
            <h2 id="stories">What happened</h2>
            \(Self.legend)
            \(report.pairs.map(story))
            </section>
            """
    }

    /// The time of each pair in a few words, with its timeline.
    var times: HTML {
        let times = report.pairs.map { item -> HTML in
            "\(availability(item))\n<div class=\"scroll\">\(item.timeline.svg)</div>"
        }
        return "\(Self.legend)\n\(times)"
    }

    /// What the marks and colours of a timeline mean.
    private static var legend: HTML {
        let states = Standing.allCases.map(\.badge)
        return """
            <p class="legend" aria-label="Legend of the timelines">\(states) <span>no band: nobody looked</span> \
            <span>▼ failover</span> <span>◆ drill</span> <span>● apply</span></p>
            """
    }

    private func story(_ item: FleetReport.PairReport) -> HTML {
        let (pair, entries, timeline) = (item.status, item.entries, item.timeline)
        let name = pair.pair.text
        let description: HTML = pair.description.isEmpty ? "" : "<p>\(pair.description)</p>"
        let health = Side.allCases.compactMap { side -> HTML? in
            let member = pair.members[side]
            let reasons = member.health.reasons.joined(separator: ", ")
            return reasons.isEmpty ? nil : "<p>\(member.name): \(member.health.word), \(reasons)</p>"
        }
        return """
            <section class="pair" id="pair-\(name)" aria-labelledby="pair-\(name)-name">
            <h3 id="pair-\(name)-name">\(name) \(pair.badge)</h3>
            \(description)
            <p class="faint">\(pair.region.name), account \(pair.account.text), \(pair.vpc.text)\
            \(pair.engineVersion.map { ", engine \($0)" } ?? "")</p>
            \(health)
            \(availability(item))
            <div class="scroll">\(timeline.svg)</div>
            \(events(entries, of: name))
            </section>
            """
    }

    private func availability(_ item: FleetReport.PairReport) -> HTML {
        let times = item.recovery.words.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        let time = item.availability
        guard time.millionths != nil else { return "<p>Nothing is known of this time.</p>" }
        return """
            <p>Available \(time.words) of the known time, which is \(time.knownWords) of all; unavailable for \
            \(Wording.length(time.unavailable)), of it in drills \(Wording.length(time.inDrills)).\
            \(times.isEmpty ? "" : " Recovery: \(times).")</p>
            """
    }

    private func events(_ entries: [HistoryEntry], of name: String) -> HTML {
        guard !entries.isEmpty else { return "<p class=\"faint\">Nothing happened in this time.</p>" }
        return """
            <div class="scroll">
            <table>
            <caption>What happened to \(name), the latest first</caption>
            <thead><tr><th scope="col">Time</th><th scope="col">What</th><th scope="col">Change</th>\
            <th scope="col" class="number">Routes</th><th scope="col" class="number">Took</th>\
            <th scope="col">Why</th></tr></thead>
            <tbody>
            \(entries.reversed().map { row($0) })
            </tbody>
            </table>
            </div>
            """
    }

    private func row(_ entry: HistoryEntry) -> HTML {
        let words = entry.words
        return """
            <tr><td class="time">\(Wording.moment(entry.time))</td><td>\(words.what)</td><td>\(words.change)</td>\
            <td class="number">\(words.routes)</td><td class="number">\(words.took)</td>\
            <td class="why">\(words.why)</td></tr>
            """
    }
}
