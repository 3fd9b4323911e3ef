extension HTMLReport {
    /// The style sheet: light and dark by the reader's choice, and ink-saving on paper.
    static let style: HTML = """
        :root {
          color-scheme: light dark;
          --page: #ffffff; --panel: #f6f7f9; --line: #d5d9e0; --text: #1a1f29; --faint: #586070; --link: #0b57d0;
          --down: #b42318; --unknown: #5b6472; --degraded: #a15c07; --split: #6941c6; --paused: #175cd3;
          --protected: #067647;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #12151b; --panel: #1b2028; --line: #343c49; --text: #e8ebf0; --faint: #a3adbd; --link: #8ab4f8;
            --down: #ff7b72; --unknown: #aab3c2; --degraded: #f0b041; --split: #b79cf7; --paused: #7fb0ff;
            --protected: #4cc98a;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--page); color: var(--text);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
        h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
        h2 { margin: 2.25rem 0 .75rem; font-size: 1.25rem; }
        h3 { margin: 0 0 .25rem; font-size: 1rem; }
        p { margin: .25rem 0; overflow-wrap: anywhere; }
        a { color: var(--link); }
        a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        .skip { position: absolute; left: -99rem; }
        .skip:focus { left: 1rem; top: 1rem; padding: .5rem; background: var(--page); }
        .faint { color: var(--faint); font-size: .875rem; }
        .cards { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0 0 .75rem; padding: 0; list-style: none; }
        .card { min-width: 8.5rem; padding: .75rem 1rem; background: var(--panel); border: 1px solid var(--line);
          border-top: 4px solid var(--tone); border-radius: .5rem; }
        .card strong { display: block; font-size: 1.75rem; line-height: 1.1; }
        .badge { color: var(--tone); font-weight: 600; white-space: nowrap; }
        .down { --tone: var(--down); } .unknown { --tone: var(--unknown); } .degraded { --tone: var(--degraded); }
        .split { --tone: var(--split); } .paused { --tone: var(--paused); } .protected { --tone: var(--protected); }
        .bar { display: block; width: 100%; height: 14px; border-radius: 7px; }
        rect.down, rect.unknown, rect.degraded, rect.split, rect.paused, rect.protected { fill: var(--tone); }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem 1.5rem;
          margin: 1.25rem 0 0; }
        .figures dt { color: var(--faint); font-size: .875rem; }
        .figures dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
        .articles { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: .75rem; }
        article { padding: .75rem 1rem; background: var(--panel); border: 1px solid var(--line);
          border-left: 4px solid var(--tone); border-radius: .5rem; }
        .scroll { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
        caption { padding: 0 0 .5rem; color: var(--faint); text-align: left; }
        th, td { padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line); text-align: left;
          vertical-align: top; }
        thead th, tbody th { white-space: nowrap; }
        td.number, th.number { text-align: right; white-space: nowrap; }
        td.time { white-space: nowrap; }
        td.why { min-width: 16rem; overflow-wrap: anywhere; }
        .pair { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
        .pair h3 { font-size: 1.125rem; }
        svg text { fill: var(--faint); font: 11px system-ui, sans-serif; }
        .timeline, .histogram { display: block; width: 100%; min-width: 40rem; height: auto; margin: .5rem 0; }
        .axis { stroke: var(--line); stroke-width: 1; }
        .unseen { fill: none; stroke: var(--line); stroke-dasharray: 3 3; }
        .event { fill: var(--text); stroke: var(--page); stroke-width: 1; }
        .event.bad { fill: var(--down); } .event.good { fill: var(--protected); }
        .column { fill: var(--link); }
        .map { display: block; width: 100%; min-width: 40rem; height: auto; margin: .5rem 0; }
        .land { fill: var(--panel); stroke: var(--line); stroke-width: 1; }
        .region { fill: var(--tone); stroke: var(--page); stroke-width: 1.5; }
        svg text.count { fill: var(--page); font-weight: 600; }
        .legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .875rem; }
        th:not(:first-child), td:not(:first-child) { padding-left: .25rem; }
        @media print {
          :root { --page: #ffffff; --panel: #ffffff; --line: #b8bec8; --text: #000000; --faint: #444b57;
            --link: #000000; --down: #b42318; --unknown: #5b6472; --degraded: #a15c07; --split: #6941c6;
            --paused: #175cd3; --protected: #067647; }
          body { max-width: none; padding: 0; font-size: 10pt; }
          article, tr, svg, .card { break-inside: avoid; }
          h2, h3 { break-after: avoid; }
          .scroll { overflow: visible; }
          rect, .event, .region, .land { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        """
}
