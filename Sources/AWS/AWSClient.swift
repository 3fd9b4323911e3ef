package import HTTP
package import Values

/// Sends calls to one region with one identity: signs, retries, and reads what comes back.
package struct AWSClient: Caller {
    /// The region.
    package let region: Region
    /// Where the credentials come from.
    package let credentials: any CredentialSource
    /// The network.
    package let transport: any Transport
    /// The clock.
    package let time: any TimeSource
    /// Where services are.
    package var endpoints: EndpointResolver
    /// When a call is tried again.
    package var retry: RetryPolicy
    /// The longest time for one attempt.
    package var attemptTimeout: Duration = .seconds(30)
    /// When everything must be over, retries included; nil for no such moment.
    package var deadline: Timestamp?
    /// What keeps the calls to the account's limits; nil when nothing does.
    package var pacer: (any CallPacer)?
    /// Whether the calls go before those that are not urgent.
    private(set) var isUrgent = false
    /// What is told of every call, after it.
    package var observer: (@Sendable (CallRecord) -> Void)?
    /// What the calls say of who sends them.
    package var userAgent: String
    /// The retries that are left; shared by the copies of this client.
    package let budget = RetryBudget()
    /// How far the machine's clock is off; shared by the copies of this client.
    let serverClock = ServerClock()

    /// A client.
    package init(
        region: Region,
        credentials: any CredentialSource,
        transport: any Transport,
        time: any TimeSource = SystemTime(),
        endpoints: EndpointResolver = EndpointResolver(),
        retry: RetryPolicy = RetryPolicy(),
        observer: (@Sendable (CallRecord) -> Void)? = nil,
        userAgent: String = "vaer"
    ) {
        (self.region, self.credentials, self.transport, self.time) = (region, credentials, transport, time)
        (self.endpoints, self.retry, self.observer, self.userAgent) = (endpoints, retry, observer, userAgent)
    }

    /// The same client, bound to be done by a moment; a call after it fails with a time-out and is not sent.
    package func until(_ deadline: Timestamp) -> AWSClient {
        var client = self
        client.deadline = deadline
        return client
    }

    /// The same client, whose calls go before those of all others.
    package var urgent: any Caller {
        var client = self
        client.isUrgent = true
        return client
    }

    /// Sends a call, with retries, and reads its reply; idempotent only as far as the operation is.
    package func send<Output>(_ call: Call<Output>) async throws(AWSError) -> Output {
        let name = AWSError.CallName(
            service: call.service.name,
            operation: call.operation,
            region: region.name,
            subject: call.subject
        )
        var record = CallRecord(call: name, isMutating: call.isMutating)
        let start = time.now()
        do {
            let output = try await send(call, record: &record)
            record.duration = max(.zero, time.now() - start)
            observer?(record)
            return output
        } catch {
            record.duration = max(.zero, time.now() - start)
            record.failure = error.label
            observer?(record)
            throw error
        }
    }

    private func send<Output>(_ call: Call<Output>, record: inout CallRecord) async throws(AWSError) -> Output {
        let request = try call.request(to: endpoints.endpoint(for: call.service, in: region))
        let response = try await exchange(request, of: call.service, record: &record)
        do {
            return try call.decode(try response.reply(to: call.operation, wire: call.service.wire))
        } catch {
            throw .unreadable(detail: error.detail, call: record.call)
        }
    }
}

/// How far the machine's clock is behind the servers'.
actor ServerClock {
    /// What must be added to the machine's time.
    private(set) var offset: Duration = .zero

    /// Takes over an offset.
    func correct(by offset: Duration) { self.offset = offset }
}
