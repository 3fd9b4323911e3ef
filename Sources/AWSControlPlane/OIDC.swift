package import AWS
import Codecs
import Values

/// The token service of IAM Identity Center.
///
/// <https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_Operations.html>
package enum OIDC {
    /// How the token service is reached.
    package static let service = Service(
        name: "SSO OIDC",
        endpointPrefix: "oidc",
        environmentName: "SSO_OIDC",
        wire: .restJSON
    )

    /// Gets a new access token for a refresh token, which may be good only once.
    ///
    /// Errors that matter: `InvalidGrantException`, `ExpiredTokenException`: somebody must sign in again.
    /// <https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html>
    package static func createToken(
        clientID: String,
        clientSecret: Secret,
        refreshToken: Secret
    ) -> Call<(access: Secret, lifetime: Duration, refresh: Secret?)> {
        let body: JSON = [
            "clientId": .string(clientID), "clientSecret": .string(clientSecret.value), "grantType": "refresh_token",
            "refreshToken": .string(refreshToken.value),
        ]
        return Call(service, "CreateToken", .rest(RESTInput("POST", ["token"], body: body)), isMutating: false) {
            reply throws(ReplyError) in
            let json = try reply.json()
            guard let seconds = json["expiresIn"]?.integer else { throw ReplyError("no number 'expiresIn'") }
            let access = Secret(try json.required("accessToken"))
            return (access, .seconds(seconds), json["refreshToken"]?.string.map(Secret.init))
        }
    }
}
