import Testing
import Values

@Suite struct CIDRTests {
    @Test(arguments: [
        ("10.0.0.0/16", "10.0.0.0/16"), ("0.0.0.0/0", "0.0.0.0/0"), ("255.255.255.255/32", "255.255.255.255/32"),
        ("128.0.0.0/1", "128.0.0.0/1"), ("::/0", "::/0"), ("::1/128", "::1/128"), ("FE80::/10", "fe80::/10"),
        ("2001:db8:0:0:1:0:0:1/128", "2001:db8::1:0:0:1/128"), ("2001:0db8::0001/128", "2001:db8::1/128"),
        ("2001:db8:0:1:1:1:1:1/128", "2001:db8:0:1:1:1:1:1/128"), ("1:2:3:4:5:6:7::/112", "1:2:3:4:5:6:7:0/112"),
        ("1:0:0:2:0:0:0:3/128", "1:0:0:2::3/128"), ("0:0:0:0:0:0:0:0/0", "::/0"), ("8000::/1", "8000::/1"),
        ("2001:db8:ffff:ffff::/64", "2001:db8:ffff:ffff::/64"), ("::8000:0:0:0/65", "::8000:0:0:0/65"),
    ])
    func `a block has one canonical text`(text: String, canonical: String) {
        #expect(CIDR(text)?.description == canonical)
        #expect(CIDR(canonical) == CIDR(text))
    }

    @Test(arguments: [
        "", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0/8",
        "10.0.0.0.0/8", "256.0.0.0/8", "10.0.0.1/8", "010.0.0.0/8", "10.0.0.0/8/8", " 10.0.0.0/8", "10..0.0/8",
        "1.1.1.1/31", "::/129", ":::/0", "1::2::3/128", ":1::/16", "1:/16", "12345::/16", "g::/16", "+1::/16",
        "-0::/16", "1:2:3:4:5:6:7/128", "1:2:3:4:5:6:7:8:9/128", "1:2:3:4:5:6:7:8::/128", "::1/127", "::1/0",
        "::ffff:1.2.3.4/128", "١٠.0.0.0/8", "10.0.0.0/\u{0}8",
    ])
    func `what is no block, or not quite one, is refused`(text: String) {
        #expect(CIDR(text) == nil)
    }

    @Test(arguments: [
        ("10.1.2.3/8", "10.0.0.0/8"), ("10.1.2.3/0", "0.0.0.0/0"), ("2001:db8::ff/64", "2001:db8::/64"),
        ("ffff::ffff/127", "ffff::fffe/127"), ("10.1.2.3/32", "10.1.2.3/32"),
    ])
    func `bits past the prefix can be cleared`(text: String, canonical: String) {
        #expect(CIDR.clearingHostBits(text)?.description == canonical)
    }

    @Test(arguments: ["10.1.2.3/33", "10.1.2.3", "x/8"]) func `clearing makes no block of what is none`(text: String) {
        #expect(CIDR.clearingHostBits(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.0/16", true), ("10.0.0.0/8", "10.0.0.0/8", true), ("10.0.0.0/16", "10.0.0.0/8", false),
        ("0.0.0.0/0", "1.2.3.4/32", true), ("10.0.0.0/8", "11.0.0.0/16", false), ("::/0", "0.0.0.0/0", false),
        ("0.0.0.0/0", "::/0", false), ("2001:db8::/32", "2001:db8:1::/48", true),
        ("2001:db8::/33", "2001:db8:8000::/33", false),
        ("::/64", "::ffff:0:0:0/128", true), ("::/65", "::8000:0:0:0/66", false),
    ])
    func `a block contains another or does not`(outer: String, inner: String, contains: Bool) throws {
        #expect(try #require(CIDR(outer)).contains(try #require(CIDR(inner))) == contains)
    }

    @Test func `destinations sort IPv4 first, wide blocks before narrow ones, lists last`() {
        let sorted = [
            "0.0.0.0/0", "10.0.0.0/8", "9.0.0.0/16", "10.0.0.0/16", "::/0", "2001:db8::/32", "pl-0a1b2c3d",
            "pl-1a1b2c3d",
        ]
        #expect(sorted.reversed().compactMap(Destination.init).sorted().map(\.description) == sorted)
        #expect(Destination("0.0.0.0/0")?.isDefaultRoute == true)
        #expect(Destination("0.0.0.0/1")?.isDefaultRoute == false)
        #expect(Destination("pl-0a1b2c3d")?.isDefaultRoute == false)
        #expect(Destination("igw-0a1b2c3d") == nil)
    }
}
