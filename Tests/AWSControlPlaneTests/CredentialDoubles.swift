import AWS
import AWSControlPlane
import Codecs
import Foundation
import HTTP
import Synchronization
import Values

/// A clock that stands still and does not wait.
struct FixedTime: TimeSource {
    /// The moment that it shows, in seconds since 1970.
    var seconds: Int64 = 1_628_189_882

    func now() -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

    func sleep(for duration: Duration) async throws {}
}

/// A network that answers with a closure and keeps what was asked.
final class AnsweringTransport: Transport {
    private let answer: @Sendable (HTTPRequest) throws(TransportError) -> HTTPResponse
    private let sent = Mutex<[HTTPRequest]>([])

    /// A network with these answers; without any, nobody is there.
    init(
        _ answer: @escaping @Sendable (HTTPRequest) throws(TransportError) -> HTTPResponse = {
            _ throws(TransportError) in throw .unreachable(host: "nobody", detail: "nobody is there")
        }
    ) {
        self.answer = answer
    }

    /// What was asked, in order.
    var requests: [HTTPRequest] { sent.withLock(\.self) }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        sent.withLock { $0.append(request) }
        return try answer(request)
    }
}

extension CredentialSurroundings {
    /// Surroundings in which every call and every question goes to one network.
    static func test(
        _ environment: [String: String] = [:],
        transport: any Transport = AnsweringTransport(),
        time: FixedTime = FixedTime()
    ) -> CredentialSurroundings {
        CredentialSurroundings(
            environment: environment,
            time: time
        ) { credentials, region, endpoints in
            AWSClient(
                region: region,
                credentials: credentials,
                transport: transport,
                time: time,
                endpoints: endpoints,
                retry: RetryPolicy(random: { 0 })
            )
        } makeTransport: { _ in
            transport
        }
    }
}

extension HTTPResponse {
    /// A reply with a text as its body.
    init(_ status: Int, _ text: String = "") { self.init(status: status, body: Array(text.utf8)) }
}

extension HTTPRequest {
    /// The value of a header field.
    func header(_ name: String) -> String? { headers.first { $0.isNamed(name) }?.value }
}

/// A folder that is there for one test.
final class TemporaryFolder: Sendable {
    /// Where it is.
    let url: URL

    /// Makes the folder, with files by their paths below it.
    init(_ files: [String: String] = [:]) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "vaer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try add(files)
    }

    /// Writes files by their paths below it.
    func add(_ files: [String: String]) throws {
        for (path, text) in files {
            let file = url.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
    }

    /// The path of a file in it.
    func path(_ name: String) -> String { url.appending(path: name).path }

    deinit { try? FileManager.default.removeItem(at: url) }
}

/// Answers as recorded, in order; a request other than the recorded one is not answered.
final class ReplayTransport: Transport {
    /// A request and its reply.
    private struct Exchange {
        var request: JSON
        var reply: HTTPResponse
    }

    private let exchanges: Mutex<[Exchange]>

    /// A transport that replays a recording.
    init(_ recording: JSON) {
        var exchanges: [Exchange] = []
        for event in recording["events"]?.elements ?? [] {
            let action = event["action"] ?? .null
            if let request = action["Request"]?["request"] {
                exchanges.append(Exchange(request: request, reply: HTTPResponse(status: 0)))
            } else if let status = action["Response"]?["response"]?["Ok"]?["status"]?.integer, !exchanges.isEmpty {
                exchanges[exchanges.count - 1].reply.status = status
            } else if action["Data"]?["direction"]?.string == "Response", !exchanges.isEmpty {
                exchanges[exchanges.count - 1].reply.body += Array(
                    (action["Data"]?["data"]?["Utf8"]?.string ?? "").utf8
                )
            }
        }
        self.exchanges = Mutex(exchanges)
    }

    /// Whether every recorded request came.
    var isOver: Bool { exchanges.withLock(\.isEmpty) }

    /// The header fields that must be the recorded ones, as far as they say who asks.
    private static let secrets = ["x-aws-ec2-metadata-token", "x-amz-sso_bearer_token"]

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let next = exchanges.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let next, Self.parts(next.request["uri"]?.string ?? "") == Self.parts(request.url),
            next.request["method"]?.string == request.method
        else { throw .invalidRequest(detail: "unexpected \(request.method) \(request.url)") }
        for name in Self.secrets {
            guard next.request["headers"]?[name]?.elements.first?.string == request.header(name) else {
                throw .invalidRequest(detail: "unexpected \(name)")
            }
        }
        return next.reply
    }

    /// A URL without regard to the order of its query.
    private static func parts(_ url: String) -> [String] {
        let parts = url.split(separator: "?", maxSplits: 1).map(String.init)
        let place = parts[0].hasSuffix("/") ? String(parts[0].dropLast()) : parts[0]
        return [place] + (parts.count > 1 ? parts[1].split(separator: "&").map(String.init).sorted() : [])
    }
}

extension AnsweringTransport {
    /// A network that gives these answers in turn, and the last one again and again.
    static func inTurn(_ answers: [HTTPResponse]) -> AnsweringTransport {
        let rest = Mutex(answers)
        return AnsweringTransport { _ throws(TransportError) in
            rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        }
    }
}
