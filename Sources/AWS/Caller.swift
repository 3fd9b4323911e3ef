package import Values

/// Sends calls to one region with one identity; what every stage above AWS is given.
package protocol Caller: Sendable {
    /// The region that calls go to.
    var region: Region { get }

    /// Sends a call, with retries, and reads its reply.
    func send<Output>(_ call: Call<Output>) async throws(AWSError) -> Output
}
