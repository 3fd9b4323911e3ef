import AWS
import Failover
import Fleet
import HTTP
import Values

/// The way to AWS: our own roots first, the machine's bundle when they are not enough.
struct Network: Sendable {
    private let transport: FallbackTransport
    private let credentials: EnvironmentCredentials
    private let endpoints: EndpointResolver

    /// The longest time for one attempt of a call; a healthy EC2 answers in a tenth of a second.
    private static let attemptTimeout: Duration = .seconds(5)
    /// Opening a connection ahead of time is not worth more.
    private static let warmUpTimeout: Duration = .seconds(1)

    /// The network of a process with these variables.
    init(_ environment: [String: String]) {
        let bundle = environment["AWS_CA_BUNDLE"].flatMap { $0.isEmpty ? nil : $0 }
        let proxies = ProxySettings(environment: environment)
        let own = bundle.map { CurlTransport.Trust.file($0) } ?? .pem(Array(TrustedRoots.pem.utf8))
        transport = FallbackTransport(
            first: CurlTransport(CurlTransport.Options(trust: own, proxies: proxies)),
            second: CurlTransport(CurlTransport.Options(trust: .system, proxies: proxies))
        )
        credentials = EnvironmentCredentials(environment)
        endpoints = EndpointResolver(environment: environment)
    }

    /// A client for a region that is done by a moment.
    func client(_ region: Region, until deadline: Timestamp) -> AWSClient {
        var client = AWSClient(
            region: region,
            credentials: credentials,
            transport: transport,
            endpoints: endpoints,
            userAgent: "vaer-failover/\(EngineVersion.text)"
        )
        client.attemptTimeout = Self.attemptTimeout
        return client.until(deadline)
    }

    /// Opens a connection to EC2 before the first event comes; whether it succeeds does not matter.
    func warmUp(_ source: FailoverFunction.Source) async {
        let region: Region? =
            switch source {
            case .document(let document): document.pair.region
            case .environment(let environment): environment["region"].flatMap(Region.init)
            }
        guard let region, let endpoint = try? endpoints.endpoint(for: EC2.service, in: region) else { return }
        // Without TLS there is nothing to gain.
        guard endpoint.origin.hasPrefix("https:") else { return }
        _ = try? await transport.send(
            HTTPRequest(method: "GET", url: endpoint.origin + "/", timeout: Self.warmUpTimeout, bodyLimitBytes: 65_536)
        )
    }
}

/// A transport that tries again with other roots when the first ones do not verify a server.
///
/// Nothing has been sent to a server that was refused, so the second attempt is the first one that is made.
struct FallbackTransport: Transport {
    let first: any Transport
    let second: any Transport

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        do {
            return try await first.send(request)
        } catch {
            guard case .untrusted = error else { throw error }
            return try await second.send(request)
        }
    }
}
