package import AWS
import Codecs
import HTTP
package import Values

/// The credentials that EC2 gives to an instance by its role.
///
/// Holds nothing: put a ``CredentialCache`` in front.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html>
package struct InstanceCredentials: CredentialSource {
    private let settings: InstanceMetadata.Settings
    private let surroundings: CredentialSurroundings

    /// A service that answers is asked so often, unless somebody has said another number; one that is silent, once.
    private static let attemptLimit = 3
    private static let pause: Duration = .milliseconds(200)
    private static let bodyLimitBytes = 64 << 10

    /// The credentials of the instance on which this runs.
    package init(_ settings: InstanceMetadata.Settings, _ surroundings: CredentialSurroundings) {
        (self.settings, self.surroundings) = (settings, surroundings)
    }

    /// The credentials; takes a session token first, and does without where the service has none and that is allowed.
    ///
    /// Throws ``AWSError/credentials(detail:)`` when this is no instance, or one without a role.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        guard !settings.isDisabled else { throw complaint("is switched off by AWS_EC2_METADATA_DISABLED") }
        let transport = surroundings.makeTransport([settings.host])
        let token = try await sessionToken(transport)
        if token == nil, settings.isV1Disabled {
            throw complaint("gives no session token, and asking without one is switched off")
        }
        let headers = token.map { [HTTPHeader("X-aws-ec2-metadata-token", $0)] } ?? []
        let names = try await get(settings.rolesURL, headers, transport) { String(decoding: $0, as: UTF8.self) }
        let role = names.split(whereSeparator: \.isNewline).first ?? ""
        // The name becomes a part of the next URL; IAM allows no other characters in it.
        guard !role.isEmpty, role.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_+=,.@-".contains($0)) })
        else { throw complaint("answers something that is no role's name") }
        let json = try await get(settings.rolesURL + role, headers, transport) { try? JSON.parse($0) }
        if let code = json["Code"]?.string, code != "Success" {
            throw complaint("gives no credentials of role '\(role)': \(code): \(json["Message"]?.string ?? "")")
        }
        var found = try CredentialDocument.read(json, token: "Token", source: "the instance's role '\(role)'")
        found.expiration = found.expiration.map { Self.extended($0, at: now) }
        return found
    }

    private func complaint(_ text: String) -> AWSError {
        .credentials(detail: "the instance metadata service at '\(settings.host)' \(text)")
    }

    /// A session token; nil when the service has none, or does not answer what it is asked that way.
    ///
    /// A container behind one hop too many gets no answer to this question, but to the ones without a token.
    private func sessionToken(_ transport: any Transport) async throws(AWSError) -> String? {
        let lifetime = HTTPHeader("X-aws-ec2-metadata-token-ttl-seconds", "21600")
        switch try await ask(
            "PUT",
            settings.tokenURL,
            [lifetime],
            transport,
            read: { String(decoding: $0, as: UTF8.self) }
        ) {
        case .success(let token): return token
        case .failure(.status(400)): throw complaint("refuses to give a session token (status 400)")
        case .failure: return nil
        }
    }

    private func get<Value>(
        _ url: String,
        _ headers: [HTTPHeader],
        _ transport: any Transport,
        read: ([UInt8]) -> Value?
    ) async throws(AWSError) -> Value {
        switch try await ask("GET", url, headers, transport, read: read) {
        case .success(let value): return value
        case .failure(.status(404)): throw complaint("knows no role of this instance: give it an instance profile")
        case .failure(.status(let status)): throw complaint("answers with status \(status)")
        case .failure(.unreadable): throw complaint("answers something that makes no sense")
        case .failure(.transport(let error)): throw complaint("cannot be asked: \(error.text)")
        }
    }

    /// Why a question was not answered.
    private enum Failure: Error {
        /// A status that is no success.
        case status(Int)
        /// A body that is empty or not what it should be.
        case unreadable
        /// No answer.
        case transport(TransportError)
    }

    private func ask<Value>(
        _ method: String,
        _ url: String,
        _ headers: [HTTPHeader],
        _ transport: any Transport,
        read: ([UInt8]) -> Value?
    ) async throws(AWSError) -> Result<Value, Failure> {
        let request = HTTPRequest(
            method: method,
            url: url,
            headers: headers,
            timeout: settings.timeout,
            bodyLimitBytes: Self.bodyLimitBytes
        )
        var attempt = 1
        while true {
            let failure: Failure
            var limit = settings.attempts ?? Self.attemptLimit
            do throws(TransportError) {
                let response = try await transport.send(request)
                if response.status == 200, !response.body.isEmpty, let value = read(response.body) {
                    return .success(value)
                }
                failure = response.status == 200 ? .unreadable : .status(response.status)
                if (300..<500).contains(response.status), response.status != 429 { limit = 1 }
            } catch {
                if error == .cancelled { throw .cancelled }
                failure = .transport(error)
                limit = error.isTransient ? settings.attempts ?? 1 : 1
            }
            guard attempt < limit else { return .failure(failure) }
            attempt += 1
            do { try await surroundings.time.sleep(for: Self.pause) } catch { throw .cancelled }
        }
    }

    /// When credentials are taken to end that the service has not renewed in time.
    ///
    /// EC2 accepts them for longer than they say while the service has an outage, so they are used for 17 to 25 minutes
    /// more, as botocore does, and then the service is asked again.
    static func extended(_ expiration: Timestamp, at now: Timestamp) -> Timestamp {
        let window = Duration.seconds(15 * 60 + Int.random(in: 120...600))
        return expiration - now > window ? expiration : now + window
    }
}
