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
    /// What was called.
    let traffic: Traffic

    /// A way to AWS for a fleet, by the options and the environment.
    init(_ fleet: Fleet, _ options: GlobalOptions, _ console: Console) {
        let environment = GlobalOptions.environment
        let trust = environment["AWS_CA_BUNDLE"].map { CurlTransport.Trust.file($0) } ?? .system
        let transport = CurlTransport(CurlTransport.Options(trust: trust))
        let time = SystemTime()
        let traffic = Traffic(console: options.debug ? console : nil)
        let logins = LoginBook(environment: environment, options: options, transport: transport, traffic: traffic)
        callers = FleetCallers(fleet) { login, region throws(AWSError) in try logins.client(login, region) }
        (self.time, self.traffic) = (time, traffic)
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

/// Counts calls, and shows them when the user wants to see them.
final class Traffic: Sendable {
    /// What was counted.
    private struct Counts {
        var calls = 0
        var retried = 0
        var throttled = 0
        var mutating = 0
    }

    private let console: Console?
    private let counts = Mutex(Counts())

    /// A counter; calls are shown on the console when there is one.
    init(console: Console?) { self.console = console }

    /// Takes note of a call that is over.
    func note(_ record: CallRecord) {
        counts.withLock { counts in
            counts.calls += 1
            if record.attempts > 1 { counts.retried += 1 }
            if record.isMutating { counts.mutating += 1 }
            let codes = record.retried + [record.failure].compactMap(\.self)
            if codes.contains(where: { $0.contains("Throttl") || $0 == "RequestLimitExceeded" }) {
                counts.throttled += 1
            }
        }
        console?.notice(
            "\(record.call.region) \(record.call.service) \(record.call.operation)"
                + (record.call.subject.isEmpty ? "" : " \(record.call.subject)")
                + ": \(record.failure ?? "ok"), \(record.duration.milliseconds) ms"
                + (record.attempts > 1 ? ", \(record.attempts) attempts" : "")
        )
    }

    /// The counts, in one line.
    var summary: String {
        counts.withLock { counts in
            "\(counts.calls) calls, \(counts.mutating) of them changed something, "
                + "\(counts.retried) retried, \(counts.throttled) throttled"
        }
    }
}

/// The logins of a fleet; those of equal definition share their temporary credentials.
private final class LoginBook {
    private let environment: [String: String]
    private let options: GlobalOptions
    private let transport: CurlTransport
    private let traffic: Traffic
    private var caches: [Fleet.Login: CredentialCache] = [:]

    init(environment: [String: String], options: GlobalOptions, transport: CurlTransport, traffic: Traffic) {
        (self.environment, self.options) = (environment, options)
        (self.transport, self.traffic) = (transport, traffic)
    }

    /// A client for a login and a region.
    func client(_ login: Fleet.Login?, _ region: Region) throws(AWSError) -> any Caller {
        let profile = login?.profile ?? options.profile
        let chain = CredentialChain(environment: environment, profile: profile, makeCaller: caller)
        let endpoints = EndpointResolver(
            environment: environment,
            profile: try chain.endpoints(),
            explicit: options.endpointURL
        )
        let traffic = traffic
        return AWSClient(
            region: region,
            credentials: cache(login ?? Fleet.Login(profile: profile), chain, region),
            transport: transport,
            endpoints: endpoints,
            retry: RetryPolicy(environment: environment),
            observer: { traffic.note($0) },
            userAgent: "vaer/\(vaerVersion)"
        )
    }

    private func cache(_ login: Fleet.Login, _ chain: CredentialChain, _ region: Region) -> CredentialCache {
        if let cache = caches[login] { return cache }
        var source: any CredentialSource = chain
        if let role = login.role {
            let session = STS.RoleSession(role: role.description, name: "vaer", externalID: login.externalID)
            source = AssumedRole(session, caller: caller(CredentialCache(chain), region))
        }
        let cache = CredentialCache(source)
        caches[login] = cache
        return cache
    }

    /// A client that only serves to get credentials, such as of a profile's role.
    private var caller: @Sendable (any CredentialSource, Region) -> any Caller {
        let (transport, environment, traffic) = (transport, environment, traffic)
        let endpoints = EndpointResolver(environment: environment, explicit: options.endpointURL)
        return { credentials, region in
            AWSClient(
                region: region,
                credentials: credentials,
                transport: transport,
                endpoints: endpoints,
                retry: RetryPolicy(environment: environment),
                observer: { traffic.note($0) },
                userAgent: "vaer/\(vaerVersion)"
            )
        }
    }
}
