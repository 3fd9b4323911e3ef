package import AWS
import Codecs
package import Values

/// AWS STS: who we are, and the temporary credentials of roles.
///
/// Reached at the region's own endpoint, which answers even when another region is down, unless
/// `AWS_STS_REGIONAL_ENDPOINTS=legacy` asks for the one old host of those regions that it has always served.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html>
package enum STS {
    /// How STS is reached.
    package static let service = Service(
        name: "STS",
        endpointPrefix: "sts",
        environmentName: "STS",
        wire: .query(version: "2011-06-15"),
        legacyRegions: [
            "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1",
            "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1",
            "us-west-2",
        ]
    )

    /// Asks whose credentials these are; needs no permission, so it fails only for bad credentials.
    ///
    /// Errors that matter: `ExpiredToken`, `InvalidClientTokenId`, `SignatureDoesNotMatch`.
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
    package static func getCallerIdentity() -> Call<Identity> {
        Call(service, "GetCallerIdentity", .form([]), isMutating: false) { reply throws(ReplyError) in
            let xml = try reply.xml()
            let number = try xml.required("Account")
            guard let account = AccountID(number) else { throw ReplyError("'\(number)' is no account number") }
            return Identity(account: account, arn: try xml.required("Arn"))
        }
    }

    /// Gets temporary credentials of a role; changes nothing.
    ///
    /// Errors that matter: `AccessDenied`, also for a wrong external id and a role that does not exist.
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
    package static func assumeRole(_ session: RoleSession) -> Call<Credentials> {
        var input = [FormField("RoleArn", session.role), FormField("RoleSessionName", session.name)]
        input += .optional("DurationSeconds", session.duration.map { String($0.seconds) })
        input += .optional("ExternalId", session.externalID)
        return Call(service, "AssumeRole", .form(input), isMutating: false, subject: session.role) {
            reply throws(ReplyError) in
            try credentials(of: session.role, in: try reply.xml())
        }
    }

    /// Gets temporary credentials of a role for a token of an identity provider; changes nothing and is not signed.
    ///
    /// Errors that matter: `ExpiredTokenException`, `InvalidIdentityToken`, `AccessDenied`.
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>
    package static func assumeRoleWithWebIdentity(_ session: RoleSession, token: Secret) -> Call<Credentials> {
        var input = [FormField("RoleArn", session.role), FormField("RoleSessionName", session.name)]
        input += .optional("DurationSeconds", session.duration.map { String($0.seconds) })
        input.append(FormField("WebIdentityToken", token.value))
        return Call(service, "AssumeRoleWithWebIdentity", .form(input), isMutating: false, subject: session.role) {
            reply throws(ReplyError) in
            try credentials(of: session.role, in: try reply.xml())
        }
    }

    private static func credentials(of role: String, in reply: XML) throws(ReplyError) -> Credentials {
        guard let xml = reply.child("Credentials") else { throw ReplyError("no <Credentials>") }
        return Credentials(
            accessKeyID: try xml.required("AccessKeyId"),
            secretAccessKey: Secret(try xml.required("SecretAccessKey")),
            sessionToken: Secret(try xml.required("SessionToken")),
            expiration: Timestamp(try xml.required("Expiration")),
            source: "role \(role)"
        )
    }

    /// Whose credentials they are.
    package struct Identity: Hashable, Sendable {
        /// The account.
        package let account: AccountID
        /// The user's, role session's or root's ARN.
        package let arn: String

        /// The partition that the credentials are good for; nil for one that this program does not know.
        package var partition: Partition? { ARN(arn)?.partition }
    }

    /// What a role is assumed with.
    package struct RoleSession: Hashable, Sendable {
        /// The role's ARN.
        package var role: String
        /// What stands in the ARN of the session and in CloudTrail: 2 to 64 of `[A-Za-z0-9_+=,.@-]`.
        package var name: String
        /// The shared word that a role of another organisation asks for.
        package var externalID: String?
        /// How long the credentials live; 15 minutes to 12 hours, nil for an hour.
        package var duration: Duration?

        /// A session to ask for.
        package init(role: String, name: String, externalID: String? = nil, duration: Duration? = nil) {
            (self.role, self.name, self.externalID, self.duration) = (role, name, externalID, duration)
        }
    }
}
