import AWS
import AWSControlPlane
import Codecs
import HTTP
import SuiteSupport
import Testing
import Values

/// The credentials of containers.
@Suite struct ContainerCredentialsTests {
    static let cases = Suite.cases("config/smithy-rs-aws-config/ecs-tests.json", under: "tests")

    @Test(.enabled(if: !cases.isEmpty, "the shared suites are not there"))
    func `the URL is the one that the SDKs make`() async {
        var report = SuiteReport("ECS")
        for row in Self.cases {
            await report.run(row["docs"]?.string ?? "") {
                let surroundings = CredentialSurroundings.test(row["env"]?.strings ?? [:])
                guard let url = row["result"]?["Ok"]?.string else {
                    let found = try? ContainerCredentials(surroundings)?.url
                    return found.map { "\($0) instead of an error" }
                }
                return difference(try ContainerCredentials(surroundings)?.url, url)
            }
        }
        report.finish(cases: 11)
    }

    @Test(arguments: [
        ("http://example.com/c", "'example.com' without encryption: use https, this machine, or one of 169.254.170.2"),
        ("http://169.254.169.254/c", "'169.254.169.254' without encryption"), ("/c", "is no plain http or https URL"),
        ("ftp://localhost/c", "is no plain http or https URL"),
    ])
    func `a URL that could be read on the way is refused`(url: String, message: String) throws {
        let surroundings = CredentialSurroundings.test(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url])
        let error = #expect(throws: AWSError.self) { try ContainerCredentials(surroundings) }
        #expect(error?.message.contains(message) == true)
    }

    static let document = #"{"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2021-08-06T00:00:00Z"}"#

    /// The credentials from answers in turn, and what was asked for them.
    private func credentials(
        _ environment: [String: String],
        _ answers: [HTTPResponse]
    ) async throws -> (Credentials, AnsweringTransport) {
        let transport = AnsweringTransport.inTurn(answers)
        let local = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost:99/c"]
        let surroundings = CredentialSurroundings.test(environment.merging(local) { $1 }, transport: transport)
        let source = try #require(try ContainerCredentials(surroundings))
        do {
            return (try await source.credentials(at: FixedTime().now()), transport)
        } catch {
            throw Asked(error: error, count: transport.requests.count)
        }
    }

    /// An error, and how often was asked before it.
    struct Asked: Error, Equatable {
        let error: AWSError
        let count: Int
    }

    @Test func `a passing failure is no reason to give up`() async throws {
        let answers = [HTTPResponse(503), HTTPResponse(200, "<html>"), HTTPResponse(200, Self.document)]
        let (found, transport) = try await credentials([:], answers)
        #expect(found.accessKeyID == "A" && found.sessionToken?.value == "t")
        #expect(found.expiration == Timestamp("2021-08-06T00:00:00Z"))
        #expect(transport.requests.count == 3)
        #expect(transport.requests[0].header("Authorization") == nil)
    }

    @Test(arguments: [(HTTPResponse(404), 1, "status 404"), (HTTPResponse(500), 3, "status 500")])
    func `a refusal is told at once and a failure after three attempts`(
        answer: HTTPResponse,
        count: Int,
        reason: String
    ) async throws {
        let detail = "the container's credentials cannot be had from 'localhost': \(reason)"
        await #expect(throws: Asked(error: .credentials(detail: detail), count: count)) {
            try await credentials([:], [answer])
        }
    }

    @Test func `the token comes from its file, without the line break at its end, else from the variable`() async throws
    {
        let folder = try TemporaryFolder(["token": "from the file\n", "two": "a\nb"])
        var environment = ["AWS_CONTAINER_AUTHORIZATION_TOKEN": "from the variable"]
        var (_, transport) = try await credentials(environment, [HTTPResponse(200, Self.document)])
        #expect(transport.requests[0].header("Authorization") == "from the variable")
        environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = folder.path("token")
        (_, transport) = try await credentials(environment, [HTTPResponse(200, Self.document)])
        #expect(transport.requests[0].header("Authorization") == "from the file")
        environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = folder.path("two")
        let detail =
            "the token that AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE gives has characters that no header field "
            + "may have"
        await #expect(throws: Asked(error: .credentials(detail: detail), count: 0)) {
            try await credentials(environment, [])
        }
    }
}
