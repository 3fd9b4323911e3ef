package import Records
package import Values

/// A page of the controller that runs: whole without a script, and kept up to date by one where there is one.
///
/// Parts that change carry `data-live`; the script fetches the page again and puts those in place that differ.
package struct LivePage: Sendable {
    /// What all pages of one moment have in common.
    package struct Frame: Sendable {
        /// The version of the controller.
        package var version: String
        /// Whether the controller acts or stands by.
        package var role: ControllerRecord.Role
        /// What is wrong with the controller itself, the worst first.
        package var troubles: [String]
        /// How many pairs stand how.
        package var standings: [Standing: Int]
        /// The moment of the page.
        package var now: Timestamp
        /// The paths of the style sheet and of the script.
        package var assets: (style: String, script: String)

        /// A frame of which every part is given.
        package init(
            version: String,
            role: ControllerRecord.Role,
            troubles: [String],
            standings: [Standing: Int],
            now: Timestamp,
            assets: (style: String, script: String)
        ) {
            (self.version, self.role, self.troubles) = (version, role, troubles)
            (self.standings, self.now, self.assets) = (standings, now, assets)
        }

        /// The most urgent standing of the fleet; protected when there are no pairs.
        var worst: Standing { standings.filter { $0.value > 0 }.keys.min() ?? .protected }

        /// How the fleet stands in a few words, such as `1 down, 3 protected`.
        var words: String {
            let words = Standing.allCases.compactMap { standing in
                standings[standing].flatMap { $0 > 0 ? "\($0) \(standing.rawValue)" : nil }
            }
            return words.isEmpty ? "no pairs" : words.joined(separator: ", ")
        }
    }

    /// The style sheet of all pages.
    package static var style: String { HTMLReport.style.source + "\n" + liveStyle.source + "\n" }

    let frame: Frame
    let title: String
    let main: HTML

    /// The page.
    package var text: String { page.source }

    private var page: HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(frame.worst.sign) \(frame.words) - \(title) - vaer</title>
        <link rel="icon" id="icon" href="\(icon)">
        <link rel="stylesheet" href="\(frame.assets.style)">
        <script src="\(frame.assets.script)" defer></script>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
        <nav aria-label="Pages"><a class="home" href="/">vaer</a> <a href="/">Fleet</a> <a href="/history">History</a> \
        <a href="/api/v1/fleet">API</a> <a href="/metrics">Metrics</a></nav>
        <p id="connection" class="connection faint" role="status" data-time="\(frame.now.description)">as of \
        <time datetime="\(frame.now.description)">\(Wording.moment(frame.now))</time></p>
        </header>
        <main id="main">
        <h1>\(title)</h1>
        \(troubles)
        \(main)
        </main>
        <footer data-live id="foot"><p class="faint">vaer \(frame.version), \(frame.role.rawValue) controller; all times \
        in UTC</p></footer>
        </body>
        </html>

        """
    }

    /// A disc in the colour of the worst standing with its sign, so that a row of tabs tells how the fleet is.
    private var icon: String {
        let color = frame.worst.iconColor
        let sign = frame.worst.sign
        return
            "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' "
            + "r='15' fill='%23\(color)'/%3E%3Ctext x='16' y='23' font-size='20' font-family='sans-serif' fill='white' "
            + "text-anchor='middle'%3E\(sign)%3C/text%3E%3C/svg%3E"
    }

    private var troubles: HTML {
        let items = frame.troubles.map { text -> HTML in "<li>\(text)</li>" }
        let standby: [HTML] =
            frame.role == .standby
            ? ["<li>this controller stands by: another one acts, and knows more than this page</li>"] : []
        guard !(items + standby).isEmpty else { return "<div data-live id=\"troubles\"></div>" }
        return """
            <div data-live id="troubles"><section class="troubles" aria-labelledby="troubles-title">
            <h2 id="troubles-title">Something is wrong with the controller</h2>
            <ul>
            \(items + standby)
            </ul>
            </section></div>
            """
    }

    /// A part of a page that changes.
    static func live(_ id: String, _ title: String, _ content: HTML) -> HTML {
        """
        <section data-live id="\(id)" aria-labelledby="\(id)-title">
        <h2 id="\(id)-title">\(title)</h2>
        \(content)
        </section>
        """
    }

    /// How long ago something was, which the script counts on.
    static func age(_ moment: Timestamp?, _ now: Timestamp) -> HTML {
        guard let moment else { return "never" }
        return "<time datetime=\"\(moment.description)\" data-age>\(Wording.age(now - moment))</time>"
    }

    /// A pair's name, as a link to its page.
    static func link(_ pair: PairName) -> HTML { "<a href=\"/pairs/\(pair.text)\">\(pair.text)</a>" }

    private static let liveStyle: HTML = """
        .top { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1.5rem; margin-bottom: 1.25rem;
          padding-bottom: .75rem; border-bottom: 1px solid var(--line); }
        nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
        nav .home { color: var(--text); font-weight: 700; text-decoration: none; }
        .connection { margin: 0; }
        .connection.live::before { content: "\\25CF\\00A0"; color: var(--protected); }
        .lost .connection { padding: .125rem .5rem; border-radius: .25rem; background: var(--down); color: var(--page);
          font-weight: 600; }
        .lost main { opacity: .6; }
        .troubles { padding: .75rem 1rem; border: 1px solid var(--down); border-left-width: 4px; border-radius: .5rem; }
        .troubles h2 { margin: 0; font-size: 1rem; color: var(--down); }
        .troubles ul { margin: .25rem 0 0; padding-left: 1.25rem; overflow-wrap: anywhere; }
        form { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; margin: 1rem 0; }
        label { display: grid; gap: .125rem; color: var(--faint); font-size: .875rem; }
        input, select, button { box-sizing: border-box; height: 2rem; font: inherit; padding: .25rem .5rem;
          color: var(--text); background: var(--panel); border: 1px solid var(--faint); border-radius: .25rem; }
        form > button, form > a { font-size: .875rem; line-height: 1.5rem; }
        form > a { padding: .25rem 0; }
        input:focus-visible, select:focus-visible, button:focus-visible, summary:focus-visible {
          outline: 3px solid var(--link); outline-offset: 2px; }
        .card a { color: inherit; text-decoration: none; display: block; }
        .card a:hover { text-decoration: underline; }
        .pages { display: flex; gap: 1rem; }
        details { margin: .25rem 0; }
        tr.changed th { box-shadow: inset 3px 0 0 var(--link); }
        @media print { nav, form, .connection { display: none; } .lost main { opacity: 1; } }
        """
}

extension Standing {
    /// The colour of the light page, which is dark enough for white on it.
    fileprivate var iconColor: String {
        switch self {
        case .down: "b42318"
        case .unknown: "5b6472"
        case .degraded: "a15c07"
        case .split: "6941c6"
        case .paused: "175cd3"
        case .protected: "067647"
        }
    }
}
