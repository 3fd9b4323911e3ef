import Fleet
import Foundation
import Onboarding
import Testing
import Values

/// Tables of pairs: what is read, and what is told with line and column.
@Suite struct TableTests {
    /// A table and what is wrong with it: `line:column message`, an entry each.
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String
        let rows: Int
        let problems: [String]

        init(_ title: String, _ text: String, rows: Int = 0, _ problems: [String]) {
            (testDescription, self.text, self.rows, self.problems) = (title, text, rows, problems)
        }
    }

    @Test(arguments: Row.all)
    func `what is wrong is told where it stands`(row: Row) {
        let known = KnownPairs(Fleet(pairs: [Towns.pair("known", 8, 9)]))
        let table = OnboardingTable(Array(row.text.utf8), known: known)
        #expect(table.problems.map { "\($0.line):\($0.column) \($0.message)" } == row.problems)
        #expect(table.rows.count == row.rows)
        #expect(table.problems.allSatisfy { !$0.help.isEmpty })
    }

    @Test func `bytes that are no text are told with their line`() {
        let bytes = Array("pair,a-eni,b-eni\nä,".utf8) + [0xFF, 0x0A]
        let table = OnboardingTable(bytes, known: KnownPairs())
        #expect(table.problems.map { "\($0.line) \($0.message)" } == ["2 the table is not UTF-8 text"])
    }

    @Test func `a table larger than the limit is refused`() {
        let table = OnboardingTable([UInt8](repeating: 0x61, count: 9 << 20), known: KnownPairs())
        #expect(table.problems.map(\.message) == ["the table is larger than 8 MiB"])
    }

    @Test func `every cut and every changed byte of a table gives an answer`() {
        let text = Array(
            "pair,a-eni,b-eni,description\r\nx,\(Towns.eni(1)),\(Towns.eni(2)),\"a \"\"b\"\",\nc\"\r\n".utf8
        )
        for count in text.indices {
            _ = OnboardingTable(Array(text.prefix(count)), known: KnownPairs())
            for byte: UInt8 in [0x22, 0x2C, 0x0A, 0x0D, 0x00, 0x80] {
                var changed = text
                changed[count] = byte
                _ = OnboardingTable(changed, known: KnownPairs())
            }
        }
    }

    @Test func `a row is completed by what was looked up, or told why it cannot be`() throws {
        let routers = [
            Towns.router(1, "vAER-A"), Towns.router(2, nil, zone: "b"), Towns.router(3, "two", interfaces: 2),
            Towns.router(4, "far", vpc: Towns.id(VPCID.init, "vpc", 2)),
        ]
        let book = RouterBook(
            account: Towns.account(),
            region: Towns.region(),
            instances: routers,
            detached: [Towns.eni(6)]
        )
        let (one, two) = (Towns.eni(1).text, Towns.instance(2).text)
        func draft(_ row: String) throws -> PairDraft {
            let text = "pair,account,vpc,a-eni,b-instance,b-eni\n\(row)\n"
            let table = OnboardingTable(Array(text.utf8), known: KnownPairs())
            #expect(table.problems.map(\.message) == [])
            return try #require(table.rows.first).draft(book)
        }
        let pair = try draft("x,,,\(one),\(two),").pair
        #expect(pair.vpc == Towns.vpc)
        #expect([pair.members.first.name, pair.members.second.name] == ["vAER-A", two])
        #expect(pair.members.second.interfaces == [Interface(eni: Towns.eni(2))])
        let bad: [(String, String)] = [
            ("x,111122223333,,\(one),\(two),", "2:3 the login is of the account 731262942057, not of 111122223333"),
            ("x,,vpc-00000002,\(one),\(two),", "2:4 the routers are in \(Towns.vpc), not in vpc-00000002"),
            ("x,,,\(one),\(Towns.instance(3)),", "2:47 \(Towns.instance(3)) has 2 network interfaces"),
            ("x,,,\(one),,\(Towns.eni(4))", "2:28 the routers are in two VPCs: \(Towns.vpc) and vpc-00000000000000002"),
            ("x,,,\(one),,\(Towns.eni(6))", "2:28 \(Towns.eni(6)) is attached to no instance"),
            ("x,,,\(one),,\(Towns.eni(7))", "2:28 \(Towns.eni(7)) does not exist in us-west-1 of 731262942057"),
            (
                "x,,,\(one),\(two),\(Towns.eni(3))",
                "2:27 \(two) does not have \(Towns.eni(3)): that is attached to \(Towns.instance(3))"
            ),
            ("x,,,\(Towns.eni(3)),,\(Towns.eni(3, 1))", "2:28 both routers are the instance \(Towns.instance(3))"),
        ]
        for (row, expected) in bad {
            let error = #expect(throws: TableProblem.self) { try draft(row) }
            #expect(error.map { "\($0.line):\($0.column) \($0.message)" } == expected)
        }
    }
}

extension TableTests.Row {
    private static let (a, b, c, d) = (Towns.eni(1).text, Towns.eni(2).text, Towns.eni(3).text, Towns.eni(4).text)
    private static let header = "pair,a-eni,b-eni"

    static let all: [TableTests.Row] = good + written + meant

