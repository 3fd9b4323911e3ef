import HTTP
import Testing

@Suite(.enabled(if: TLSServer.isAvailable, "OpenSSL's command is not installed")) struct CurlTrustTests {
    /// What comes of asking a server while believing what `trust` says.
    private func ask(
        _ server: TLSServer,
        host: String = "127.0.0.1",
        trust: CurlTransport.Trust
    ) async -> Result<Int, TransportError> {
        let transport = CurlTransport(CurlTransport.Options(trust: trust))
        do {
            let request = HTTPRequest(method: "GET", url: "https://\(host):\(server.port)/")
            return .success(try await transport.send(request).status)
        } catch {
            return .failure(error)
        }
    }

    private func label(_ result: Result<Int, TransportError>) -> String {
        switch result {
        case .success(let status): "\(status)"
        case .failure(let error): error.label
        }
    }

    @Test func `a certificate is believed when its bundle says so, from a file or from memory`() async throws {
        let server = try TLSServer()
        #expect(label(await ask(server, trust: .file(server.certificatePath))) == "200")
        #expect(label(await ask(server, trust: .pem(server.certificate))) == "200")
    }

    @Test func `a certificate that nobody vouches for is not believed`() async throws {
        let (server, other) = (try TLSServer(), try TLSServer())
        #expect(label(await ask(server, trust: .system)) == "untrusted")
        #expect(label(await ask(server, trust: .file(other.certificatePath))) == "untrusted")
        #expect(label(await ask(server, trust: .pem(other.certificate))) == "untrusted")
        #expect(label(await ask(server, trust: .file("/nonexistent/bundle.pem"))) == "untrusted")
    }

    @Test func `a certificate for another host is not believed`() async throws {
        let server = try TLSServer(name: "DNS:example.com")
        #expect(label(await ask(server, trust: .file(server.certificatePath))) == "untrusted")
        #expect(label(await ask(server, host: "localhost", trust: .file(server.certificatePath))) == "untrusted")
    }

    @Test func `a certificate whose time is over is not believed`() async throws {
        let server = try TLSServer(days: -1)
        #expect(label(await ask(server, trust: .file(server.certificatePath))) == "untrusted")
    }

    @Test func `TLS before 1 2 is refused`() async throws {
        let server = try TLSServer(arguments: "-tls1_1 -cipher ALL:@SECLEVEL=0")
        #expect(label(await ask(server, trust: .file(server.certificatePath))) == "untrusted")
    }

    @Test func `a handshake that breaks off is no question of trust`() async throws {
        let server = try LoopbackServer { connection in connection.reset() }
        defer { server.stop() }
        let transport = CurlTransport()
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(HTTPRequest(method: "GET", url: "https://127.0.0.1:\(server.port)/"))
        }
        #expect(error?.label == "unreachable")
    }
}
