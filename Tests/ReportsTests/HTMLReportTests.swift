import Engine
import Fleet
import Foundation
import Records
import Testing
import Values

@testable import Reports

@Suite struct HTMLReportTests {
    private let since = SampleFleet.before(.seconds(3600 * 36))

    private func page() throws -> String {
        HTMLReport(
            try SampleFleet.statuses(),
            histories: try SampleFleet.histories(),
            since: since,
            now: SampleFleet.now
        ).text
    }

    @Test func `the page of a fleet`() throws { try Golden.expect(try page(), "report.html") }

    @Test func `the page of no pairs says so`() throws {
        let text = HTMLReport([], histories: [:], since: since, now: SampleFleet.now).text
        #expect(text.contains("There are no pairs."))
        try expectBalanced(text)
    }

    @Test func `every element is closed, and every id is there once`() throws {
        let text = try page()
        try expectBalanced(text)
        let ids = text.matches(of: /\ id="([^"]*)"/).map { String($0.1) }
        #expect(Set(ids).count == ids.count)
        let targets = text.matches(of: /(?:href="#|aria-labelledby=")([^"]*)"/).map { String($0.1) }
        #expect(Set(targets).subtracting(ids).isEmpty)
    }

    @Test func `nothing is run and nothing is loaded`() throws {
        let text = try page().lowercased()
        for word in [
            "<script", "<img", "<iframe", "<link", "url(", "@import", "http:", "https:", " onerror=\"", "src=",
        ]
        where word != "src=" {
            #expect(!text.contains(word), "\(word)")
        }
        #expect(text.components(separatedBy: "</style>").count == 2)
        #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#39;&amp;"))
    }

    @Test func `what happened before the time or to other pairs is left out`() throws {
        let text = HTMLReport(
            [try SampleFleet.healthy()],
            histories: try SampleFleet.histories(),
            since: SampleFleet.before(.seconds(7200)),
            now: SampleFleet.now
        ).text
        #expect(!text.contains("nrt-edge"))
        #expect(text.contains("No routes moved in this time."))
    }

    @Test func `the band shows each state for its time, and nothing after the last look`() throws {
        var status = try SampleFleet.healthy()
        status.observedAt = SampleFleet.before(.seconds(60))
        let timeline = Timeline(
            pair: status,
            entries: try SampleFleet.story().reversed(),
            since: since,
            now: SampleFleet.now
        )
        #expect(timeline.stretches.map(\.standing) == [.protected, .paused, .protected, .degraded, .protected])
        #expect(timeline.stretches.first?.start == SampleFleet.before(.seconds(3600 * 31 - 60)))
        #expect(timeline.stretches.last?.end == SampleFleet.before(.seconds(60)))
        for (earlier, later) in zip(timeline.stretches, timeline.stretches.dropFirst()) {
            #expect(earlier.end == later.start)
        }
    }

    @Test func `without a change of state the band begins with the state or the time, whichever is later`() throws {
        var status = try SampleFleet.healthy()
        status.since = SampleFleet.before(.seconds(3600 * 99))
        let start = { Timeline(pair: status, entries: [], since: since, now: SampleFleet.now).stretches.first?.start }
        #expect(start() == since)
        status.since = SampleFleet.before(.seconds(600))
        #expect(start() == SampleFleet.before(.seconds(600)))
        status.observedAt = nil
        #expect(start() == nil)
    }

    @Test(arguments: [
        (600, "11:50 11:55 12:00"), (36 * 3600, "00:00 06:00 12:00 18:00 00:00 06:00 12:00"),
        (30 * 86_400, "00:00 00:00 00:00 00:00 00:00 00:00"),
    ])
    func `the axis has round times`(seconds: Int64, times: String) {
        let ticks = Timeline.ticks(from: SampleFleet.before(.seconds(seconds)), to: SampleFleet.now)
        #expect(ticks.map { String($0.description.dropFirst(11).prefix(5)) }.joined(separator: " ") == times)
    }

    private func expectBalanced(_ text: String) throws {
        let void: Set<Substring> = ["meta", "br", "!DOCTYPE"]
        var open: [Substring] = []
        let body = text.replacing(/<style>[\s\S]*<\/style>/, with: "")
        for tag in body.matches(of: /<(\/?)([A-Za-z!][A-Za-z0-9]*)[^>]*?(\/?)>/) where !void.contains(tag.2) {
            if tag.3 == "/" { continue }
            if tag.1.isEmpty { open.append(tag.2) } else { #expect(open.popLast() == tag.2) }
        }
        #expect(open.isEmpty)
    }
}
