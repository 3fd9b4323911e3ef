import Records
import Reports
import Testing
import Values

@Suite struct FleetCheckTests {
    private func check(
        _ statuses: [PairStatus],
        warning: [String] = [],
        critical: [String] = []
    ) -> FleetCheck {
        var thresholds = FleetCheck.Thresholds()
        for text in warning { #expect(FleetCheck.Thresholds.set(text, in: &thresholds.warning)) }
        for text in critical { #expect(FleetCheck.Thresholds.set(text, in: &thresholds.critical)) }
        return FleetCheck(StatusReport(statuses, now: SampleFleet.now, source: .history), thresholds)
    }

    @Test func `a fleet of which something of every kind is the matter`() throws {
        try Golden.expect(check(try SampleFleet.statuses()).text, "check-fleet.txt")
    }

    @Test func `a fleet that is well`() throws {
        let check = check([try SampleFleet.healthy()])
        #expect(check.verdict == .ok)
        #expect(
            check.text == """
                VAER OK - 1 pair: 1 protected; from the history, seen 12s ago | pairs=1;;;0 protected=1;;;0;1 \
                unprotected=0;0;;0;1 down=0;;0;0;1 unknown=0;;;0;1 degraded=0;;;0;1 split=0;;;0;1 paused=0;;;0;1 \
                drifted=0;0;;0;1 age=12s;300;900;0

                """
        )
    }

    @Test func `critical outweighs unknown, and unknown outweighs a warning`() throws {
        let (well, worse, bad) = (try SampleFleet.healthy(), try SampleFleet.degraded(), try SampleFleet.down())
        let unseen = try #require(try SampleFleet.statuses().last)
        #expect(check([well, worse]).verdict == .warning)
        #expect(check([well, worse, unseen]).verdict == .unknown)
        #expect(check([well, worse, unseen, bad]).verdict == .critical)
    }

    @Test func `a threshold for unknown pairs says what to make of them`() throws {
        let statuses = [try SampleFleet.healthy(), try #require(try SampleFleet.statuses().last)]
        #expect(check(statuses, warning: ["unknown=1", "unprotected=1"]).verdict == .ok)
        #expect(check(statuses, critical: ["unknown=0"]).verdict == .critical)
    }

    @Test func `a range alone is for unprotected pairs`() throws {
        let statuses = [try SampleFleet.degraded()]
        #expect(check(statuses, critical: ["0"]).verdict == .critical)
        #expect(check(statuses, warning: ["1", "drifted=1"]).verdict == .ok)
    }

    @Test func `an old observation is not taken for the present`() throws {
        var status = try SampleFleet.healthy()
        status.observedAt = SampleFleet.before(.seconds(301))
        #expect(check([status]).verdict == .warning)
        status.observedAt = SampleFleet.before(.seconds(901))
        #expect(check([status]).verdict == .critical)
        #expect(check([status]).text.contains("age 901 (critical outside 900)"))
    }

    @Test func `no text of others begins the figures or a line`() throws {
        var status = try SampleFleet.hostile()
        status.reason = "a | down=0\nVAER OK"
        let text = check([status]).text
        #expect(text.split(separator: "|").count == 2)
        #expect(text.split(separator: "\n").count == 2)
        #expect(FleetCheck.unknown("a|b\nc") == "VAER UNKNOWN - a/b\\nc\n")
    }

    /// A range, and values that alert and do not.
    struct Row: Sendable, CustomTestStringConvertible {
        let range: String
        let alerting: [Int]
        let fine: [Int]
        var testDescription: String { range }

        static let all = [
            Row(range: "10", alerting: [-1, 11], fine: [0, 10]), Row(range: "10:", alerting: [9], fine: [10, 99]),
            Row(range: "~:10", alerting: [11], fine: [-5, 10]),
            Row(range: "10:20", alerting: [9, 21], fine: [10, 20]),
            Row(range: "@10:20", alerting: [10, 20], fine: [9, 21]), Row(range: "0", alerting: [1], fine: [0]),
            Row(range: "@0", alerting: [0], fine: [1]), Row(range: "~:", alerting: [], fine: [-9, 9]),
        ]
    }

    @Test(arguments: Row.all) func `a range alerts outside of itself, or inside with an at sign`(row: Row) throws {
        let range = try #require(AlertRange(row.range))
        #expect(row.alerting.allSatisfy(range.alerts))
        #expect(!row.fine.contains(where: range.alerts))
    }

    @Test(arguments: ["", "x", "1:x", "20:10", "-1", "1:2:3", ":", "~", "@", "99999999999999999999", "1.5", "٣"])
    func `anything else is no range`(text: String) { #expect(AlertRange(text) == nil) }

    @Test(arguments: ["size=1", "down=", "=1", "down", "down=1=2"])
    func `anything else is no threshold`(text: String) {
        var ranges: [FleetCheck.Figure: AlertRange] = [:]
        #expect(!FleetCheck.Thresholds.set(text, in: &ranges))
    }
}
