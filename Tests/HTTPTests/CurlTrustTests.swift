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

    /// A server that must not be believed.
    struct Impostor: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// Whom the certificate is for.
        var name = "IP:127.0.0.1"
        /// How long it is good for.
        var days = 1
        /// The server's own options.
        var arguments = ""
        /// Whose certificates are believed; nil for the server's own.
        var trust: CurlTransport.Trust?

        static let all = [
            Impostor(testDescription: "self-signed, with the machine's bundle", trust: .system),
            Impostor(testDescription: "signed by somebody else", trust: .file("other")),
            Impostor(testDescription: "for another host name", name: "DNS:example.com"),
            Impostor(testDescription: "for another address", name: "IP:127.0.0.2"),
            Impostor(testDescription: "expired", days: -1),
            Impostor(testDescription: "TLS 1.0", arguments: "-tls1 -cipher ALL:@SECLEVEL=0"),
            Impostor(testDescription: "TLS 1.1", arguments: "-tls1_1 -cipher ALL:@SECLEVEL=0"),
            Impostor(testDescription: "with a bundle that is not there", trust: .file("/nonexistent/bundle.pem")),
        ]
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a further connection takes up the first one's session`(version: String) async throws {
        let server = try TLSServer(arguments: version)
        let transport = CurlTransport(CurlTransport.Options(trust: .pem(server.certificate)))
        let request = HTTPRequest(method: "GET", url: "https://127.0.0.1:\(server.port)/")
        // OpenSSL's server closes the connection after each page, which tells how it came about.
        let pages = [try await transport.send(request), try await transport.send(request)]
            .map { String(decoding: $0.body, as: UTF8.self) }
        #expect(pages[0].contains("New, TLS"))
        #expect(pages[1].contains("Reused, TLS"))
    }

    @Test(arguments: Impostor.all) func `a server that cannot prove who it is is not believed`(
        row: Impostor
    ) async throws {
        let server = try TLSServer(name: row.name, days: row.days, arguments: row.arguments)
        var trust = row.trust ?? .file(server.certificatePath)
        let other = trust == .file("other") ? try TLSServer() : nil
        if let other { trust = .file(other.certificatePath) }
        #expect(label(await ask(server, trust: trust)) == "untrusted")
        guard let other else { return }
        #expect(label(await ask(server, trust: .pem(other.certificate))) == "untrusted")
    }

    @Test func `a server that offers no HTTP 2 is spoken to in HTTP 1 1`() async throws {
        let server = try TLSServer()
        let options = CurlTransport.Options(trust: .file(server.certificatePath), offersHTTP2: true)
        let request = HTTPRequest(method: "GET", url: "https://127.0.0.1:\(server.port)/")
        #expect(try await CurlTransport(options).send(request).status == 200)
    }

    @Test(.enabled(if: TLSServer.speaksHTTP2, "nghttp2's server is not installed"))
    func `a server that offers HTTP 2 is spoken to in it, many requests at once`() async throws {
        let server = try TLSServer.http2()
        let url = "https://127.0.0.1:\(server.port)/certificate.pem"
        let options = CurlTransport.Options(trust: .file(server.certificatePath), offersHTTP2: true)
        let transport = CurlTransport(options)
        let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<100 {
                group.addTask { try await transport.send(HTTPRequest(method: "GET", url: url)).body }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(bodies == [[UInt8]](repeating: server.certificate, count: 100))
        #expect(label(await ask(server, trust: options.trust)) != "200")
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
