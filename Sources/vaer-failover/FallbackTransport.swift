import HTTP
import Synchronization

/// A transport that goes on to further roots when those before do not verify a server, and stays there.
///
/// Nothing has been sent to a server that was refused, so the next attempt is the first one that is made.
final class FallbackTransport: Transport {
    private let transports: [CurlTransport]
    /// The place of the transport that is in use.
    private let current = Atomic(0)

    /// The most connections at once.
    ///
    /// Each costs half a millisecond of a core, of which a function of 128 MB has a fourteenth, and 40 kB. The 50 routes
    /// that EC2 lets move at once take three rounds on 17. Measured over TLS at 20 ms a call, least of seven: 194 ms with
    /// 8, 138 with 13, 123 with 17, 105 with 25; with that share of a core 299, 283, 346 and 343 ms.
    private static let connections = 17

    /// The bundle that `AWS_CA_BUNDLE` names, else our own roots; then the machine's bundle.
    init(_ environment: [String: String]) {
        let all = CurlTransport.Trust.pem(Array(TrustedRoots.all.utf8))
        let trusts: [CurlTransport.Trust] =
            if let path = environment["AWS_CA_BUNDLE"], !path.isEmpty {
                [.file(path), .system]
            } else if environment["AWS_REGION"]?.hasPrefix("cn-") == true {
                [all, .system]
            } else {
                // To read a root takes an eighth of a millisecond: the one that AWS's servers chain to comes alone.
                [.pem(Array(TrustedRoots.usual.utf8)), all, .system]
            }
        let proxies = ProxySettings(environment: environment)
        transports = trusts.map { trust in
            CurlTransport(
                CurlTransport.Options(trust: trust, connectionsPerHost: Self.connections, proxies: proxies)
            )
        }
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        var place = current.load(ordering: .relaxed)
        while true {
            do {
                return try await transports[place].send(request)
            } catch {
                place = try next(place, after: error)
            }
        }
    }

    /// Opens a connection to where a request goes, for what is sent later; whether it succeeds does not matter.
    func open(for request: HTTPRequest) async {
        var place = current.load(ordering: .relaxed)
        while true {
            do {
                return try await transports[place].open(for: request)
            } catch {
                guard let further = try? next(place, after: error) else { return }
                place = further
            }
        }
    }

    /// The place of the transport that is asked next; throws when there is none or roots are not to blame.
    private func next(_ place: Int, after error: TransportError) throws(TransportError) -> Int {
        guard case .untrusted = error, place + 1 < transports.count else { throw error }
        current.max(place + 1, ordering: .relaxed)
        return place + 1
    }
}
