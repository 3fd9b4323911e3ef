package import HTTP

/// Why a call has no result.
package enum AWSError: Error, Hashable, Sendable {
    /// AWS answered with an error.
    case refused(Refusal)
    /// No answer came, after all attempts.
    case transport(TransportError, call: CallName, attempts: Int)
    /// The answer was not one that this operation gives.
    case unreadable(detail: String, call: CallName)
    /// No credentials could be had; the text says where was looked and what to do.
    case credentials(detail: String)
    /// The configuration of the client is wrong, such as an endpoint that is neither https nor loopback.
    case configuration(detail: String)
    /// The task was cancelled.
    case cancelled

    /// Which call an error is about.
    package struct CallName: Hashable, Sendable {
        /// The service, as a person calls it.
        package var service: String
        /// The operation.
        package var operation: String
        /// The region.
        package var region: String
        /// What it was about: an ARN, an id or a name; may be empty.
        package var subject: String

        /// The name of a call.
        package init(service: String, operation: String, region: String, subject: String) {
            (self.service, self.operation, self.region, self.subject) = (service, operation, region, subject)
        }
    }

    /// An error that AWS answered.
    package struct Refusal: Hashable, Sendable {
        /// Which call it is about.
        package var call: CallName
        /// The error's code without prefix or namespace, such as `RequestLimitExceeded`.
        package var code: String
        /// AWS's own message.
        package var message: String
        /// The HTTP status.
        package var status: Int
        /// AWS's request id, for a support case; empty when there was none.
        package var requestID: String
        /// How many times it was tried.
        package var attempts: Int

        /// A refusal.
        package init(
            call: CallName,
            code: String,
            message: String,
            status: Int,
            requestID: String,
            attempts: Int
        ) {
            (self.call, self.code, self.message) = (call, code, message)
            (self.status, self.requestID, self.attempts) = (status, requestID, attempts)
        }
    }

    /// The refusal's code; nil for every other kind of error.
    package var code: String? {
        guard case .refused(let refusal) = self else { return nil }
        return refusal.code
    }
}
