import Codecs
import SuiteSupport
import Testing

@Suite struct XMLTests {
    static let folders = ["errors", "errors10", "recurse"].map { SuiteFolder("xml/libxml2/\($0)") }

    @Test(.enabled(if: folders[0].exists))
    func `no hostile document of libxml2's takes long or brings a document type`() async {
        var report = SuiteReport("hostile XML")
        var slowest = (name: "none", time: Duration.zero)
        for folder in Self.folders {
            for name in folder.names {
                let bytes = folder.bytes(name)
                let hasDocumentType = String(decoding: bytes, as: UTF8.self).contains("<!DOCTYPE")
                var isRefused = false
                let time = ContinuousClock().measure { isRefused = (try? XML.parse(bytes)) == nil }
                if time > slowest.time { slowest = (name, time) }
                await report.run(name) {
                    guard isRefused || !hasDocumentType else { return "accepted" }
                    // The aim is 100 ms; the bound is far from it, so that a busy machine does not decide.
                    return time < .seconds(10) ? nil : "\(time)"
                }
            }
        }
        report.finish(cases: 78)
        print("  the slowest was '\(slowest.name)': \(slowest.time)")
    }

    @Test(arguments: [
        ("<a>", "<b/>", "</a>"), ("<a>", "<!-- - -- -->", "</a>"), ("<a>", "&amp;", "</a>"), ("", "<", ""),
        ("<a>", "x<![CDATA[y]]>", "</a>"), ("<a ", "b='c' ", "/>"), ("", "<a", ">"), ("<a>", "</", "a>"),
        ("<!--", "-", "-->"), ("<a><![CDATA[", "]]", ">"),
    ])
    func `a long document does not take longer and longer`(start: String, piece: String, end: String) {
        let bytes = Array((start + String(repeating: piece, count: 50_000) + end).utf8)
        let time = ContinuousClock().measure { _ = try? XML.parse(bytes) }
        // A quadratic reader takes minutes.
        #expect(time < .seconds(20), "\(piece): \(time)")
    }

    @Test func `prefixes, attributes, comments and instructions are left away`() throws {
        let xml = try XML.parse(
            """
            \u{FEFF}<?xml version="1.0" encoding="UTF-8"?><!-- a <b> -->
            <n:R xmlns:n="urn:x" a='>"'><n:item k = "v" >1</n:item><?go on?><item/><item >a<!-- x -->b</item ></n:R>

            """
        )
        #expect(xml.name == "R")
        #expect(xml.children.map(\.name) == ["item", "item", "item"])
        #expect(xml.children.map(\.text) == ["1", "", "ab"])
    }

    @Test(arguments: [
        ("a &lt;&gt;&amp;&quot;&apos; b", "a <>&\"' b"), ("&#65;&#x1F600;&#x0a;", "A😀\n"),
        ("<![CDATA[<&amp;]]>]", "<&amp;]"), ("  keep \n", "  keep \n"), ("a\r\nb\rc\r\r\n", "a\nb\nc\n\n"),
        ("ä😀", "ä😀"), ("<![CDATA[]]>", ""),
    ])
    func `text is taken as it was meant`(source: String, text: String) throws {
        #expect(try XML.parse("<a>\(source)</a>").text == text)
    }

    @Test(arguments: [
        ("", "ends before its end tag"), ("<a>", "ends before its end tag"), ("<a></b>", "without its start tag"),
        ("<a/><b/>", "a second outermost element"), ("<a/>x", "text outside"), ("x<a/>", "text outside"),
        ("&#65;<a/>", "text outside"), ("<!DOCTYPE a><a/>", "a document type"), ("<a>&b;</a>", "an entity"),
        ("<a>&#0;</a>", "no character"), ("<a>&#xD800;</a>", "no character"), ("<a>&#99999999999;</a>", "no character"),
        ("<a>&#;</a>", "no character"), ("<a b></a>", "expected '='"), ("<a b=c></a>", "in quotes"),
        ("<a b='<'/>", "'<' in an attribute"), ("<a b='", "attribute without an end"),
        ("<a b=''c=''/>", "expected '>'"),
        ("<a><!-- ", "a comment without an end"), ("<a><![CDATA[", "a CDATA section without an end"),
        ("<?x", "a processing instruction without an end"), ("<1/>", "expected a name"), ("< a/>", "expected a name"),
        ("<a>\0</a>", "a zero byte"), ("</a>", "without its start tag"), ("<n:/>", "a prefix without a name"),
        ("<n:a></a>", "without its start tag"),
        ("<html><p>no</html>", "without its start tag"),
    ])
    func `a document that is not well-formed is refused`(source: String, message: String) {
        #expect(Self.error(source)?.detail.contains(message) == true, "\(Self.error(source)?.detail ?? "accepted")")
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: CodecError.self) { try XML.parse([0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E]) }
    }

    @Test func `limits hold`() throws {
        let nested = { (levels: Int) in
            String(repeating: "<a>", count: levels) + String(repeating: "</a>", count: levels)
        }
        #expect(Self.error(nested(64)) == nil)
        #expect(Self.error(nested(65))?.detail == "more than 64 levels deep")
        #expect(throws: CodecError.self) { try XML.parse("<a></a>", limits: CodecLimits(bytes: 6)) }
    }

    @Test func `a large reply keeps its every element`() throws {
        let item = "<item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><state>active</state></item>"
        let xml = try XML.parse("<r><set>" + String(repeating: item, count: 5000) + "</set></r>")
        #expect(xml.items("set").count == 5000)
        #expect(xml.items("set").last?.string("state") == "active")
    }

    private static func error(_ text: String) -> CodecError? {
        do {
            _ = try XML.parse(text)
            return nil
        } catch {
            return error
        }
    }
}
