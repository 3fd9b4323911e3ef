extension TransportError {
    /// One word for the kind of error.
    package var label: String {
        switch self {
        case .unresolved: "unresolved"
        case .unreachable: "unreachable"
        case .interrupted: "interrupted"
        case .timedOut: "timed-out"
        case .untrusted: "untrusted"
        case .tooLarge: "too-large"
        case .invalidRequest: "invalid-request"
        case .cancelled: "cancelled"
        }
    }

    /// Whether the same request may succeed a moment later.
    package var isTransient: Bool {
        switch self {
        case .unresolved, .unreachable, .interrupted, .timedOut: true
        case .untrusted, .tooLarge, .invalidRequest, .cancelled: false
        }
    }
}
