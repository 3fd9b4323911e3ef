import Testing
import Values

@Suite struct TimeTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00.000Z", 0), ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T00:00:00.000Z", 951_782_400_000),
            ("2026-03-01T09:30:00.000Z", 1_772_357_400_000), ("2024-02-29T23:59:59.999Z", 1_709_251_199_999),
            ("1900-02-28T00:00:00.000Z", -2_203_977_600_000), ("1900-03-01T00:00:00.000Z", -2_203_891_200_000),
            ("2100-03-01T00:00:00.000Z", 4_107_542_400_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
            ("0001-01-01T00:00:00.000Z", -62_135_596_800_000), ("2038-01-19T03:14:08.000Z", 2_147_483_648_000),
        ] as [(String, Int64)]
    )
    func `a moment is written and read by the calendar`(text: String, milliseconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test func `every day of four centuries comes back from its text`() {
        var previous = ""
        for day in -25_567..<120_530 {
            let moment = Timestamp(milliseconds: Int64(day) * 86_400_000)
            let text = moment.description
            guard Timestamp(text) == moment, previous < text else { return #expect(Bool(false), "\(text)") }
            previous = text
        }
    }

    @Test(
        arguments: [
            ("2021-12-11T12:59:41Z", 1_639_227_581_000), ("2021-12-11T12:59:41.5Z", 1_639_227_581_500),
            ("2021-12-11T12:59:41.123456789Z", 1_639_227_581_123), ("2021-12-11T12:59:41.0001Z", 1_639_227_581_000),
            ("2021-12-11T12:59:41.99999999999999999999999999999999Z", 1_639_227_581_999),
        ] as [(String, Int64)]
    )
    func `a fraction of any length is cut to milliseconds`(text: String, milliseconds: Int64) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2021-12-11", "2021-12-11T12:59:41", "2021-12-11 12:59:41Z", "2021-12-11T12:59:41+00:00",
        "2021-13-01T00:00:00Z", "2021-00-01T00:00:00Z", "2021-01-00T00:00:00Z", "2021-01-32T00:00:00Z",
        "2021-02-29T00:00:00Z", "2021-04-31T00:00:00Z", "1900-02-29T00:00:00Z", "2021-01-01T24:00:00Z",
        "2021-01-01T00:60:00Z", "2021-01-01T00:00:61Z", "2021-01-01T00:00:00.Z", "2021-01-01T00:00:00.1xZ",
        "2021-01-01T00:00:00,1Z", "-021-01-01T00:00:00Z", "2021-1-01T00:00:000Z",
    ])
    func `what is no moment is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `moments are counted with durations`() {
        let moment = Timestamp(milliseconds: 1000)
        #expect(moment + .seconds(2) - moment == .seconds(2))
        #expect(moment - (moment + .milliseconds(1)) == .milliseconds(-1))
        #expect(moment < moment + .milliseconds(1))
        #expect(moment.textToTheSecond == "1970-01-01T00:00:01Z")
    }

    @Test(
        arguments: [
            ("500ms", 500), ("0s", 0), ("90s", 90_000), ("1m", 60_000), ("24h", 86_400_000), ("30d", 2_592_000_000),
            ("999999999ms", 999_999_999), ("007s", 7000),
        ] as [(String, Int64)]
    )
    func `a duration is read in its unit`(text: String, milliseconds: Int64) {
        #expect(Duration(shortText: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: ["", "5", "s", "-5s", "+5s", "1.5s", "5 s", "5S", "5w", "1h30m", "1000000000s", "٥s"])
    func `what is no duration is refused`(text: String) {
        #expect(Duration(shortText: text) == nil)
    }

    @Test(
        arguments: [
            (0, "0s"), (1, "1ms"), (1000, "1s"), (1001, "1001ms"), (90_000, "90s"), (60_000, "1m"), (86_400_000, "1d"),
            (90_000_000, "25h"), (2_592_000_000, "30d"),
        ] as [(Int64, String)]
    )
    func `a duration's shortest text reads back as the same`(milliseconds: Int64, text: String) {
        #expect(Duration.milliseconds(milliseconds).shortText == text)
        #expect(Duration(shortText: text) == .milliseconds(milliseconds))
    }
}
