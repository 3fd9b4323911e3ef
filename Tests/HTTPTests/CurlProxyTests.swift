import HTTP
import Synchronization
import Testing

@Suite(.enabled(if: TLSServer.isAvailable, "OpenSSL's command is not installed")) struct CurlProxyTests {
    /// What a request for a host that only the proxy can reach leads to, and what the proxy was asked.
    private func ask(
        through answer: @escaping @Sendable (Connection) -> Void,
        login: String = "",
        trust: CurlTransport.Trust = .system
    ) async throws -> (result: Result<HTTPResponse, TransportError>, asked: [String]) {
        let asked = Mutex<[String]>([])
        let proxy = try LoopbackServer { connection in
            guard let request = connection.request() else { return }
            asked.withLock { $0 += request.split(separator: "\r\n").map(String.init) }
            answer(connection)
        }
        defer { proxy.stop() }
        let settings = ProxySettings(environment: ["HTTPS_PROXY": "http://\(login)127.0.0.1:\(proxy.port)"])
        let transport = CurlTransport(CurlTransport.Options(trust: trust, proxies: settings))
        do throws(TransportError) {
            let response = try await transport.send(HTTPRequest(method: "GET", url: "https://ec2.example/"))
            return (.success(response), asked.withLock(\.self))
        } catch {
            return (.failure(error), asked.withLock(\.self))
        }
    }

    @Test func `a request goes through the proxy, and the server is verified all the same`() async throws {
        let server = try TLSServer(name: "DNS:ec2.example")
        let tunnel: @Sendable (Connection) -> Void = { [port = server.port] connection in
            connection.send("HTTP/1.1 200 Connection established\r\nX-Proxy: 1\r\n\r\n")
            connection.relay(to: port)
        }
        let (result, asked) = try await ask(through: tunnel, login: "me:p%40ss@", trust: .file(server.certificatePath))
        let response = try result.get()
        #expect(response.status == 200)
        // What the proxy says of itself is no part of the reply.
        #expect(response.header("X-Proxy") == nil)
        #expect(asked.first == "CONNECT ec2.example:443 HTTP/1.1")
        #expect(asked.contains("Proxy-Authorization: Basic bWU6cEBzcw=="))
        let other = try await ask(through: tunnel, trust: .system)
        guard case .failure(let error) = other.result else { return #expect(Bool(false), "\(other.result)") }
        #expect(error.label == "untrusted")
    }

    @Test(arguments: ["407 Proxy Authentication Required", "502 Bad Gateway", "403 Forbidden"])
    func `a proxy that refuses is named without its login`(status: String) async throws {
        let (result, _) = try await ask(through: { $0.reply("no", status: status) }, login: "user7:canary@")
        guard case .failure(let error) = result else { return #expect(Bool(false), "\(result)") }
        #expect(error.label == "unreachable")
        #expect(error.text.contains("through the proxy 127.0.0.1:"))
        #expect(error.text.contains(status.prefix(3)))
        #expect(!error.text.contains("canary") && !error.text.contains("user7"))
    }

    @Test func `a proxy that is not there is named`() async throws {
        let settings = ProxySettings(environment: ["ALL_PROXY": "http://user7:canary@proxy.invalid:1"])
        let transport = CurlTransport(CurlTransport.Options(proxies: settings))
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(HTTPRequest(method: "GET", url: "https://ec2.example/"))
        }
        #expect(error == .unresolved(host: "proxy.invalid"))
    }

    @Test func `this machine is asked without a proxy`() async throws {
        let server = try LoopbackServer { connection in
            while let request = connection.request() { connection.reply(request) }
        }
        defer { server.stop() }
        let settings = ProxySettings(environment: ["HTTPS_PROXY": "proxy.invalid:1", "HTTP_PROXY": "proxy.invalid:1"])
        let transport = CurlTransport(CurlTransport.Options(proxies: settings))
        #expect(try await transport.send(HTTPRequest(method: "GET", url: server.url())).status == 200)
    }
}
