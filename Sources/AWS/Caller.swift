package import Values

/// Sends calls to one region with one identity; what every stage above AWS is given.
package protocol Caller: Sendable {
    /// The region that calls go to.
    var region: Region { get }

    /// The same caller for calls that must not wait behind others: those of a pair that is failing over.
    var urgent: any Caller { get }

    /// Sends a call, with retries, and reads its reply.
    func send<Output>(_ call: Call<Output>) async throws(AWSError) -> Output
}

extension Caller {
    /// The caller itself: one that lets no call wait has nothing to do for urgent ones.
    package var urgent: any Caller { self }
}
