import Testing

@testable import StatusServer

@Suite struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1:9717", ListenAddress.tcp(host: "127.0.0.1", port: 9717), true),
        ("localhost:0", .tcp(host: "localhost", port: 0), true), ("[::1]:80", .tcp(host: "::1", port: 80), true),
        ("127.9.9.9:1", .tcp(host: "127.9.9.9", port: 1), true), ("0.0.0.0:80", .tcp(host: "0.0.0.0", port: 80), false),
        ("[::]:80", .tcp(host: "::", port: 80), false),
        ("vaer.example:80", .tcp(host: "vaer.example", port: 80), false),
        ("127.0.0.1.example:80", .tcp(host: "127.0.0.1.example", port: 80), false),
        ("unix:/run/vaer.sock", .unix(path: "/run/vaer.sock"), true),
    ])
    func `an address is read, and who can reach it`(text: String, address: ListenAddress, isLocal: Bool) {
        #expect(ListenAddress(text) == address)
        #expect(address.isLocal == isLocal)
    }

    @Test(arguments: [
        "", ":", "9717", "localhost", "localhost:", "localhost:65536", "localhost:-1", "::1:80", "[127.0.0.1]:80",
        "a b:80",
        "http://localhost:80", "unix:", "unix:relative", "unix:/" + String(repeating: "x", count: 107), "[::1]",
        "a/b:80",
    ])
    func `what is no address is none`(text: String) { #expect(ListenAddress(text) == nil) }

    @Test(arguments: [
        ("Bearer 0123456789abcdef", true), ("bearer   0123456789abcdef", true), ("Bearer 0123456789abcdeF", false),
        ("Bearer 0123456789abcdef0", false), ("Bearer 0123456789abcde", false), ("Bearer ", false), ("Bearer", false),
        ("Basic eDowMTIzNDU2Nzg5YWJjZGVm", true), ("Basic OjAxMjM0NTY3ODlhYmNkZWY=", true),
        ("Basic MDEyMzQ1Njc4OWFiY2RlZg==", false), ("Basic *", false), ("Digest 0123456789abcdef", false), ("", false),
    ])
    func `a token is shown or not`(header: String, isShown: Bool) throws {
        #expect(try #require(AccessToken("0123456789abcdef")).isShown(in: header) == isShown)
    }

    @Test(arguments: ["", "short", "with a blank in it", "with-a-tab\t-------", "einschließlich-ß----"])
    func `what no header carries or anybody guesses is no token`(text: String) { #expect(AccessToken(text) == nil) }

    @Test(arguments: [
        ("localhost:9717", "localhost"), ("LOCALHOST", "localhost"), ("[::1]:9717", "::1"), ("[::1]", "::1"),
        ("127.0.0.1", "127.0.0.1"), ("", ""), ("[", "["),
    ])
    func `the name in a host field`(host: String, name: String) { #expect(StatusSite.name(inHost: host) == name) }
}
