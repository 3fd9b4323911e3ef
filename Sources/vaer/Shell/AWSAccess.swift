import AWS
import AWSControlPlane
import Controller
import Fleet
import HTTP
import Planning
import Synchronization
import Values

/// The way to AWS of one command: one transport, one login for each `credentials` block, one client for each region.
struct AWSAccess: Sendable {
    /// The callers of the fleet's places.
    let callers: FleetCallers
    /// The clock.
    let time: any TimeSource
    private let logins: LoginBook
    private let credentials: [String: Fleet.Login]

    /// A way to AWS for a fleet, by the options and the environment.
    init(_ fleet: Fleet, _ options: GlobalOptions, _ console: Console) {
        Traffic.ofProcess.show(on: console, options)
        let logins = LoginBook(environment: GlobalOptions.environment, options: options)
        callers = FleetCallers(fleet) { login, place throws(AWSError) in
            try logins.client(login, place.account, place.region)
        }
        (time, self.logins, credentials) = (SystemTime(), logins, fleet.credentials)
    }

    /// The region to use when the command line names none; nil when nothing else does.
    var defaultRegion: Region? {
        get throws(Failure) {
            do {
                return try logins.region()
            } catch {
                throw Failure(.usage, error.message, hint: "name the region with --region")
            }
        }
    }

    /// Who talks to SNS in a topic's region, with a login of the definitions.
    func caller(_ login: String?, for topic: ARN) throws(AWSError) -> any Caller {
        guard let region = Region(topic.region), let account = AccountID(topic.account) else {
            throw .configuration(detail: "'\(topic)' names no region or no account")
        }
        return try logins.client(login.flatMap { credentials[$0] }, account, region)
    }

    /// A survey with the fleet's logins, of pairs that it does not have yet.
    var survey: Survey {
        let (logins, credentials) = (logins, credentials)
        return Survey { name, account, region throws(AWSError) in
            let login = name.flatMap { credentials[$0] }
            guard name == nil || login != nil else {
                throw .configuration(detail: "no definition has credentials '\(name ?? "")'")
            }
            return try logins.client(login, account, region)
        }
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
private final class LoginBook: Sendable {
    private let environment: [String: String]
    private let options: GlobalOptions
    private let budget = RateBudget()
    private let shelf = SourceShelf()
    private let caches = Mutex<[Fleet.Login: CredentialCache]>([:])
    private let transports = Mutex<[String?: CurlTransport]>([:])

    init(environment: [String: String], options: GlobalOptions) {
        (self.environment, self.options) = (environment, options)
    }

    /// A client for a login and a region; it keeps to the account's limits once the account is known.
    func client(_ login: Fleet.Login?, _ account: AccountID?, _ region: Region) throws(AWSError) -> any Caller {
        var login = login ?? Fleet.Login()
        login.profile = login.profile ?? options.profile
        let settings = try ClientSettings(environment: environment, profile: login.profile)
        let make = maker(settings)
        let chain = CredentialChain(profile: login.profile, surroundings: surroundings(settings, make))
        let endpoints = try chain.endpoints()
        let cache = cache(login, chain) { make($0, region, endpoints) }
        var client = make(cache, region, endpoints)
        if let account {
            client.pacer = AccountPacer(account, region, mode: settings.retry.mode, budget: budget)
        }
        return client
    }

    /// The region of the environment, else of the profile.
    func region() throws(AWSError) -> Region? {
        let settings = try ClientSettings(environment: environment, profile: options.profile)
        return try CredentialChain(profile: options.profile, surroundings: surroundings(settings, maker(settings)))
            .region()
    }

    private func cache(
        _ login: Fleet.Login,
        _ chain: CredentialChain,
        _ makeCaller: (any CredentialSource) -> AWSClient
    ) -> CredentialCache {
        if let cache = caches.withLock({ $0[login] }) { return cache }
        var source: any CredentialSource = chain
        if let role = login.role {
            let session = STS.RoleSession(role: role.description, name: "vaer", externalID: login.externalID)
            let own = cache(Fleet.Login(profile: login.profile), chain, makeCaller)
            source = AssumedRole(session, caller: makeCaller(own))
        }
        let cache = CredentialCache(source)
        return caches.withLock { caches in
            // Another task may have been quicker; its credentials are as good.
            caches[login] = caches[login] ?? cache
            return caches[login] ?? cache
        }
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
        transports.withLock { transports in
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
    }

    private static func trust(_ bundle: String?) -> CurlTransport.Trust { bundle.map { .file($0) } ?? .system }
}
