package import AWS
package import Values

/// Keeps the credentials of a source until shortly before they end; all who ask meanwhile wait for one answer.
package actor CredentialCache: CredentialSource {
    /// Credentials are renewed this long before they end, so that no call is signed with ones that end on the way.
    package static let margin: Duration = .seconds(300)

    /// A source that failed while there are good credentials is left alone for so long.
    package static let pause: Duration = .seconds(30)

    /// What the cache knows.
    private enum State {
        /// Nothing was asked for yet, or what was there was forgotten.
        case empty
        /// The source was asked; `held` is what was there before and may still be good.
        case asking(Task<Result<Credentials, AWSError>, Never>, held: Credentials?)
        /// The source gave these; it is asked again from that moment on, if they end at all.
        case holding(Credentials, renewal: Timestamp?)
    }

    private let source: any CredentialSource
    private var state = State.empty

    /// A cache in front of a source.
    package init(_ source: any CredentialSource) { self.source = source }

    /// Credentials that are good for a while; asks the source only when there are none.
    ///
    /// When renewing fails, those that are there serve to their end. A waiter that is cancelled does not disturb the
    /// others.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        switch state {
        case .holding(let credentials, let renewal):
            if renewal.map({ now < $0 }) ?? true, credentials.isGood(at: now) { return credentials }
            return try await renew(held: credentials, at: now)
        case .empty: return try await renew(held: nil, at: now)
        case .asking(let task, let held): return try Self.settle(await task.value, held: held, at: now)
        }
    }

    /// Forgets these credentials, if they are the ones that are kept.
    package func forget(_ expired: Credentials) async {
        guard case .holding(let held, _) = state, held == expired else { return }
        state = .empty
        await source.forget(expired)
    }

    private func renew(held: Credentials?, at now: Timestamp) async throws(AWSError) -> Credentials {
        let source = source
        let task = Task<Result<Credentials, AWSError>, Never> {
            do throws(AWSError) {
                return .success(try await source.credentials(at: now))
            } catch {
                return .failure(error)
            }
        }
        state = .asking(task, held: held)
        let result = await task.value
        switch result {
        case .success(let credentials):
            state = .holding(credentials, renewal: credentials.expiration.map { $0 + (.zero - Self.margin) })
        case .failure: state = held.map { .holding($0, renewal: now + Self.pause) } ?? .empty
        }
        return try Self.settle(result, held: held, at: now)
    }

    private static func settle(
        _ result: Result<Credentials, AWSError>,
        held: Credentials?,
        at now: Timestamp
    ) throws(AWSError) -> Credentials {
        switch result {
        case .success(let credentials): return credentials
        case .failure(let error):
            guard let held, held.isGood(at: now) else { throw error }
            return held
        }
    }
}

extension Credentials {
    /// Whether they have not ended at that moment.
    fileprivate func isGood(at moment: Timestamp) -> Bool { expiration.map { $0 > moment } ?? true }
}
