package import AWS
package import Values

/// Keeps the credentials of a source and renews them ahead of their end, once for all who ask.
package actor CredentialCache: CredentialSource {
    /// From so long before their end on, credentials are renewed in the background; botocore's advisory window.
    package static let advisoryWindow: Duration = .seconds(15 * 60)

    /// From so long before their end on, whoever asks waits for the renewed ones; botocore's mandatory window.
    package static let mandatoryWindow: Duration = .seconds(10 * 60)

    /// A source that failed while there are good credentials is left alone for so long.
    package static let pause: Duration = .seconds(30)

    /// Credentials, and when others are wanted.
    private struct Held {
        var credentials: Credentials
        /// When the source is asked again; nil for credentials that do not end.
        var advisory: Timestamp?
        /// From when on that answer is waited for.
        var mandatory: Timestamp?

        /// Credentials that live for less than an hour have windows that are shorter in proportion.
        init(_ credentials: Credentials, at now: Timestamp) {
            self.credentials = credentials
            guard let end = credentials.expiration else { return }
            let lifetime = end - now
            advisory = end + (.zero - min(advisoryWindow, lifetime / 4))
            mandatory = end + (.zero - min(mandatoryWindow, lifetime / 6))
        }

        func isGood(at now: Timestamp) -> Bool { credentials.expiration.map { $0 > now } ?? true }
    }

    /// What the cache knows.
    private enum State {
        /// Nothing was asked for yet, or what was there was forgotten.
        case empty
        /// The source was asked; what was there before may still be good.
        case asking(Task<Result<Credentials, AWSError>, Never>, Held?)
        /// The source gave these.
        case holding(Held)
    }

    private let source: any CredentialSource
    private var state = State.empty

    /// A cache in front of a source.
    package init(_ source: any CredentialSource) { self.source = source }

    /// Credentials that are good for a while; asks the source only when there are none, or their end is near.
    ///
    /// When renewing fails, those that are there serve to their end, because AWS still takes them. A waiter that is
    /// cancelled does not disturb the others.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        let task: Task<Result<Credentials, AWSError>, Never>
        let before: Held?
        switch state {
        case .holding(let held):
            if held.isGood(at: now), held.advisory.map({ now < $0 }) ?? true { return held.credentials }
            (task, before) = (ask(held, at: now), held)
        case .empty: (task, before) = (ask(nil, at: now), nil)
        case .asking(let asked, let held): (task, before) = (asked, held)
        }
        if let before, let mandatory = before.mandatory, now < mandatory { return before.credentials }
        switch await task.value {
        case .success(let credentials): return credentials
        case .failure(let error):
            guard let before, before.isGood(at: now) else { throw error }
            return before.credentials
        }
    }

    /// Forgets these credentials, if they are the ones that are kept.
    package func forget(_ expired: Credentials) async {
        guard case .holding(let held) = state, held.credentials == expired else { return }
        state = .empty
        await source.forget(expired)
    }

    private func ask(_ held: Held?, at now: Timestamp) -> Task<Result<Credentials, AWSError>, Never> {
        let task = Task {
            let result = await renewed(at: now)
            switch result {
            case .success(let credentials): state = .holding(Held(credentials, at: now))
            case .failure:
                state = .empty
                if var held {
                    held.advisory = now + Self.pause
                    state = .holding(held)
                }
            }
            return result
        }
        state = .asking(task, held)
        return task
    }

    private func renewed(at now: Timestamp) async -> Result<Credentials, AWSError> {
        do throws(AWSError) {
            let found = try await source.credentials(at: now)
            // A source that gives what has ended would be asked again and again, and every call refused.
            return .success(try await found.credentials(at: now))
        } catch {
            return .failure(error)
        }
    }
}
