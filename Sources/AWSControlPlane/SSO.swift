package import AWS
import Codecs
import Values

/// The portal of IAM Identity Center, which gives credentials to people who have signed in.
///
/// Its calls are not signed: the access token of the sign-in opens them.
/// <https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_Operations.html>
package enum SSO {
    /// How the portal is reached.
    package static let service = Service(
        name: "SSO",
        endpointPrefix: "portal.sso",
        environmentName: "SSO",
        wire: .restJSON
    )

    /// Gets the credentials of a role in an account; changes nothing.
    ///
    /// Errors that matter: `UnauthorizedException` when the sign-in has ended, `ForbiddenException` without the role.
    /// <https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html>
    package static func getRoleCredentials(account: String, role: String, token: Secret) -> Call<Credentials> {
        let input = RESTInput(
            "GET",
            ["federation", "credentials"],
            query: [FormField("role_name", role), FormField("account_id", account)],
            headers: [FormField("x-amz-sso_bearer_token", token.value)]
        )
        let subject = "\(account)/\(role)"
        return Call(service, "GetRoleCredentials", .rest(input), isMutating: false, subject: subject) {
            reply throws(ReplyError) in
            guard let json = try reply.json()["roleCredentials"] else { throw ReplyError("no roleCredentials") }
            let end = json["expiration"]?.integer ?? 0
            return Credentials(
                accessKeyID: try json.required("accessKeyId"),
                secretAccessKey: Secret(try json.required("secretAccessKey")),
                sessionToken: Secret(try json.required("sessionToken")),
                expiration: end == 0 ? nil : Timestamp(milliseconds: Int64(end)),
                source: "single sign-on role '\(role)' of account \(account)"
            )
        }
    }
}
