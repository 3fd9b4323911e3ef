import Codecs
import Engine
import Fleet
import Foundation
import Records
import Reports
import Testing
import Values

@Suite struct TextReportsTests {
    @Test(arguments: [OutputFormat.table, .wide, .json, .csv])
    func `the status of a fleet`(format: OutputFormat) throws {
        let report = StatusReport(try SampleFleet.statuses(), now: SampleFleet.now)
        try Golden.expect(report.rendered(as: format), "status.\(format.rawValue)")
    }

    @Test func `the status in colour`() throws {
        let statuses = [try SampleFleet.healthy(), try SampleFleet.degraded(), try SampleFleet.down()]
        let text = StatusReport(statuses, now: SampleFleet.now).rendered(as: .table, colors: true)
        try Golden.expect(text, "status-colors.table")
    }

    @Test(arguments: OutputFormat.allCases)
    func `the status of no pairs`(format: OutputFormat) throws {
        let text = StatusReport([], now: SampleFleet.now).rendered(as: format)
        switch format {
        case .table, .wide: #expect(text == "no pairs\n")
        case .json: #expect(try JSON.parse(text)["pairs"] == .array([]))
        case .csv: #expect(text.split(separator: "\n").count == 1)
        }
    }

    @Test(arguments: [OutputFormat.table, .wide, .json, .csv])
    func `the history of a pair`(format: OutputFormat) throws {
        let report = HistoryReport(pair: try SampleFleet.name("sfo-edge"), newestFirst: try SampleFleet.story())
        try Golden.expect(report.rendered(as: format), "history.\(format.rawValue)")
    }

    @Test func `a history of nothing says so`() throws {
        let report = HistoryReport(pair: try SampleFleet.name("sfo-edge"), newestFirst: [])
        #expect(report.rendered(as: .table) == "sfo-edge: nothing on record\n")
    }

    @Test(arguments: [OutputFormat.table, .json, .csv])
    func `a drill that passed`(format: OutputFormat) throws {
        let drill = SampleFleet.drill(try SampleFleet.name("sfo-edge"), SampleFleet.now, .passed)
        try Golden.expect(DrillText(drill).rendered(as: format), "drill.\(format.rawValue)")
    }

    @Test func `a drill that failed`() throws {
        let drill = SampleFleet.drill(
            try SampleFleet.name("sfo-edge"),
            SampleFleet.now,
            .failed("routes moved when vAER-A started")
        )
        try Golden.expect(DrillText(drill).rendered(as: .table), "drill-failed.table")
    }

    @Test(arguments: [
        (Int64(0), "0 ms"), (999, "999 ms"), (1000, "1.0 s"), (1_449, "1.4 s"), (1_450, "1.5 s"), (59_949, "59.9 s"),
        (59_950, "1 min"), (62_345, "1 min 2 s"), (119_499, "1 min 59 s"), (119_500, "2 min"), (-5, "0 ms"),
    ])
    func `a measured time has about three digits`(milliseconds: Int64, text: String) throws {
        var drill = SampleFleet.drill(try SampleFleet.name("sfo-edge"), SampleFleet.now, .passed)
        drill.steps = [drill.steps[0]]
        drill.steps[0].recovery = .milliseconds(milliseconds)
        #expect(DrillText(drill).summary.hasSuffix("slowest move \(text)"))
    }

    @Test(arguments: [OutputFormat.table, .wide, .json, .csv])
    func `nothing that was typed elsewhere drives the terminal or forges a line`(format: OutputFormat) throws {
        let text = StatusReport([try SampleFleet.hostile()], now: SampleFleet.now).rendered(as: format)
        let forbidden = text.unicodeScalars.filter { scalar in
            (scalar != "\n" && scalar.properties.generalCategory == .control)
                || [0x202E, 0x2066, 0x2028, 0x200F].contains(scalar.value)
        }
        #expect(forbidden.isEmpty)
        #expect(!text.split(separator: "\n").contains { $0.hasPrefix("forged") || $0.hasPrefix("sfo-edge") })
    }

    @Test func `columns line up under wide and combining characters`() throws {
        let names = ["vAER-A", "路由器甲", "cafe\u{301}", "👩‍👩‍👧", "❤️", "ｆｕｌｌ", "한국어"]
        let drill = DrillRecord(
            pair: try SampleFleet.name("sfo-edge"),
            started: SampleFleet.now,
            steps: names.map { name in
                DrillStep(
                    action: name,
                    expected: "x",
                    actual: "x",
                    passed: true,
                    started: SampleFleet.now,
                    finished: SampleFleet.now
                )
            }
        )
        let widths = [6, 8, 4, 2, 2, 8, 6]
        let rows = DrillText(drill).rendered(as: .table).split(separator: "\n").dropFirst(2)
        for (row, (name, width)) in zip(rows, zip(names, widths)) {
            let rest = try #require(row.split(separator: name, maxSplits: 1).last)
            #expect(rest.prefix { $0 == " " }.count == 8 - width + 2, "\(name)")
        }
    }

    @Test func `every row of a spreadsheet has as many fields as the headings`() throws {
        let drill = SampleFleet.drill(try SampleFleet.name("sfo-edge"), SampleFleet.now, .passed)
        let history = HistoryReport(pair: try SampleFleet.name("sfo-edge"), newestFirst: try SampleFleet.story())
        let texts = [
            StatusReport(try SampleFleet.statuses(), now: SampleFleet.now).csv, history.rendered(as: .csv),
            DrillText(drill).rendered(as: .csv),
        ]
        for text in texts {
            let counts = Set(text.split(separator: "\n").map { fieldCount(String($0)) })
            #expect(counts.count == 1)
        }
    }

    private func fieldCount(_ line: String) -> Int {
        var isQuoted = false
        return line.reduce(1) { count, character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted ? count + 1 : count
        }
    }

    @Test func `a status is read as it was written`() throws {
        var statuses = try SampleFleet.statuses()
        for index in statuses.indices {
            statuses[index].lastFailover?.moves = []
            statuses[index].lastDrill?.steps = []
        }
        let report = StatusReport(statuses, now: SampleFleet.now)
        let document = try JSON.parse(report.json.text)
        let read = try #require(StatusReport.statuses(in: document))
        #expect(read == report.statuses)
        #expect(StatusReport.statuses(in: ["pairs": [["pair": "x"]]]) == nil)
        #expect(StatusReport.statuses(in: ["kind": "status"]) == nil)
    }
}
