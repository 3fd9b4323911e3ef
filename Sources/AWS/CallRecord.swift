import HTTP

/// What became of one call, for counters and for `--debug`; holds nothing secret.
package struct CallRecord: Hashable, Sendable {
    /// The call.
    package var call: AWSError.CallName
    /// Whether it was one that changes something.
    package var isMutating: Bool
    /// How many times it was sent.
    package var attempts = 0
    /// Whether AWS asked for fewer calls meanwhile.
    package var wasThrottled = false
    /// How long it took, waits between attempts included.
    package var duration: Duration = .zero
    /// Why the attempts that were not the last failed: codes, or what the network did.
    package var retried: [String] = []
    /// Why the call failed, as a code or what the network did; nil when it did not.
    package var failure: String?

    /// A record of a call that was not sent yet.
    init(call: AWSError.CallName, isMutating: Bool) { (self.call, self.isMutating) = (call, isMutating) }
}

extension AWSError {
    /// One word for the kind of error: AWS's code, or what went wrong on this side.
    package var label: String {
        switch self {
        case .refused(let refusal): refusal.code
        case .transport(let error, _, _): error.label
        case .unreadable: "unreadable"
        case .credentials: "credentials"
        case .configuration: "configuration"
        case .cancelled: "cancelled"
        }
    }
}
