import Codecs
import SuiteSupport
import Testing

@Suite struct JSONTests {
    static let suite = SuiteFolder("json/JSONTestSuite/test_parsing")

    @Test(.enabled(if: suite.exists)) func `the JSON test suite is decided as it says`() async {
        var report = SuiteReport("JSON")
        var freeCount = 0
        for name in Self.suite.names {
            let value = try? JSON.parse(Self.suite.bytes(name))
            if name.hasPrefix("i_") { freeCount += 1 }
            await report.run(name) {
                if name.hasPrefix("y_"), value == nil { return "refused" }
                if name.hasPrefix("n_"), value != nil { return "accepted" }
                // What is accepted must also be written so that it reads as the same.
                return value.map { (try? JSON.parse($0.bytes)) == $0 } ?? true ? nil : "written as something else"
            }
        }
        report.finish(cases: 318)
        print("  \(freeCount) of them may be decided either way and must only be survived")
        #expect(freeCount == 35)
    }

    /// A text and the value that it stands for.
    struct Row: CustomTestStringConvertible, Sendable {
        /// The text.
        let text: String
        /// The value.
        let value: JSON
        var testDescription: String { text }

        static let all = [
            Row(
                text: #"{"a":[1,-2.50e+3,true,false,null],"b":{}}"#,
                value: [
                    "a": [1, .number("-2.50e+3"), true, false, .null], "b": .object([]),
                ]
            ),
            Row(text: #"["\ud83d\ude00\u00e4\n\/"]"#, value: ["😀ä\n/"]),
            Row(text: #"["\ud83d","\ude00","\ud83d\u0041"]"#, value: ["\u{FFFD}", "\u{FFFD}", "\u{FFFD}A"]),
            Row(text: " \t\r\n[ ]\n", value: .array([])),
            Row(text: #"{"a":1,"a":2}"#, value: .object([JSON.Member("a", 1), JSON.Member("a", 2)])),
            Row(text: "123456789012345678901234567890", value: .number("123456789012345678901234567890")),
        ]
    }

    @Test(arguments: Row.all) func `a text is read as its value`(row: Row) throws {
        #expect(try JSON.parse(row.text) == row.value)
    }

    @Test(arguments: [
        ("", "JSON, line 1, column 1: the text ends where a value should be"),
        ("{\n  \"a\" 1}", "JSON, line 2, column 7: expected ':' after the key"),
        ("[1,\n2", "JSON, line 2, column 2: expected ',' or ']'"),
        ("\"a\nb\"", "JSON, line 1, column 3: a control character in a string"),
        ("\"a", "JSON, line 1, column 3: a string without an end"),
        ("[1] x", "JSON, line 1, column 5: text after the end of the document"),
    ])
    func `an error says where and what`(text: String, message: String) {
        #expect(Self.error(text)?.description == message)
    }

    @Test func `limits hold`() {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(Self.error(deep) == nil)
        #expect(Self.error("[" + deep + "]")?.detail == "more than 64 levels deep")
        let short = CodecLimits(bytes: 3)
        #expect(throws: CodecError.self) { try JSON.parse("[12]", limits: short) }
        #expect(CodecLimits(depth: 1_000_000).depth == 512)
    }

    @Test func `what is written is compact, ordered and read back as it was`() throws {
        let value: JSON = ["b": [1, "x\"\\\u{1}\u{9B}\u{202E}ä😀"], "a": .object([]), "c": .array([])]
        #expect(value.text == #"{"b":[1,"x\"\\\u0001\u009b\u202eä😀"],"a":{},"c":[]}"#)
        #expect(try JSON.parse(value.text) == value)
        #expect(try JSON.parse(value.prettyText) == value)
    }

    @Test func `text for people has one member per line`() {
        let value: JSON = ["a": [1, "two"], "b": .object([]), "c": ["d": true]]
        let lines = [
            "{", "  \"a\": [", "    1,", "    \"two\"", "  ],", "  \"b\": {},", "  \"c\": {", "    \"d\": true",
        ]
        #expect(value.prettyText == (lines + ["  }", "}"]).joined(separator: "\n"))
    }

    @Test func `every control character is escaped`() {
        for code in [UInt32](0..<0x20) + [UInt32](0x7F..<0xA0) + [0x2028, 0x2029, 0x202E, 0x2066, 0xFEFF] {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let text = JSON.string(String(Character(scalar))).text
            #expect(text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "U+\(String(code, radix: 16))")
        }
    }

    @Test(arguments: [
        (#"{"a":1,"b":[2]}"#, #"{"b":[2],"a":1}"#, true), ("1", "1.0", true), ("100", "1e2", true),
        ("-0", "0", true), ("0.10", "1E-1", true), ("1", "-1", false), ("12e1", "120", true),
        ("1e999999999999", "1E999999999999", true), ("1e999999999999", "2e999999999999", false),
        ("[1,2]", "[2,1]", false), (#"{"a":1}"#, #"{"a":1,"b":null}"#, false), (#""1""#, "1", false),
        (#"{"a":1,"a":2}"#, #"{"a":2,"a":1}"#, false),
    ])
    func `two texts mean the same or do not`(left: String, right: String, same: Bool) throws {
        #expect(try JSON.parse(left).isEquivalent(to: JSON.parse(right)) == same)
    }

    private static func error(_ text: String) -> CodecError? {
        do {
            _ = try JSON.parse(text)
            return nil
        } catch {
            return error
        }
    }
}
