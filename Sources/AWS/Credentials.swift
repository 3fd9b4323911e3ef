package import Values

/// A text that no log, no error and no debugger's print shows.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself.
    package let value: String

    /// A secret text.
    package init(_ value: String) { self.value = value }

    /// Always `***`.
    package var description: String { "***" }

    /// Always `***`.
    package var debugDescription: String { "***" }

    /// Shows nothing of the text.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What signs a call: a key, and the session token of temporary ones.
package struct Credentials: Hashable, Sendable, CustomStringConvertible {
    /// The id of the key; no secret, but shown shortened.
    package var accessKeyID: String
    /// The key.
    package var secretAccessKey: Secret
    /// What temporary credentials carry besides; nil for a user's own key.
    package var sessionToken: Secret?
    /// When they end; nil for never, or when that is not known.
    package var expiration: Timestamp?
    /// Where they come from, such as `the environment`, for messages.
    package var source: String

    /// Credentials.
    package init(
        accessKeyID: String,
        secretAccessKey: Secret,
        sessionToken: Secret? = nil,
        expiration: Timestamp? = nil,
        source: String
    ) {
        (self.accessKeyID, self.secretAccessKey, self.sessionToken) = (accessKeyID, secretAccessKey, sessionToken)
        (self.expiration, self.source) = (expiration, source)
    }

    /// Nobody's: for the few calls that are not signed.
    package static let anonymous = Credentials(accessKeyID: "", secretAccessKey: Secret(""), source: "nowhere")

    /// The kind of the key, its last four characters and the source.
    package var description: String { "key \(accessKeyID.prefix(4))…\(accessKeyID.suffix(4)) from \(source)" }
}

/// Where credentials come from.
package protocol CredentialSource: Sendable {
    /// Credentials that are good at that moment; keeps them for as long as they are good.
    ///
    /// Throws ``AWSError/credentials(detail:)`` when there are none.
    func credentials(at now: Timestamp) async throws(AWSError) -> Credentials

    /// Forgets credentials that AWS called expired, so that the next question gets others where there are others.
    func forget(_ expired: Credentials) async
}

extension CredentialSource {
    /// Does nothing: there are no others.
    package func forget(_ expired: Credentials) async {}
}

extension Credentials: CredentialSource {
    /// These credentials, unless they have ended.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        guard let expiration, expiration <= now else { return self }
        throw .credentials(detail: "the credentials from \(source) ended at \(expiration.textToTheSecond): renew them")
    }
}

/// The credentials in the environment variables, as Lambda and most shells give them.
package struct EnvironmentCredentials: CredentialSource {
    /// The variables.
    private let environment: [String: String]

    /// A source that reads these variables.
    package init(_ environment: [String: String]) { self.environment = environment }

    /// The credentials; throws when one of the two variables is missing or empty, and when they have ended.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        guard let credentials = try Self.credentials(in: environment) else {
            throw .credentials(
                detail: "no credentials in the environment: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
            )
        }
        return try await credentials.credentials(at: now)
    }

    /// The credentials in an environment; nil when it names no key, an error when it names only half of one.
    package static func credentials(in environment: [String: String]) throws(AWSError) -> Credentials? {
        let value = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let key = value("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = value("AWS_SECRET_ACCESS_KEY") else {
            throw .credentials(detail: "AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not: set both or none")
        }
        return Credentials(
            accessKeyID: key,
            secretAccessKey: Secret(secret),
            sessionToken: (value("AWS_SESSION_TOKEN") ?? value("AWS_SECURITY_TOKEN")).map(Secret.init),
            expiration: value("AWS_CREDENTIAL_EXPIRATION").flatMap { Timestamp($0) },
            source: "the environment"
        )
    }
}
