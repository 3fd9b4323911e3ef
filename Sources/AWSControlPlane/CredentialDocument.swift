import AWS
import Codecs
import Values

/// The JSON in which programs, containers and instances hand out credentials.
enum CredentialDocument {
    /// Reads credentials; `token` is what the session token is called there.
    ///
    /// Throws ``AWSError/credentials(detail:)``, in which nothing of the document is quoted.
    static func read(_ json: JSON, token: String, source: String) throws(AWSError) -> Credentials {
        guard let key = json["AccessKeyId"]?.string, let secret = json["SecretAccessKey"]?.string, !key.isEmpty,
            !secret.isEmpty
        else { throw .credentials(detail: "\(source) gives no AccessKeyId and SecretAccessKey") }
        var expiration: Timestamp?
        if let text = json["Expiration"]?.string {
            guard let moment = Timestamp(credentialText: text) else {
                throw .credentials(detail: "\(source) gives an Expiration that is no time: write 2026-03-01T09:30:00Z")
            }
            expiration = moment
        }
        return Credentials(
            accessKeyID: key,
            secretAccessKey: Secret(secret),
            sessionToken: json[token]?.string.map(Secret.init),
            expiration: expiration,
            source: source
        )
    }
}

extension Timestamp {
    /// Reads ISO 8601 as AWS's tools write it: in UTC, with `UTC` at the end, or with an offset such as `+02:00`.
    init?(credentialText text: String) {
        if text.hasSuffix("UTC") {
            self.init(text.dropLast(3) + "Z")
            return
        }
        let offset = text.suffix(6)
        let parts = offset.dropFirst().split(separator: ":").compactMap { Int($0) }
        guard let sign = offset.first, sign == "+" || sign == "-", parts.count == 2, parts[0] < 24, parts[1] < 60 else {
            self.init(text)
            return
        }
        guard let moment = Timestamp(text.dropLast(6) + "Z") else { return nil }
        let ahead = Duration.seconds((parts[0] * 60 + parts[1]) * 60)
        self = moment + (sign == "+" ? .zero - ahead : ahead)
    }
}
