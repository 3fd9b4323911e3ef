import AWS
import HTTP

extension Failure {
    /// An error of AWS, with the exit status and the way out that fit it.
    init(_ error: AWSError) {
        switch error {
        case .credentials: self.init(.credentials, error.message)
        case .refused(let refusal) where Self.credentialCodes.contains(refusal.code):
            self.init(.credentials, error.message, hint: "log in again, or check the profile and the keys")
        case .refused(let refusal) where Self.permissionCodes.contains(refusal.code):
            let resource = refusal.call.subject.isEmpty ? "" : " on \(refusal.call.subject)"
            self.init(
                .refused,
                error.message,
                hint: "give the login the right to call \(refusal.call.service) \(refusal.call.operation)\(resource)"
            )
        case .transport(let transport, _, _): self.init(.failed, error.message, hint: transport.wayOut)
        case .configuration: self.init(.usage, error.message)
        case .cancelled: self.init(.interrupted, "interrupted")
        case .refused, .unreadable: self.init(.failed, error.message)
        }
    }

    /// What AWS answers to credentials that are no good.
    static let credentialCodes: Set = [
        "AuthFailure", "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "MissingAuthenticationToken",
        "RequestExpired", "SignatureDoesNotMatch", "UnrecognizedClientException",
    ]

    /// What AWS answers to an action that no policy allows.
    static let permissionCodes: Set = [
        "AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation",
    ]
}

extension TransportError {
    /// What to do about it; nil when the message says it.
    fileprivate var wayOut: String? {
        switch self {
        case .unresolved, .unreachable, .timedOut:
            "check the network, the proxy (HTTPS_PROXY), and AWS_ENDPOINT_URL if it is set"
        case .untrusted: "if a proxy of yours signs certificates, name its bundle in AWS_CA_BUNDLE"
        case .interrupted: "try again; what had begun is finished by the next run"
        case .tooLarge, .invalidRequest, .cancelled: nil
        }
    }
}
