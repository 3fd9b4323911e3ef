import Codecs
import Failover
import HTTP
import Values

/// The Lambda runtime's side of the function: gives invocations and takes answers.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>
struct RuntimeAPI: Sendable {
    /// What the runtime answered that it should not.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    private let transport: CurlTransport
    private let root: String

    /// Lambda freezes the process while it waits, for hours or days.
    private static let patience: Duration = .seconds(14 * 86_400)

    /// A runtime at `host:port`; nil when that is no host.
    init?(host: String) {
        guard let url = HTTPURL("http://\(host)") else { return nil }
        // The address is the runtime's own and never leaves the machine; it may be a link-local one.
        transport = CurlTransport(CurlTransport.Options(plainHosts: [url.host], connectionsPerHost: 1))
        root = "http://\(host)/2018-06-01/runtime"
    }

    /// Waits for the next invocation.
    func next() async throws -> FunctionCall {
        let request = HTTPRequest(method: "GET", url: "\(root)/invocation/next", timeout: Self.patience)
        let response = try await transport.send(request)
        guard response.status == 200, let id = response.header("Lambda-Runtime-Aws-Request-Id") else {
            throw Problem(description: "status \(response.status) for the next invocation")
        }
        let deadline = response.header("Lambda-Runtime-Deadline-Ms").flatMap { Int64($0) } ?? 0
        return FunctionCall(
            // Whatever is no JSON is no event of ours; the function says so.
            event: (try? JSON.parse(response.body)) ?? .null,
            requestID: id,
            functionARN: response.header("Lambda-Runtime-Invoked-Function-Arn") ?? "",
            deadline: Timestamp(milliseconds: deadline)
        )
    }

    /// Answers an invocation.
    func respond(to call: FunctionCall, with answer: JSON) async throws {
        try await post("invocation/\(call.requestID)/response", answer, errorType: nil)
    }

    /// Says that an invocation failed, so that Lambda tries it again.
    func fail(_ call: FunctionCall, with failure: FunctionFailure) async throws {
        try await post("invocation/\(call.requestID)/error", body(failure), errorType: failure.type)
    }

    /// Says that the process cannot serve; what Lambda answers does not matter any more.
    func failInitialization(_ failure: FunctionFailure) async {
        try? await post("init/error", body(failure), errorType: failure.type)
    }

    private func body(_ failure: FunctionFailure) -> JSON {
        ["errorMessage": .string(failure.message), "errorType": .string(failure.type), "stackTrace": []]
    }

    private func post(_ path: String, _ body: JSON, errorType: String?) async throws {
        var headers = [HTTPHeader("Content-Type", "application/json")]
        if let errorType { headers.append(HTTPHeader("Lambda-Runtime-Function-Error-Type", errorType)) }
        let request = HTTPRequest(method: "POST", url: "\(root)/\(path)", headers: headers, body: body.bytes)
        let response = try await transport.send(request)
        guard response.status == 202 else {
            throw Problem(description: "status \(response.status) for an answer")
        }
    }
}
