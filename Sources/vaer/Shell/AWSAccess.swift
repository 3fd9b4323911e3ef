import AWS
import AWSControlPlane
import Controller
import Fleet
import HTTP
import Planning
import Values

/// The way to AWS of one command: one transport, one login for each `credentials` block, one client for each region.
struct AWSAccess: Sendable {
    /// The callers of the fleet's places.
    let callers: FleetCallers
    /// The clock.
    let time: any TimeSource

    /// A way to AWS for a fleet, by the options and the environment.
    init(_ fleet: Fleet, _ options: GlobalOptions, _ console: Console) {
        Traffic.ofProcess.show(on: console, options)
        let logins = LoginBook(environment: GlobalOptions.environment, options: options)
        callers = FleetCallers(fleet) { login, place throws(AWSError) in try logins.client(login, place) }
        time = SystemTime()
    }
}

extension AWSAccess {
    /// The caller of a pair, once AWS has said that the login is the right account's.
    func verifiedCaller(for pair: Pair) async throws(Failure) -> any Caller {
        do {
            return try await callers.verifiedCaller(at: FleetCallers.place(of: pair))
        } catch {
            throw Failure(error)
        }
    }
}

/// The logins of a fleet; those of equal definition share their temporary credentials.
private final class LoginBook {
    private let environment: [String: String]
    private let options: GlobalOptions
    private let budget = RateBudget()
    private var caches: [Fleet.Login: CredentialCache] = [:]
    private var transports: [String?: CurlTransport] = [:]

    init(environment: [String: String], options: GlobalOptions) {
        (self.environment, self.options) = (environment, options)
    }

    /// A client for a login and a place.
    func client(_ login: Fleet.Login?, _ place: FleetCallers.Place) throws(AWSError) -> any Caller {
        let profile = login?.profile ?? options.profile
        let settings = try ClientSettings(environment: environment, profile: profile)
        let makeCaller = caller(settings)
        let chain = CredentialChain(environment: environment, profile: profile, makeCaller: makeCaller)
        let endpoints = EndpointResolver(
            environment: environment,
            profile: try chain.endpoints(),
            explicit: options.endpointURL
        )
        let cache = cache(login ?? Fleet.Login(profile: profile), chain, place.region, makeCaller)
        var client = maker(settings, endpoints)(cache, place.region)
        client.pacer = AccountPacer(place.account, place.region, mode: settings.retry.mode, budget: budget)
        return client
    }

    private func cache(
        _ login: Fleet.Login,
        _ chain: CredentialChain,
        _ region: Region,
        _ makeCaller: CallerMaker
    ) -> CredentialCache {
        if let cache = caches[login] { return cache }
        var source: any CredentialSource = chain
        if let role = login.role {
            let session = STS.RoleSession(role: role.description, name: "vaer", externalID: login.externalID)
            source = AssumedRole(session, caller: makeCaller(CredentialCache(chain), region))
        }
        let cache = CredentialCache(source)
        caches[login] = cache
        return cache
    }

    /// Makes clients that only serve to get credentials, such as of a profile's role.
    private func caller(_ settings: ClientSettings) -> CallerMaker {
        let make = maker(settings, EndpointResolver(environment: environment, explicit: options.endpointURL))
        return { make($0, $1) }
    }

    private func maker(
        _ settings: ClientSettings,
        _ endpoints: EndpointResolver
    ) -> @Sendable (any CredentialSource, Region) -> AWSClient {
        let transport = transport(settings.bundle)
        return { credentials, region in
            AWSClient(
                region: region,
                credentials: credentials,
                transport: transport,
                endpoints: endpoints,
                retry: settings.retry,
                observer: { Traffic.ofProcess.note($0) },
                userAgent: "vaer/\(vaerVersion)"
            )
        }
    }

    /// The transport that believes a bundle's certificates; nil is the machine's own bundle.
    private func transport(_ bundle: String?) -> CurlTransport {
        if let transport = transports[bundle] { return transport }
        let transport = CurlTransport(
            CurlTransport.Options(
                trust: bundle.map { .file($0) } ?? .system,
                offersHTTP2: true,
                proxies: ProxySettings(environment: environment)
            )
        )
        transports[bundle] = transport
        return transport
    }
}
