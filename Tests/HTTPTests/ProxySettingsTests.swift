import HTTP
import Testing

@Suite struct ProxySettingsTests {
    /// Variables, a URL, and the proxy for it.
    struct Row: CustomTestStringConvertible, Sendable {
        let variables: [String: String]
        var url = "https://ec2.us-west-1.amazonaws.com/"
        let proxy: String?
        var testDescription: String { "\(url) with \(variables)" }

        static let all =
            [
                Row(variables: [:], proxy: nil),
                Row(variables: ["HTTPS_PROXY": "http://proxy:3128"], proxy: "proxy:3128"),
                Row(variables: ["https_proxy": "proxy"], proxy: "proxy:80"),
                Row(variables: ["https_proxy": "low:1", "HTTPS_PROXY": "up:2"], proxy: "low:1"),
                Row(variables: ["https_proxy": "", "HTTPS_PROXY": "up:2"], proxy: "up:2"),
                Row(variables: ["ALL_PROXY": "socks5h://all"], proxy: "all:1080"),
                Row(variables: ["all_proxy": "https://all/", "HTTPS_PROXY": "up:2"], proxy: "up:2"),
                Row(variables: ["all_proxy": "https://all/"], proxy: "all:443"),
                Row(variables: ["HTTP_PROXY": "http://proxy:3128"], proxy: nil),
                Row(variables: ["HTTPS_PROXY": "http://me:p%40ss@[fd00::1]:8080"], proxy: "fd00::1:8080"),
                Row(variables: ["HTTPS_PROXY": "p:1", "NO_PROXY": "*"], proxy: nil),
                Row(variables: ["HTTPS_PROXY": "p:1", "NO_PROXY": "a.b, amazonaws.com"], proxy: nil),
                Row(variables: ["HTTPS_PROXY": "p:1", "NO_PROXY": "a.b .AmazonAWS.com"], proxy: nil),
                Row(variables: ["HTTPS_PROXY": "p:1", "no_proxy": "*.amazonaws.com"], proxy: nil),
                Row(variables: ["HTTPS_PROXY": "p:1", "NO_PROXY": "amazonaws.com:443"], proxy: nil),
                Row(variables: ["HTTPS_PROXY": "p:1", "NO_PROXY": "amazonaws.com:8443"], proxy: "p:1"),
                Row(variables: ["HTTPS_PROXY": "p:1", "NO_PROXY": "onaws.com,10.0.0.0/8,,"], proxy: "p:1"),
                Row(variables: ["HTTPS_PROXY": "p:1", "no_proxy": "other", "NO_PROXY": "*"], proxy: "p:1"),
            ]
            + ["https://127.0.0.1:1/", "https://localhost/", "http://169.254.169.254/", "https://[::1]/"].map {
                Row(variables: ["HTTPS_PROXY": "p:1", "HTTP_PROXY": "p:1", "ALL_PROXY": "p:1"], url: $0, proxy: nil)
            }
    }

    @Test(arguments: Row.all) func `a request goes through the proxy that the variables name`(row: Row) throws {
        let settings = ProxySettings(environment: row.variables)
        let url = try #require(HTTPURL(row.url))
        #expect(try settings.proxy(for: url)?.description == row.proxy)
    }

    @Test(arguments: [
        "gopher://me:canary@proxy:1", "http://me:canary@", "me:canary@pro xy", "http://me:canary@proxy:99999",
        "http://me:canary\n@proxy:1", "http://me:canary@proxy:1/path", "http://me:canary@proxy?x",
    ])
    func `a variable that names no proxy is told without its value`(text: String) throws {
        let settings = ProxySettings(environment: ["https_proxy": text])
        let url = try #require(HTTPURL("https://ec2.us-west-1.amazonaws.com/"))
        let error = #expect(throws: TransportError.self) { try settings.proxy(for: url) }
        #expect(error?.text.contains("https_proxy names no proxy") == true)
        #expect(error?.text.contains("canary") == false)
    }

    @Test func `no way to print a proxy shows its user and password`() throws {
        let settings = ProxySettings(environment: ["HTTPS_PROXY": "http://user7:canary@proxy:3128"])
        let url = try #require(HTTPURL("https://h/"))
        let proxy = try #require(try settings.proxy(for: url))
        var dumped = ""
        dump(settings, to: &dumped)
        dump(CurlTransport.Options(proxies: settings), to: &dumped)
        for text in ["\(proxy)", String(reflecting: proxy), "\(settings)", String(reflecting: settings), dumped] {
            #expect(!text.contains("canary") && !text.contains("user7"), "\(text)")
        }
    }
}
