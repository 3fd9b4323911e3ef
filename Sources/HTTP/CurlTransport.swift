import Synchronization

/// The network, by libcurl: one thread for all transfers, connections kept and used again.
///
/// Certificates are always verified and TLS is 1.2 at least; there is no way to switch that off. `http` is for this
/// machine, and for the hosts that give credentials where that is allowed.
package struct CurlTransport: Transport {
    /// Whose certificates are believed.
    package enum Trust: Hashable, Sendable {
        /// The machine's own bundle, where the common systems keep it.
        case system
        /// A bundle in PEM form, such as the one that `AWS_CA_BUNDLE` names.
        case file(String)
        /// A bundle in PEM form, in memory.
        case pem([UInt8])
    }

    /// What a transport may do.
    package struct Options: Hashable, Sendable {
        /// Whose certificates are believed.
        package var trust: Trust
        /// Whether the hosts that give credentials to instances and containers may be asked, which speak `http` only.
        package var allowsCredentialHosts: Bool
        /// Hosts that may be asked over plain `http`, such as the one from which a Lambda function gets its events.
        package var plainHosts: Set<String>
        /// The most connections to one host at once; further transfers wait, and their time runs.
        package var connectionsPerHost: Int
        /// The longest time until a connection stands.
        package var connectTimeout: Duration
        /// Whether HTTP/2 is spoken with servers that offer it.
        package var offersHTTP2: Bool
        /// The proxies.
        package var proxies: ProxySettings
        /// The path of a Unix socket over which everything goes, whatever host a URL names; nil for the network.
        package var unixSocket: String?

        /// Options.
        package init(
            trust: Trust = .system,
            allowsCredentialHosts: Bool = false,
            plainHosts: Set<String> = [],
            connectionsPerHost: Int = 64,
            connectTimeout: Duration = .seconds(3),
            offersHTTP2: Bool = false,
            proxies: ProxySettings = ProxySettings(),
            unixSocket: String? = nil
        ) {
            (self.trust, self.allowsCredentialHosts) = (trust, allowsCredentialHosts)
            (self.connectionsPerHost, self.connectTimeout) = (connectionsPerHost, connectTimeout)
            (self.plainHosts, self.offersHTTP2, self.proxies) = (plainHosts, offersHTTP2, proxies)
            self.unixSocket = unixSocket
        }
    }

    private let options: Options
    private let loop: CurlLoop
    /// The certificates in memory, as long as there are transfers.
    private let bundle: MemoryFile?

    /// A transport with a thread of its own, from the first request on until the last copy of this value is gone.
    package init(_ options: Options = Options()) {
        var options = options
        if case .pem(let bytes) = options.trust, let file = MemoryFile(bytes) {
            bundle = file
            options.trust = .file(file.path)
        } else {
            bundle = nil
        }
        self.options = options
        loop = CurlLoop(connectionsPerHost: options.connectionsPerHost)
    }

    /// Sends a request and waits for the whole reply; never follows redirects.
    ///
    /// libcurl itself sends a request anew when a connection that was kept turns out to be closed by the other side.
    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try await exchange(request, isOpening: false)
    }

    /// Opens a connection to where a request goes, for what is sent later.
    ///
    /// Sends the request, because libcurl keeps no connection that was not used, but returns as soon as the connection
    /// stands, TLS included; the reply comes while nobody waits.
    package func open(for request: HTTPRequest) async throws(TransportError) {
        _ = try await exchange(request, isOpening: true)
    }

    private func exchange(
        _ request: HTTPRequest,
        isOpening: Bool
    ) async throws(TransportError) -> HTTPResponse {
        guard !Task.isCancelled else { throw .cancelled }
        let url = try check(request)
        let proxy = try options.proxies.proxy(for: url)
        let cancellation = CurlTransfer.Cancellation()
        let (options, loop) = (options, loop)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let transfer = CurlTransfer(
                    request,
                    url: url,
                    options: options,
                    proxy: proxy,
                    isOpening: isOpening,
                    cancellation: cancellation,
                    continuation: continuation
                )
                loop.submit(transfer)
            }
        } onCancel: {
            cancellation.cancel()
            loop.noticeCancellation()
        }
        return try result.get()
    }

    /// Refuses what could smuggle a second request or leave in clear what must not.
    private func check(_ request: HTTPRequest) throws(TransportError) -> HTTPURL {
        guard let url = HTTPURL(request.url) else {
            throw .invalidRequest(detail: "its URL is no plain http or https URL")
        }
        let isPlainAllowed =
            url.isLoopback || (options.allowsCredentialHosts && url.isCredentialHost)
            || options.plainHosts.contains(url.host)
        guard url.isSecure || isPlainAllowed else {
            throw .invalidRequest(detail: "'\(url.host)' may be asked over https only")
        }
        guard !request.method.isEmpty, request.method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw .invalidRequest(detail: "its method is not in upper-case letters")
        }
        for header in request.headers {
            let isName = header.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
            let isValue = header.value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
            guard isName, isValue, !header.name.isEmpty, !header.name.contains(";") else {
                throw .invalidRequest(detail: "the header field '\(header.name)' has a character that may not be sent")
            }
        }
        return url
    }
}
