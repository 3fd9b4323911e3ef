package import AWS
package import Values

/// The temporary credentials of a role that a token from an identity provider, such as a Kubernetes cluster, opens.
///
/// Holds nothing: put a ``CredentialCache`` in front.
package struct WebIdentityRole: CredentialSource {
    /// What is asked for, and where the token is.
    package struct Login: Hashable, Sendable {
        /// The role's ARN.
        package var role: String
        /// The file with the token, read anew each time because it is replaced.
        package var tokenFile: String
        /// The name of the session; nil for `vaer`.
        package var sessionName: String?
        /// The region whose STS is asked; nil for the one of whoever asks.
        package var region: String?
    }

    private let login: Login
    private let caller: any Caller

    /// The role, and a caller that signs nothing.
    package init(_ login: Login, caller: any Caller) {
        (self.login, self.caller) = (login, caller)
    }

    /// New credentials, for an hour.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        let token = try TokenFile.text(login.tokenFile, named: "web_identity_token_file")
        let session = STS.RoleSession(role: login.role, name: login.sessionName ?? "vaer")
        return try await caller.send(STS.assumeRoleWithWebIdentity(session, token: Secret(token)))
    }
}
