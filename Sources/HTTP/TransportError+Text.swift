import Values

extension TransportError {
    /// What happened, as one sentence part without a full stop.
    package var text: String {
        switch self {
        case .unresolved(let host): "the host name '\(host)' was not found"
        case .unreachable(let host, let detail): "'\(host)' cannot be reached: \(detail)"
        case .interrupted(let host, let detail): "the connection to '\(host)' broke: \(detail)"
        case .timedOut(let host, let limit): "no answer from '\(host)' within \(limit.shortText)"
        case .untrusted(let host, let detail): "the certificate of '\(host)' is not trusted: \(detail)"
        case .tooLarge(let host, let limit, _): "the reply of '\(host)' is larger than \(limit) bytes"
        case .invalidRequest(let detail): "the request cannot be sent: \(detail)"
        case .cancelled: "cancelled"
        }
    }
}
