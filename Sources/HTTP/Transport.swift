/// The one seam between this program and the network; tests put a double here.
package protocol Transport: Sendable {
    /// Sends a request and waits for the whole reply; never follows redirects, never retries.
    ///
    /// Cancelling the task stops the transfer.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

/// A header field; names compare without regard to case.
package struct HTTPHeader: Hashable, Sendable {
    /// The name, as sent.
    package let name: String
    /// The value, without line breaks.
    package let value: String

    /// A header field.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the name is that one, whatever its case.
    package func isNamed(_ other: String) -> Bool {
        name.utf8.count == other.utf8.count && name.lowercased() == other.lowercased()
    }
}

extension HTTPHeader: CustomStringConvertible, CustomReflectable {
    /// The field as sent, but for values that must not be seen.
    package var description: String { "\(name): \(isSecret ? "***" : value)" }

    /// Shows what ``description`` shows.
    package var customMirror: Mirror { Mirror(self, children: ["field": description]) }

    private var isSecret: Bool {
        let secret = [
            "authorization", "x-amz-security-token", "x-amz-sso_bearer_token", "x-aws-ec2-metadata-token",
            "proxy-authorization",
        ]
        return secret.contains(name.lowercased())
    }
}

/// What is sent.
package struct HTTPRequest: Hashable, Sendable {
    /// The method, upper case.
    package var method: String
    /// The absolute URL, percent-encoded already: sent byte for byte as it is here.
    package var url: String
    /// The header fields, in order.
    package var headers: [HTTPHeader]
    /// The body; empty for none.
    package var body: [UInt8]
    /// The longest time for the whole exchange.
    package var timeout: Duration
    /// The most bytes of body that are taken; a longer reply is an error.
    package var bodyLimitBytes: Int
    /// Whether the server keeps silent until it has something to say; it takes no place from others to that host.
    package var isLongPoll: Bool

    /// A request.
    package init(
        method: String,
        url: String,
        headers: [HTTPHeader] = [],
        body: [UInt8] = [],
        timeout: Duration = .seconds(30),
        bodyLimitBytes: Int = 32 << 20,
        isLongPoll: Bool = false
    ) {
        (self.method, self.url, self.headers, self.body) = (method, url, headers, body)
        (self.timeout, self.bodyLimitBytes, self.isLongPoll) = (timeout, bodyLimitBytes, isLongPoll)
    }
}

/// What came back.
package struct HTTPResponse: Hashable, Sendable {
    /// The status code.
    package var status: Int
    /// The header fields, in order.
    package var headers: [HTTPHeader]
    /// The body.
    package var body: [UInt8]

    /// A response.
    package init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    /// The value of the first header field of that name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.isNamed(name) }?.value
    }
}

/// Why no reply came.
package enum TransportError: Error, Hashable, Sendable {
    /// The host's name was not found.
    case unresolved(host: String)
    /// Nobody answered at that address, or the connection broke before anything was sent.
    case unreachable(host: String, detail: String)
    /// The connection broke after the request went out: the call may have taken effect.
    case interrupted(host: String, detail: String)
    /// The time ran out.
    case timedOut(host: String, after: Duration)
    /// The server's certificate or TLS version was refused; never retried.
    case untrusted(host: String, detail: String)
    /// The reply was larger than the limit; with its status, if it was the body and not the head.
    case tooLarge(host: String, limitBytes: Int, status: Int? = nil)
    /// The request cannot be sent as it is.
    case invalidRequest(detail: String)
    /// The task was cancelled.
    case cancelled
}
