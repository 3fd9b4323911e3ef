package import AWS
import Codecs
import HTTP
package import Values

/// The credentials that ECS, EKS and AWS's device tools give to a container by HTTP.
///
/// Holds nothing: put a ``CredentialCache`` in front.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>
package struct ContainerCredentials: CredentialSource {
    /// Where the credentials are.
    package let url: String
    private let environment: [String: String]
    private let host: String
    private let surroundings: CredentialSurroundings

    private static let ecsHost = "169.254.170.2"
    private static let hosts: Set = [ecsHost, "169.254.170.23", "fd00:ec2::23"]
    private static let attemptLimit = 3
    private static let pause: Duration = .seconds(1)
    private static let timeout: Duration = .seconds(2)
    private static let bodyLimitBytes = 64 << 10

    /// What the environment names; nil when it names no container.
    ///
    /// Throws ``AWSError/configuration(detail:)`` for a URL that is neither encrypted nor on this machine or one of the
    /// hosts that ECS and EKS have for this.
    package init?(_ surroundings: CredentialSurroundings) throws(AWSError) {
        (environment, self.surroundings) = (surroundings.environment, surroundings)
        let name: String
        if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            (url, name) = ("http://\(Self.ecsHost)\(path)", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
        } else if let whole = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
            (url, name) = (whole, "AWS_CONTAINER_CREDENTIALS_FULL_URI")
        } else {
            return nil
        }
        guard let parsed = HTTPURL(url) else {
            throw .configuration(detail: "\(name) is no plain http or https URL: write it as http://host/path")
        }
        guard parsed.isSecure || parsed.isLoopback || Self.hosts.contains(parsed.host) else {
            throw .configuration(
                detail: "\(name) names '\(parsed.host)' without encryption: use https, this machine, or one of "
                    + Self.hosts.sorted().joined(separator: ", ")
            )
        }
        host = parsed.host
    }

    /// The credentials; tried again, up to three times, when nobody answers or the answer is a passing failure.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        var headers = [HTTPHeader("Accept", "application/json")]
        if let token = try authorization() { headers.append(HTTPHeader("Authorization", token.value)) }
        let request = HTTPRequest(
            method: "GET",
            url: url,
            headers: headers,
            timeout: Self.timeout,
            bodyLimitBytes: Self.bodyLimitBytes
        )
        let transport = surroundings.makeTransport([])
        var attempt = 1
        while true {
            let failure: String
            switch await send(request, over: transport) {
            case .success(let response):
                if response.status == 200, let json = try? JSON.parse(response.body) { return try read(json) }
                failure = response.status == 200 ? "it answered something else than JSON" : "status \(response.status)"
                if (400..<500).contains(response.status), response.status != 429 { attempt = Self.attemptLimit }
            case .failure(.cancelled): throw .cancelled
            case .failure(let error):
                failure = error.text
                if !error.isTransient { attempt = Self.attemptLimit }
            }
            guard attempt < Self.attemptLimit else {
                throw .credentials(detail: "the container's credentials cannot be had from '\(host)': \(failure)")
            }
            attempt += 1
            do { try await surroundings.time.sleep(for: Self.pause) } catch { throw .cancelled }
        }
    }

    private func send(
        _ request: HTTPRequest,
        over transport: any Transport
    ) async -> Result<HTTPResponse, TransportError> {
        do { return .success(try await transport.send(request)) } catch { return .failure(error) }
    }

    private func read(_ json: JSON) throws(AWSError) -> Credentials {
        try CredentialDocument.read(json, token: "Token", source: "the container's host '\(host)'")
    }

    /// What is sent as `Authorization`: the file's text, read anew each time because it is replaced, else the variable's.
    private func authorization() throws(AWSError) -> Secret? {
        var (token, name) = (environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"], "AWS_CONTAINER_AUTHORIZATION_TOKEN")
        if let path = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            name = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
            token = try TokenFile.text(path, named: name)
        }
        guard let token else { return nil }
        guard token.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .credentials(detail: "the token that \(name) gives has characters that no header field may have")
        }
        return Secret(token)
    }
}

/// A file with one token in it.
enum TokenFile {
    /// The token, without a line break at its end.
    ///
    /// Throws ``AWSError/credentials(detail:)`` for a file that is missing, empty or cannot be read.
    static func text(_ path: String, named name: String) throws(AWSError) -> String {
        let found: String?
        do { found = try SmallFile.text(path) } catch { throw .credentials(detail: "\(name): \(error.detail)") }
        guard var text = found else { throw .credentials(detail: "\(name): there is no file \(path)") }
        while text.last?.isNewline == true { text.removeLast() }
        guard !text.isEmpty else { throw .credentials(detail: "\(name): \(path) is empty") }
        return text
    }
}