    private static let good: [TableTests.Row] = [
        Self("a plain table", "\(header)\nx,\(a),\(b)\ny,\(c),\(d)\n", rows: 2, []),
        Self(
            "CRLF, a byte order mark, empty lines, no last line break",
            "\u{FEFF}\(header)\r\n\r\nx,\(a),\(b)",
            rows: 1,
            []
        ),
        Self("quotes, spaces, capitals", "\"Pair\", A-ENI ,b-eni\n\"x\", \(a),\"\(b)\"\n", rows: 1, []),
        Self("only a header", "\(header)\n", []),
        Self(
            "all columns",
            """
            pair,region,account,credentials,template,description,vpc,a-name,a-instance,a-eni,b-name,b-instance,b-eni,\
            destinations,tables,protect,email
            x,us-west-1,731262942057,cn,edge,"a, b",vpc-00000001,A,i-00000001,\(a),B,i-00000002,\(b),10.0.0.0/8+ ::/0,\
            rtb-00000001 tag:Role=edge,0.0.0.0/0,a@example.com b@example.com

            """,
            rows: 1,
            []
        ),
    ]

    private static let written: [TableTests.Row] = [
        Self("nothing", "", ["1:1 the table is empty"]),
        Self("too few fields", "\(header)\nx,\(a)\n", ["2:3 this row has 2 fields, the header 3"]),
        Self("too many fields", "\(header)\nx,\(a),\(b),z\n", ["2:47 this row has 4 fields, the header 3"]),
        Self(
            "a quote that is never closed",
            "\(header)\nx,\(a),\(b)\ny,\"\(c),\(d)\nz,1,2\n",
            rows: 1,
            ["3:3 this quote is never closed"]
        ),
        Self(
            "text behind a quote, and reading goes on",
            "\(header)\nx,\"\(a)\" ,\(b)\ny,\(c),\(d)\n",
            rows: 1,
            ["2:26 ' ' stands behind the closing quote"]
        ),
        Self(
            "a quote in the middle",
            "\(header)\nx,\(a)\",\(b)\n",
            ["2:24 a quote stands inside of a field without quotes"]
        ),
        Self("a control character", "\(header)\nx\u{7},\(a),\(b)\n", ["2:2 a control character stands here"]),
        Self(
            "columns are characters",
            "description,\(header)\né\u{1F600},\"x\"y,\(a),\(b)\n",
            ["2:7 'y' stands behind the closing quote"]
        ),
        Self(
            "lines count inside of quotes",
            "\(header),description\nx,\(a),\(b),\"1\n2\"\ny,\(c)\n",
            rows: 1,
            ["4:3 this row has 2 fields, the header 4"]
        ),
    ]

    private static let meant: [TableTests.Row] = [
        Self(
            "unknown, double and missing columns",
            "pair,pair,a-enni\n",
            ["1:6 the column 'pair' is there twice", "1:11 'a-enni' is not a column"]
        ),
        Self("no column for a router", "pair,a-eni\n", ["1:1 the table has no column 'b-instance' or 'b-eni'"]),
        Self("semicolons", "pair;a-eni;b-eni\n", ["1:1 'pair;a-eni;b-eni' is not a column"]),
        Self(
            "ids of the wrong kind",
            "\(header),vpc\nx,\(b.replacing("eni", with: "i")),eni-1,subnet-00000001\n",
            [
                "2:3 'i-00000000000000020' is not a network interface's id",
                "2:23 'eni-1' is not a network interface's id",
                "2:29 'subnet-00000001' is not a VPC's id",
            ]
        ),
        Self("a bad name", "\(header)\nSFO Edge,\(a),\(b)\n", ["2:1 'SFO Edge' is not a pair's name"]),
        Self(
            "no name, no router",
            "\(header)\n,,\(b)\n",
            ["2:1 'pair' is empty", "2:2 neither 'a-instance' nor 'a-eni' is given"]
        ),
        Self("a misspelt region", "\(header),region\nx,\(a),\(b),us-wets-1\n", ["2:47 there is no region 'us-wets-1'"]),
        Self("a bad account", "\(header),account\nx,\(a),\(b),1234\n", ["2:47 '1234' is not an account's number"]),
        Self(
            "bad lists",
            "\(header),destinations,email\nx,\(a),\(b),10.0.0.1/8 ::/0 ::/0,nobody\n",
            [
                "2:47 '10.0.0.1/8' is not a destination", "2:47 '::/0' is there twice",
                "2:68 'nobody' is not an e-mail address",
            ]
        ),
        Self(
            "doubles within the table",
            "\(header)\nx,\(a),\(b)\nx,\(a),\(d)\ny,\(c),\(c)\n",
            rows: 1,
            [
                "3:1 the pair 'x' is named in line 2 already",
                "4:25 \(c) is named twice in this row",
            ]
        ),
        Self(
            "what a definition has already",
            "\(header)\nknown,\(Towns.eni(8)),\(b)\nx,\(c),\(Towns.eni(9))\n",
            ["2:1 the pair 'known' is defined already", "3:25 \(Towns.eni(9)) belongs to the pair 'known' already"]
        ),
    ]
}
