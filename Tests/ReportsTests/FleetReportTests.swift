import Codecs
import Records
import Testing
import Values

@testable import Reports

@Suite struct FleetReportTests {
    @Test func `the report as Markdown, JSON and CSV`() throws {
        let statuses = try SampleFleet.statuses()
        let groups = Dictionary(statuses.map { ($0.pair, String($0.region.name.prefix(2))) }) { first, _ in first }
        let report = try SampleFleet.report(groups: groups)
        try Golden.expect(report.markdown, "report.md")
        try Golden.expect(report.json.prettyText, "report.json")
        try Golden.expect(report.csv, "report.csv")
    }

    @Test func `unprotected pairs come first`() throws {
        let standings = try SampleFleet.report().pairs.map(\.status.standing)
        #expect(standings == standings.sorted())
        #expect(standings.first == .down)
    }

    @Test func `the fleet's time is that of its pairs`() throws {
        let report = try SampleFleet.report()
        #expect(report.whole.availability.total == .seconds(36 * 3600 * Int64(SampleFleet.count)))
        #expect(report.regions.reduce(Availability.none) { $0 + $1.group.availability } == report.whole.availability)
    }

    @Test func `no text of others makes a table or a link`() throws {
        let text = try SampleFleet.report([try SampleFleet.hostile()]).markdown
        #expect(text.contains("\\<img") && !text.contains(#/[^\\]</#))
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| evil-edge") }
        #expect(rows.count >= 2)
    }

    @Test(arguments: [
        ("vAER-A is stopped: 4 routes move to vAER-B", "is stopped"),
        ("an operator's command: x", "an operator's command"),
        ("drill: stop vAER-B", "a drill"), ("vAER-A", "vAER-A"), ("", ""),
    ])
    func `a cause is the reason without the name and the routes`(reason: String, cause: String) throws {
        var failover = try SampleFleet.failover(SampleFleet.now)
        failover.reason = reason
        #expect(failover.cause == cause)
    }

    @Test(arguments: [
        (Int64(0), "0"), (812, "812 ms"), (7_199_000, "119 min 59 s"), (7_200_000, "2 h 0 min"), (172_800_000, "2.0 d"),
    ])
    func `a length of time has two parts at most`(milliseconds: Int64, words: String) {
        #expect(Wording.length(.milliseconds(milliseconds)) == words)
    }
}
