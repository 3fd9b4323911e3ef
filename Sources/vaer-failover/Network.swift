import AWS
import Failover
import Fleet
import HTTP
import Values

/// The way to AWS.
struct Network: Sendable {
    private let transport: FallbackTransport
    private let credentials: EnvironmentCredentials
    private let endpoints: EndpointResolver

    /// The longest time for one attempt of a call; a healthy EC2 answers in a tenth of a second.
    private static let attemptTimeout: Duration = .seconds(5)
    /// Opening a connection ahead of time is not worth more.
    private static let openingTimeout: Duration = .seconds(1)

    /// The network of a process with these variables.
    init(_ environment: [String: String]) {
        transport = FallbackTransport(environment)
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
    ///
    /// Lambda gives an initialisation a whole core and a run of 128 MB a fourteenth of one, so the handshake belongs
    /// here. Only the handshake: EC2's answer would make the start longer and the run no shorter. One connection: the
    /// others take up its TLS session.
    func openAhead(_ source: FailoverFunction.Source) async {
        let region: Region? =
            switch source {
            case .document(let document): document.pair.region
            case .environment(let environment): environment["region"].flatMap(Region.init)
            }
        guard let region, let endpoint = try? endpoints.endpoint(for: EC2.service, in: region) else { return }
        // Without TLS there is nothing to gain.
        guard endpoint.origin.hasPrefix("https:") else { return }
        await transport.open(
            for: HTTPRequest(
                method: "GET",
                url: endpoint.origin + "/",
                timeout: Self.openingTimeout,
                bodyLimitBytes: 65_536
            )
        )
    }
}
