import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import Values

/// Serves a site at one address, by HTTP/1.1, until the controller stops.
///
/// A stop waits for no reader: what streams ends, what is idle is closed, and the controller's own limit does the rest.
package struct StatusServer: Service {
    /// The most connections at once; more wait until one is closed.
    private static let connectionLimit = 200
    /// How long a connection may be silent before it is closed, a head that drips included.
    private static let idleLimit = TimeAmount.seconds(30)
    /// How long a reader may take over a reply.
    private static let readingLimit = TimeAmount.seconds(60)
    /// The largest head of a question.
    private static let headLimitBytes = 16_384

    /// What is served.
    let site: StatusSite
    /// Where.
    let address: ListenAddress
    /// Is told where it listens, once it does.
    let listening: @Sendable (ListenAddress) -> Void

    /// A server that does not listen yet.
    package init(
        _ site: StatusSite,
        at address: ListenAddress,
        listening: @escaping @Sendable (ListenAddress) -> Void
    ) {
        (self.site, self.address, self.listening) = (site, address, listening)
    }

    /// Serves until the graceful shutdown; throws ``ListenError`` when the address cannot be had.
    package func run() async throws {
        let room = try await socket?.makeRoom()
        let refusal = Mutex<ListenError?>(nil)
        do {
            try await application { error in refusal.withLock { $0 = error } }.run()
            // One that is refused ends without an error, or with one that tells of nothing but its end.
            if let refusal = refusal.withLock({ $0 }) { throw refusal }
        } catch {
            if room != nil { socket?.removeDraft() }
            throw refusal.withLock { $0 } ?? refused(error)
        }
        socket?.remove()
    }

    /// What keeps it from listening, in words; other errors as they are.
    private func refused(_ error: any Error) -> any Error {
        switch error {
        case let error as IOError: ListenError(address, errno: error.errnoCode)
        case let error as SocketAddressError:
            ListenError(
                address: address,
                reason: "there is no such host (\(error))",
                hint: "write an address of this machine, such as 127.0.0.1:9717"
            )
        default: error
        }
    }

    private var socket: SocketFile? { if case .unix(let path) = address { SocketFile(path) } else { nil } }

    /// The server; `refused` is told why the socket cannot have its name, and then it ends.
    private func application(refused: @escaping @Sendable (ListenError) -> Void) -> some ApplicationProtocol {
        let (socket, site, address, listening) = (socket, site, address, listening)
        var limits = HTTP1Channel.Configuration.DecoderConfiguration()
        limits.maxHeaderFieldSize = Self.headLimitBytes
        limits.maxHeaderListSize = Self.headLimitBytes
        limits.maxHeaderFieldCount = 100
        let bind: BindAddress =
            switch address {
            case .tcp(let host, let port): .hostname(host, port: port)
            case .unix(let path): .unixDomainSocket(path: SocketFile(path).draft)
            }
        let silent = Logger(label: "vaer") { _ in SwiftLogNoOpLogHandler() }
        return Application(
            responder: CallbackResponder { (request: Request, context: Conversation) in
                let question = Question(request, isFromSocket: !address.isNetwork)
                let reply = await site.answer(question)
                return Response(reply, site: site, isHead: request.method == .head, context)
            },
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ReaderLimit(patience: Self.readingLimit)],
                    idleTimeout: Self.idleLimit,
                    httpDecoderConfiguration: limits
                )
            ),
            configuration: ApplicationConfiguration(
                address: bind,
                availableConnectionsDelegate: .maximum(Self.connectionLimit, logger: silent)
            ),
            onServerRunning: { channel in
                do throws(ListenError) {
                    try socket?.publish()
                } catch {
                    refused(error)
                    channel.close(promise: nil)
                    return
                }
                listening(address.taking(port: channel.localAddress?.port))
            },
            logger: silent
        )
    }
}

/// One question and its answer on a connection.
private struct Conversation: RequestContext {
    typealias Source = ApplicationRequestContextSource
    var coreContext: CoreRequestContextStorage
    /// The connection.
    let channel: any Channel

    init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

extension ListenAddress {
    /// Whether it is reached by a network, not by the file system.
    fileprivate var isNetwork: Bool { if case .tcp = self { true } else { false } }

    /// The address with the port that was really taken.
    fileprivate func taking(port: Int?) -> ListenAddress {
        guard case .tcp(let host, _) = self, let port else { return self }
        return .tcp(host: host, port: port)
    }
}

extension Question {
    fileprivate init?(_ request: Request, isFromSocket: Bool) {
        self.init(target: request.head.path ?? "")
        method = request.method.rawValue
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        // The head's authority is what HTTP/1.1 sends as Host.
        if let host = request.head.authority { headers["host"] = host }
        let length = request.headers[.contentLength]
        hasBody = request.headers[.transferEncoding] != nil || (length != nil && length != "0")
        self.isFromSocket = isFromSocket
    }
}

extension Response {
    /// What every reply forbids: scripts, styles and pictures from elsewhere, frames, guesses and traces.
    private static let fences = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ]

    fileprivate init(_ reply: Reply, site: StatusSite, isHead: Bool, _ conversation: Conversation) {
        var fields = HTTPFields()
        let usual = reply.headers.contains { $0.name == "Cache-Control" } ? [] : [("Cache-Control", "no-store")]
        for (name, value) in Self.fences + usual + reply.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        let body: ResponseBody
        switch reply.body {
        case .bytes(let pieces) where isHead:
            fields[.contentLength] = String(pieces.reduce(0) { $0 + $1.readableBytes })
            body = ResponseBody()
        case .bytes(let pieces):
            // Nobody reads what such a reader sends.
            let isLast = reply.status == 413
            if isLast { fields[.connection] = "close" }
            body = ResponseBody(contentLength: pieces.reduce(0) { $0 + $1.readableBytes }) { writer in
                for piece in pieces { try await writer.write(piece) }
                try await writer.finish(nil)
                if isLast { conversation.channel.close(promise: nil) }
            }
        case .events:
            let events = EventStream(desk: site.desk).cancelOnGracefulShutdown()
            body = ResponseBody(asyncSequence: events.map { ByteBuffer(string: $0) })
        }
        self.init(status: .init(code: reply.status), headers: fields, body: body)
    }
}
