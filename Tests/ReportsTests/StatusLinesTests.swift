import Engine
import Fleet
import Records
import Testing
import Values

@testable import Reports

@Suite struct StatusLinesTests {
    @Test func `each pair is told once, and then each change`() throws {
        var lines = StatusLines()
        var status = try SampleFleet.healthy()
        let well = try SampleFleet.degraded()
        let report = { (status: PairStatus, seconds: Int64) in
            StatusReport([status, well], now: SampleFleet.now + .seconds(seconds))
        }
        #expect(lines.next(report(status, 0)).split(separator: "\n").count == 2)
        status.observedAt = SampleFleet.now
        #expect(lines.next(report(status, 2)).isEmpty)
        (status.state, status.reason) = (.down, "both\nare gone")
        status.members.second.health = .failed(["is stopped"])
        #expect(
            lines.next(report(status, 4))
                == "2026-03-01 12:00:04Z  sfo-edge  down  vAER-A ok, vAER-B failed  A 0 / B 3  both\\nare gone\n"
        )
        #expect(lines.next(report(status, 6)).isEmpty)
    }

    @Test func `that nobody looks any more is a change`() throws {
        var lines = StatusLines()
        let status = try SampleFleet.healthy()
        _ = lines.next(StatusReport([status], now: SampleFleet.now))
        #expect(lines.next(StatusReport([status], now: SampleFleet.now + .seconds(300))).contains("  old  "))
    }

    @Test(arguments: [
        ("protected", 20, "protected"), ("protected", 4, "prot"), ("路由器甲", 5, "路由"), ("a", 0, ""),
        ("\u{1B}[32mprotected\u{1B}[0m", 4, "\u{1B}[32mprot\u{1B}[0m"),
        ("\u{1B}[1mab\u{1B}[0m", 2, "\u{1B}[1mab\u{1B}[0m"),
    ])
    func `a line is cut at the columns of the terminal`(line: String, columns: Int, shown: String) {
        #expect(line.fitted(to: columns) == shown)
    }

    @Test(arguments: [
        ("vAER-A", 6), ("路由器甲", 8), ("〈〉", 4), ("︐", 2), ("한국어", 6), ("ｆｕｌｌ", 8), ("ﾊﾝ", 2), ("𗀀", 2), ("🇨🇳", 2),
        ("e\u{301}", 1), ("—…·", 3),
    ])
    func `a character is as wide as East Asian Width says`(text: String, columns: Int) {
        #expect(text.displayWidth == columns)
    }

    @Test func `the status says who says so, and how old that is`() throws {
        var old = try SampleFleet.degraded()
        old.observedAt = SampleFleet.before(.seconds(100))
        let statuses = [try SampleFleet.healthy(), old]
        let summary = { (source: StatusSource?, statuses: [PairStatus]) in
            StatusReport(statuses, now: SampleFleet.now, source: source).summary
        }
        #expect(summary(.history, statuses).hasSuffix("; from the history, seen 12s to 1m ago"))
        #expect(summary(.history, [old]).hasSuffix("; from the history, seen 1m ago"))
        #expect(summary(.history, []) == "no pairs")
        #expect(summary(.aws, statuses).hasSuffix("; from AWS"))
    }
}
