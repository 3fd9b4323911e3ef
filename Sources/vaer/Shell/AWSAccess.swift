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
    private let shelf = SourceShelf()
    private var caches: [Fleet.Login: CredentialCache] = [:]
    private var transports: [String?: CurlTransport] = [:]

    init(environment: [String: String], options: GlobalOptions) {
        (self.environment, self.options) = (environment, options)
    }

    /// A client for a login and a place.
    func client(_ login: Fleet.Login?, _ place: FleetCallers.Place) throws(AWSError) -> any Caller {
        var login = login ?? Fleet.Login()
        login.profile = login.profile ?? options.profile
        let settings = try ClientSettings(environment: environment, profile: login.profile)
        let make = maker(settings)
        let chain = CredentialChain(profile: login.profile, surroundings: surroundings(settings, make))
        let endpoints = try chain.endpoints()
        let cache = cache(login, chain) { make($0, place.region, endpoints) }
        var client = make(cache, place.region, endpoints)
        client.pacer = AccountPacer(place.account, place.region, mode: settings.retry.mode, budget: budget)
        return client
    }

    private func cache(
        _ login: Fleet.Login,
        _ chain: CredentialChain,
        _ makeCaller: (any CredentialSource) -> AWSClient
    ) -> CredentialCache {
        if let cache = caches[login] { return cache }
        var source: any CredentialSource = chain
        if let role = login.role {
            let session = STS.RoleSession(role: role.description, name: "vaer", externalID: login.externalID)
            let own = cache(Fleet.Login(profile: login.profile), chain, makeCaller)
            source = AssumedRole(session, caller: makeCaller(own))
        }
        let cache = CredentialCache(source)
        caches[login] = cache
        return cache
    }

    /// What the sources of a profile's credentials are surrounded by.
    private func surroundings(
        _ settings: ClientSettings,
        _ make: @escaping @Sendable (any CredentialSource, Region, EndpointResolver) -> AWSClient
    ) -> CredentialSurroundings {
        let trust = Self.trust(settings.bundle)
        return CredentialSurroundings(
            environment: environment,
            endpointURL: options.endpointURL,
            shelf: shelf
        ) { credentials, region, endpoints in
            make(credentials, region, endpoints)
        } makeTransport: { hosts in
            CurlTransport(CurlTransport.Options(trust: trust, allowsCredentialHosts: true, plainHosts: hosts))
        }
    }

    private func maker(
        _ settings: ClientSettings
    ) -> @Sendable (any CredentialSource, Region, EndpointResolver) -> AWSClient {
        let transport = transport(settings.bundle)
        return { credentials, region, endpoints in
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
                trust: Self.trust(bundle),
                offersHTTP2: true,
                proxies: ProxySettings(environment: environment)
            )
        )
        transports[bundle] = transport
        return transport
    }

    private static func trust(_ bundle: String?) -> CurlTransport.Trust { bundle.map { .file($0) } ?? .system }
}
