package import AWS
package import Values

/// The credentials of a role that somebody's sign-in to IAM Identity Center opens.
///
/// Holds nothing: put a ``CredentialCache`` in front.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html>
package struct SSOCredentials: CredentialSource {
    /// What a profile says of its sign-in.
    package struct Login: Hashable, Sendable {
        /// The profile, for messages.
        package var profile: String
        /// The name of the `sso-session` section; nil for a profile that has all of it itself.
        package var session: String?
        /// The address of the portal.
        package var startURL: String
        /// The region of the portal.
        package var region: Region
        /// The account.
        package var account: String
        /// The role, as Identity Center calls it.
        package var role: String

        /// A login by a session's name, or without one by the portal's address.
        package init(
            profile: String,
            session: String?,
            portal: (url: String, region: Region),
            account: String,
            role: String
        ) {
            (self.profile, self.session, self.account, self.role) = (profile, session, account, role)
            (startURL, region) = portal
        }
    }

    private let login: Login
    private let home: String?
    private let caller: any Caller

    /// A token that ends sooner is exchanged for a new one, where that can be done without a person.
    private static let renewalWindow: Duration = .seconds(15 * 60)

    /// The login, the home directory in which the token is, and a caller in the portal's region that signs nothing.
    package init(_ login: Login, home: String?, caller: any Caller) {
        (self.login, self.home, self.caller) = (login, home, caller)
    }

    /// New credentials; prolongs the sign-in of a session when it ends soon.
    ///
    /// Throws ``AWSError/credentials(detail:)`` with the command to run when nobody is signed in.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        let token = try await token(at: now)
        let call = SSO.getRoleCredentials(account: login.account, role: login.role, token: token.access)
        do {
            return try await caller.send(call)
        } catch {
            guard error.code == "UnauthorizedException" else { throw error }
            throw complaint("has ended")
        }
    }

    private func token(at now: Timestamp) async throws(AWSError) -> SSOToken {
        guard let home else { throw complaint("is not known, because HOME is not set") }
        let path = SSOToken.path(of: login.session ?? login.startURL, home: home)
        let text: String?
        do { text = try SmallFile.text(path) } catch { throw .credentials(detail: error.detail) }
        guard let text else { throw complaint("has not begun: there is no file \(path)") }
        guard var token = SSOToken(text) else { throw complaint("is damaged: \(path) holds no token") }
        // Without a session there is nothing to prolong, as in every AWS tool.
        if login.session != nil, token.end - now < Self.renewalWindow, let renewed = try await prolong(token, at: now) {
            token = renewed
            // When the file cannot be written, this token serves here all the same, and somebody signs in again sooner.
            _ = SmallFile.replace(path, with: token.text(startURL: login.startURL, region: login.region))
        }
        guard token.end > now else { throw complaint("ended at \(token.end.textToTheSecond)") }
        return token
    }

    /// A new token; nil when AWS refuses or cannot be reached, so that the present one serves to its end.
    private func prolong(_ token: SSOToken, at now: Timestamp) async throws(AWSError) -> SSOToken? {
        guard let refresh = token.refresh, let registration = token.registration,
            let end = Timestamp(credentialText: registration.end), end > now
        else { return nil }
        do {
            let answer = try await caller.send(
                OIDC.createToken(
                    clientID: registration.id,
                    clientSecret: registration.secret,
                    refreshToken: refresh
                )
            )
            return SSOToken(
                access: answer.access,
                end: now + answer.lifetime,
                registration: registration,
                refresh: answer.refresh
            )
        } catch {
            if error == .cancelled { throw error }
            return nil
        }
    }

    private func complaint(_ text: String) -> AWSError {
        let command = login.session.map { "--sso-session \($0)" } ?? "--profile \(login.profile)"
        return .credentials(
            detail: "the single sign-on of profile '\(login.profile)' \(text): run: aws sso login \(command)"
        )
    }
}
