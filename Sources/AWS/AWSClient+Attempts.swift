import HTTP
import Values

extension AWSClient {
    /// What one attempt led to.
    private enum Attempt {
        /// A reply that is no error.
        case success(HTTPResponse)
        /// An error.
        case failure(Failure)
    }

    /// An attempt that did not succeed.
    private struct Failure {
        /// The error, if no other attempt follows.
        let error: AWSError
        /// Why another attempt may succeed; nil when it cannot.
        let kind: RetryPolicy.Kind?
        /// What was answered; nil when nothing was.
        var response: HTTPResponse?
        /// With whose credentials it was sent.
        let identity: Credentials
    }

    /// What is done at most once in a call and does not count as a retry.
    private struct Remedies {
        /// Whether expired credentials were exchanged already.
        var hasRefreshed = false
        /// Whether the clock was corrected already.
        var hasCorrected = false
    }

    /// Sends a request until it succeeds or there is no point in another attempt.
    func exchange(
        _ request: WireRequest,
        of service: Service,
        record: inout CallRecord
    ) async throws(AWSError) -> HTTPResponse {
        var remedies = Remedies()
        var counted = 1
        var taken = 0
        while true {
            record.attempts += 1
            let failure: Failure
            switch try await attempt(request, of: service, record: record) {
            case .success(let response):
                await budget.give(taken > 0 ? taken : 1)
                return response
            case .failure(let found): failure = found
            }
            if failure.kind == .throttle { record.wasThrottled = true }
            if try await heal(failure, remedies: &remedies) {
                record.retried.append(failure.error.label)
                continue
            }
            guard let kind = failure.kind, counted < retry.attemptLimit else { throw failure.error }
            let wait = retry.wait(after: counted, kind: kind, asked: failure.response?.retryAfter)
            if let deadline, time.now() + wait >= deadline { throw failure.error }
            guard await budget.take(kind.cost) else { throw failure.error }
            record.retried.append(failure.error.label)
            do { try await time.sleep(for: wait) } catch { throw .cancelled }
            (taken, counted) = (kind.cost, counted + 1)
        }
    }

    private func attempt(
        _ request: WireRequest,
        of service: Service,
        record: CallRecord
    ) async throws(AWSError) -> Attempt {
        let operation = record.call.operation
        let isAdmitted =
            try await pacer?.admit(operation, of: service, isUrgent: isUrgent, deadline: deadline) ?? true
        let now = time.now()
        let timeout = deadline.map { min(attemptTimeout, $0 - now) } ?? attemptTimeout
        let identity = try await credentials.credentials(at: now)
        let signer = Signer(credentials: identity, region: request.endpoint.signingRegion, service: service.signingName)
        let signed = signer.sign(request, at: now + (await serverClock.offset))
        do throws(TransportError) {
            guard isAdmitted, timeout > .zero else { throw .timedOut(host: request.endpoint.host, after: .zero) }
            let response = try await transport.send(
                HTTPRequest(
                    method: signed.method,
                    url: signed.url,
                    headers: signed.headers + [HTTPHeader("User-Agent", userAgent)],
                    body: signed.body,
                    timeout: timeout,
                    isLongPoll: request.isLongPoll
                )
            )
            if response.isSuccess {
                await pacer?.note(operation, of: service, wasThrottled: false)
                return .success(response)
            }
            let refusal = response.refusal(of: record.call, attempts: record.attempts)
            let kind = RetryPolicy.kind(code: refusal.code, status: refusal.status)
            await pacer?.note(operation, of: service, wasThrottled: kind == .throttle)
            return .failure(Failure(error: .refused(refusal), kind: kind, response: response, identity: identity))
        } catch {
            if error == .cancelled { throw .cancelled }
            let kind = error.isTransient ? RetryPolicy.Kind.transient : nil
            let failed = AWSError.transport(error, call: record.call, attempts: record.attempts)
            return .failure(Failure(error: failed, kind: kind, identity: identity))
        }
    }

    /// Removes the cause of a failure where that is in our hands; true when the call should be sent again at once.
    private func heal(_ failure: Failure, remedies: inout Remedies) async throws(AWSError) -> Bool {
        guard let code = failure.error.code else { return false }
        if !remedies.hasCorrected, Self.clockCodes.contains(code), let date = failure.response?.date {
            remedies.hasCorrected = true
            if try await correctClock(by: date) { return true }
        }
        guard !remedies.hasRefreshed, Self.expiredCodes.contains(code) else { return false }
        remedies.hasRefreshed = true
        await credentials.forget(failure.identity)
        return try await credentials.credentials(at: time.now()) != failure.identity
    }

    /// Takes over the server's clock; false when ours is right already.
    private func correctClock(by date: Timestamp) async throws(AWSError) -> Bool {
        let offset = date - time.now()
        let error = offset - (await serverClock.offset)
        guard abs(error.milliseconds) > Self.clockTolerance.milliseconds else { return false }
        guard abs(offset.milliseconds) <= Self.clockOffsetLimit.milliseconds else {
            let own = time.now().textToTheSecond
            throw .configuration(
                detail: "this machine's clock says \(own), AWS's says \(date.textToTheSecond): set the machine's clock"
            )
        }
        await serverClock.correct(by: offset)
        return true
    }

    /// AWS takes signatures that are up to five minutes old or early; a minute is left for the way.
    private static let clockTolerance = Duration.seconds(4 * 60)

    /// A clock that is off by more is no drift: somebody should look at it.
    private static let clockOffsetLimit = Duration.seconds(24 * 3600)

    /// The codes that a wrong clock leads to, among other causes.
    private static let clockCodes: Set<String> = [
        "AuthFailure", "InvalidSignatureException", "RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
    ]

    private static let expiredCodes: Set<String> = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"]
}

extension HTTPResponse {
    /// The server's clock, as it says itself.
    fileprivate var date: Timestamp? { header("Date").flatMap(Timestamp.init(httpDate:)) }

    /// How long the server wants to be left alone: in milliseconds by AWS's own field, in seconds by HTTP's.
    fileprivate var retryAfter: Duration? {
        if let text = header("x-amz-retry-after") {
            return Int64(text).flatMap { $0 < 0 || $0 > 1_000_000_000 ? nil : .milliseconds($0) }
        }
        return header("Retry-After").flatMap { Int64($0) }.flatMap { $0 < 0 || $0 > 1_000_000 ? nil : .seconds($0) }
    }
}
