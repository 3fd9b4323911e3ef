package import Values

/// Decides when an attempt may be sent, so that an account is not asked for more than it gives.
package protocol CallPacer: Sendable {
    /// Waits until an attempt of a call may be sent; false, at once, when that would be at the deadline or later.
    ///
    /// Throws ``AWSError/cancelled`` when the task is cancelled meanwhile.
    func admit(
        _ operation: String,
        of service: Service,
        isUrgent: Bool,
        deadline: Timestamp?
    ) async throws(AWSError) -> Bool

    /// Takes note of an answer: whether AWS asked for fewer calls.
    func note(_ operation: String, of service: Service, wasThrottled: Bool) async
}
