import Engine
import Fleet
import Records
import Values

/// The report as one file for a browser or a printer: no script, nothing loaded from elsewhere.
package struct HTMLReport: Sendable {
    /// What is reported.
    let report: FleetReport
    /// What the page is called.
    let title: String

    /// A page about a report.
    package init(_ report: FleetReport, title: String = "Fleet report") { (self.report, self.title) = (report, title) }

    /// The page.
    package var text: String { page.source }

    /// How the fleet is now.
    var status: StatusReport { report.status }
    /// The beginning of what is reported.
    var since: Timestamp { report.request.since }
    /// The moment of the report.
    var now: Timestamp { status.now }

    private var page: HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>\(title): \(status.summary)</title>
        <style>
        \(Self.style)
        </style>
        </head>
        <body>
        <a class="skip" href="#pairs">Skip to the table of pairs</a>
        <header>
        <h1>\(title)</h1>
        <p>\(status.summary)</p>
        <p class="faint">\(Wording.moment(since)) to \(Wording.moment(now)), all times in UTC</p>
        </header>
        <main>
        \(overview)
        \(attention)
        \(chores)
        \(table)
        \(groups)
        \(regions)
        \(failoverTable)
        \(recovery)
        \(engines)
        \(stories)
        \(explanation)
        </main>
        <footer><p class="faint">Made by vaer, \(Wording.moment(now))</p></footer>
        </body>
        </html>

        """
    }

    private var overview: HTML {
        let counts = Standing.allCases.map { standing in
            (standing: standing, count: status.statuses.count { $0.standing == standing })
        }
        .filter { $0.count > 0 }
        let cards = counts.map { item -> HTML in
            "<li class=\"card \(item.standing.rawValue)\"><strong>\(item.count)</strong> \(item.standing.badge)</li>"
        }
        return """
            <section aria-labelledby="overview">
            <h2 id="overview">Overview</h2>
            <ul class="cards">
            \(cards)
            </ul>
            \(bar(counts))
            <dl class="figures">
            \(figures)
            </dl>
            </section>
            """
    }

    private func bar(_ counts: [(standing: Standing, count: Int)]) -> HTML {
        guard !status.statuses.isEmpty else { return "" }
        var x = 0.0
        let parts = counts.map { item -> HTML in
            let width = 900 * Double(item.count) / Double(status.statuses.count)
            defer { x += width }
            return """
                <rect class="\(item.standing.rawValue)" x="\(x)" y="0" width="\(width)" height="14">\
                <title>\(item.count) \(item.standing.rawValue)</title></rect>
                """
        }
        return """
            <svg class="bar" viewBox="0 0 900 14" role="img" aria-label="\(status.summary)" preserveAspectRatio="none">
            \(parts)
            </svg>
            """
    }

    private var figures: [HTML] {
        report.figures.map { "<div><dt>\($0[0])</dt><dd>\($0[1])</dd></div>" }
    }

    private var attention: HTML {
        let pairs = status.statuses.filter { $0.standing != .protected }
        guard !pairs.isEmpty else {
            return """
                <section aria-labelledby="attention">
                <h2 id="attention">Not protected</h2>
                <p>\(status.statuses.isEmpty ? "There are no pairs." : "Every pair is protected.")</p>
                </section>
                """
        }
        let articles = pairs.map { pair -> HTML in
            let since = pair.since.map { " since \(Wording.moment($0)) (\(Wording.age(now - $0)))" } ?? ""
            return """
                <article class="\(pair.standing.rawValue)">
                <h3>\(link(pair)) \(pair.badge)</h3>
                <p>\(pair.reason)</p>
                <p class="faint">\(pair.region.name)\(since)</p>
                </article>
                """
        }
        return """
            <section aria-labelledby="attention">
            <h2 id="attention">Not protected</h2>
            <div class="articles">
            \(articles)
            </div>
            </section>
            """
    }

    /// A pair's name, as a link to its story.
    func link(_ pair: PairStatus) -> HTML {
        "<a href=\"#pair-\(pair.pair.text)\">\(pair.pair.text)</a>"
    }
}

extension PairStatus {
    /// The state in words with a sign, so that colour is never all there is.
    var badge: HTML {
        "<span class=\"badge \(standing.rawValue)\"><span aria-hidden=\"true\">\(standing.sign)</span> \(stateWords)</span>"
    }
}

extension Standing {
    /// The standing in words with a sign.
    var badge: HTML {
        "<span class=\"badge \(rawValue)\"><span aria-hidden=\"true\">\(sign)</span> \(rawValue)</span>"
    }

    /// The sign.
    var sign: String {
        switch self {
        case .down: "✕"
        case .unknown: "?"
        case .degraded: "!"
        case .split: "⇄"
        case .paused: "‖"
        case .protected: "✓"
        }
    }
}
