import AWS
import Codecs
import Values

/// The access token of a sign-in, as `aws sso login` leaves it in a file that all AWS tools share.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/understanding-sso.html>
struct SSOToken: Hashable, Sendable {
    /// The token.
    var access: Secret
    /// When it ends.
    var end: Timestamp
    /// The tool that signed in; nil for a sign-in of the old kind.
    var registration: Registration?
    /// What a new access token is got with; nil for a sign-in that cannot be prolonged.
    var refresh: Secret?

    /// A tool that has registered with the token service.
    struct Registration: Hashable, Sendable {
        /// The tool's id.
        var id: String
        /// The tool's secret.
        var secret: Secret
        /// When it must register anew, as it is written.
        var end: String
    }

    /// A token.
    init(access: Secret, end: Timestamp, registration: Registration?, refresh: Secret?) {
        (self.access, self.end, self.registration, self.refresh) = (access, end, registration, refresh)
    }

    /// The file of a sign-in: of a session by its name, without one by the address of the portal.
    static func path(of name: String, home: String) -> String {
        "\(home)/.aws/sso/cache/\(Digest.hexadecimal(Digest.sha1(Array(name.utf8)))).json"
    }

    /// Reads a token; nil for text that holds none.
    init?(_ text: String) {
        guard let json = try? JSON.parse(text), let access = json["accessToken"]?.string,
            let end = Timestamp(credentialText: json["expiresAt"]?.string ?? "")
        else { return nil }
        (self.access, self.end) = (Secret(access), end)
        refresh = json["refreshToken"]?.string.map(Secret.init)
        guard let id = json["clientId"]?.string, let secret = json["clientSecret"]?.string,
            let end = json["registrationExpiresAt"]?.string
        else { return }
        registration = Registration(id: id, secret: Secret(secret), end: end)
    }

    /// The text of the file.
    func text(startURL: String, region: Region) -> String {
        JSON.fields([
            "startUrl": .string(startURL),
            "region": .string(region.name),
            "accessToken": .string(access.value),
            "expiresAt": .string(end.textToTheSecond),
            "clientId": registration.map { .string($0.id) },
            "clientSecret": registration.map { .string($0.secret.value) },
            "registrationExpiresAt": registration.map { .string($0.end) },
            "refreshToken": refresh.map { .string($0.value) },
        ]).text
    }
}
