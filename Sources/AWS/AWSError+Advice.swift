import HTTP

extension AWSError.Refusal {
    /// What kind of thing AWS refused a call for, by its code.
    package enum Cause: Hashable, Sendable {
        /// A policy does not allow it.
        case access
        /// The key is unknown, expired or of another partition, or the signature is wrong.
        case credentials
        /// The account has not switched the region or the service on.
        case notSubscribed
        /// A limit of the account is reached.
        case quota
        /// Too many calls, after all retries.
        case throttle
        /// A fault at the other end, after all retries.
        case fault
        /// What answered is not AWS, such as a proxy's page.
        case notAWS
        /// Anything else: the message says it.
        case other
    }

    /// What the refusal is for.
    package var cause: Cause {
        if Self.accessCodes.contains(code) { return .access }
        if Self.credentialCodes.contains(code) { return .credentials }
        if Self.subscriptionCodes.contains(code) { return .notSubscribed }
        if Self.quotaCodes.contains(code) || code.hasSuffix("LimitExceeded") && code != "RequestLimitExceeded" {
            return .quota
        }
        switch RetryPolicy.kind(code: code, status: status) {
        case .throttle: return .throttle
        case .transient: return .fault
        case nil: return code == "HTTP\(status)" ? .notAWS : .other
        }
    }

    /// The action as a policy names it, such as `lambda:CreateFunction`.
    package var action: String {
        let prefixes = ["CloudWatch Logs": "logs", "CloudWatch": "cloudwatch", "EventBridge": "events"]
        return "\(prefixes[call.service] ?? call.service.lowercased()):\(call.operation)"
    }

    fileprivate var advice: String? {
        switch cause {
        case .access: "allow \(action)" + (call.subject.isEmpty ? "" : " on \(call.subject)") + " to who runs this"
        case .credentials: "log in again, or check the profile; a key works in its own partition only"
        case .notSubscribed: "switch \(call.region) or \(call.service) on for the account"
        case .quota: "delete what is not needed, or ask AWS to raise the account's limit"
        case .throttle: "run it again later; AWS_RETRY_MODE=adaptive learns what the account takes"
        case .fault: "run it again; AWS's health page tells of trouble in \(call.region)"
        case .notAWS: "check AWS_ENDPOINT_URL and the proxy (HTTPS_PROXY): what answered is not AWS"
        case .other: nil
        }
    }

    private static let accessCodes: Set<String> = [
        "AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException",
        "UnauthorizedOperation",
    ]

    private static let credentialCodes: Set<String> = [
        "AuthFailure", "ExpiredToken", "ExpiredTokenException", "IncompleteSignature", "InvalidClientTokenId",
        "InvalidSignatureException", "MissingAuthenticationToken", "RequestExpired", "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    ]

    private static let subscriptionCodes: Set<String> = [
        "OptInRequired", "PendingVerification", "RegionDisabledException", "SubscriptionRequiredException",
    ]

    private static let quotaCodes: Set<String> = [
        "CodeStorageExceededException", "LimitExceeded", "LimitExceededException", "ServiceQuotaExceededException",
    ]
}

extension AWSError {
    /// What a person can do about it; nil when the message says so itself.
    package var advice: String? {
        switch self {
        case .refused(let refusal): refusal.advice
        case .transport(let error, _, _): error.advice
        case .unreadable: "check AWS_ENDPOINT_URL and the proxy (HTTPS_PROXY): what answered may not be AWS"
        case .credentials, .configuration, .cancelled: nil
        }
    }
}

extension TransportError {
    fileprivate var advice: String {
        switch self {
        case .unresolved, .unreachable, .timedOut:
            "check the network, the proxy (HTTPS_PROXY), and AWS_ENDPOINT_URL if it is set"
        case .untrusted: "if a proxy of yours signs certificates, name its bundle in AWS_CA_BUNDLE"
        case .interrupted, .cancelled: "run it again: it goes on from there"
        case .invalidRequest: "correct what the message names"
        case .tooLarge: "check AWS_ENDPOINT_URL and the proxy (HTTPS_PROXY): AWS answers with less"
        }
    }
}
