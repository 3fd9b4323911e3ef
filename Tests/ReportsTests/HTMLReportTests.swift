import Engine
import Fleet
import Foundation
import Records
import Testing
import Values

@testable import Reports

@Suite struct HTMLReportTests {
    private func page() throws -> String { HTMLReport(try SampleFleet.report()).text }

    @Test func `the page of a fleet`() throws { try Golden.expect(try page(), "report.html") }

    @Test func `the page of no pairs says so`() throws {
        let text = HTMLReport(try SampleFleet.report([])).text
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
        let text = HTMLReport(try SampleFleet.report([try SampleFleet.healthy()], since: 7200)).text
        #expect(!text.contains("nrt-edge"))
        #expect(text.contains("No routes left a failed member in this time."))
    }

    @Test func `every picture says in words what it shows`() throws {
        let text = try page()
        let pictures = text.components(separatedBy: "<svg ").dropFirst()
        #expect(pictures.count == 3 + SampleFleet.count)
        for picture in pictures {
            #expect(picture.contains("role=\"img\""))
            #expect(picture.contains(#/^[^>]* aria-label="[^"]{8,}"/#))
        }
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
