import AWS
import AWSControlPlane
import Codecs
import HTTP
import SuiteSupport
import Testing
import Values

/// The credentials of EC2 instances.
@Suite struct InstanceCredentialsTests {
    static let cases = Suite.cases("config/smithy-rs-aws-config/imds-config/imds-endpoint-tests.json", under: "tests")

    @Test(.enabled(if: !cases.isEmpty, "the shared suites are not there"))
    func `the service is where the SDKs look for it`() async {
        var report = SuiteReport("IMDS")
        for row in Self.cases {
            await report.run(row["docs"]?.string ?? "") {
                var environment = row["env"]?.strings ?? [:]
                // What code may say to another client, only the environment says to this one.
                for (key, name) in [("endpoint_override", "ENDPOINT"), ("mode_override", "ENDPOINT_MODE")] {
                    guard let value = row[key]?.string else { continue }
                    environment["AWS_EC2_METADATA_SERVICE_\(name)"] = value
                }
                let text = row["fs"]?["config"]?.string ?? ""
                let file = SharedConfig.File(path: "config", text: text)
                let config = try SharedConfig(config: file, credentials: .init(path: "", text: ""))
                let profile = config.profiles["default"] ?? SharedConfig.Profile()
                let settings = { () throws(AWSError) in
                    try InstanceMetadata.Settings(environment: environment, profile: profile)
                }
                guard let url = row["result"]?["Ok"]?.string else {
                    return (try? settings()).map { "\($0.tokenURL) instead of an error" }
                }
                return difference(try settings().tokenURL, url)
            }
        }
        report.finish(cases: 14)
    }

    /// The answers of a service that has a role, by the last part of the path; what is missing is not found.
    static let service = [
        "token": HTTPResponse(200, "the token"), "": HTTPResponse(200, "ops\n"),
        "ops": HTTPResponse(
            200,
            #"{"Code":"Success","AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2021-08-06T00:00:00Z"}"#
        ),
    ]

    /// The credentials from such a service.
    private func credentials(
        _ changes: [String: HTTPResponse?] = [:],
        environment: [String: String] = [:]
    ) async throws -> (Credentials, [HTTPRequest]) {
        let answers = Self.service.merging(changes.compactMapValues(\.self)) { $1 }
            .filter { changes[$0.key] != .some(nil) }
        let transport = AnsweringTransport { request throws(TransportError) in
            let name = request.url.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
            guard let answer = answers[String(name)] else { throw .timedOut(host: "imds", after: .seconds(1)) }
            return answer
        }
        let settings = try InstanceMetadata.Settings(environment: environment, profile: SharedConfig.Profile())
        let source = InstanceCredentials(settings, .test(environment, transport: transport))
        return (try await source.credentials(at: FixedTime().now()), transport.requests)
    }

    @Test func `the token is asked for first and sent with every question`() async throws {
        let (found, requests) = try await credentials()
        #expect(found.accessKeyID == "A" && found.source == "the instance's role 'ops'")
        #expect(found.expiration == Timestamp("2021-08-06T00:00:00Z"))
        #expect(requests.map(\.method) == ["PUT", "GET", "GET"])
        #expect(requests[0].header("X-aws-ec2-metadata-token-ttl-seconds") == "21600")
        #expect(requests.dropFirst().allSatisfy { $0.header("X-aws-ec2-metadata-token") == "the token" })
        #expect(requests.allSatisfy { $0.timeout == .seconds(1) })
    }

    @Test(arguments: [HTTPResponse(403), HTTPResponse(404), HTTPResponse(405), nil])
    func `a service without tokens is asked without one, unless that is switched off`(
        answer: HTTPResponse?
    ) async throws {
        let (found, requests) = try await credentials(["token": answer])
        #expect(found.accessKeyID == "A")
        #expect(requests.allSatisfy { $0.header("X-aws-ec2-metadata-token") == nil })
        let detail =
            "the instance metadata service at '169.254.169.254' gives no session token, and asking without one is "
            + "switched off"
        await #expect(throws: AWSError.credentials(detail: detail)) {
            try await credentials(["token": answer], environment: ["AWS_EC2_METADATA_V1_DISABLED": "true"])
        }
    }

    @Test(arguments: [
        (["token": HTTPResponse(400)], "refuses to give a session token (status 400)"),
        (["": HTTPResponse(404)], "knows no role of this instance: give it an instance profile"),
        (["": HTTPResponse(200, "../../user-data")], "answers something that is no role's name"),
        (["ops": HTTPResponse(500)], "answers with status 500"),
        (["ops": HTTPResponse(200, "<html>")], "answers something that makes no sense"),
        (
            ["ops": HTTPResponse(200, #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume it"}"#)],
            "gives no credentials of role 'ops': AssumeRoleUnauthorizedAccess: EC2 cannot assume it"
        ),
    ])
    func `what the service does not give is told`(changes: [String: HTTPResponse], message: String) async throws {
        let detail = "the instance metadata service at '169.254.169.254' \(message)"
        await #expect(throws: AWSError.credentials(detail: detail)) { try await credentials(changes) }
    }

    @Test func `attempts and time are what was asked for`() async throws {
        let environment = ["AWS_METADATA_SERVICE_TIMEOUT": "5", "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "4"]
        let (_, requests) = try await credentials(["token": nil], environment: environment)
        #expect(requests.map(\.method) == ["PUT", "PUT", "PUT", "PUT", "GET", "GET"])
        #expect(requests.allSatisfy { $0.timeout == .seconds(5) })
        let (name, value) = ("AWS_METADATA_SERVICE_TIMEOUT", "soon")
        #expect(throws: AWSError.configuration(detail: "\(name) '\(value)' is no number from 1 to 100")) {
            try InstanceMetadata.Settings(environment: [name: value], profile: SharedConfig.Profile())
        }
    }

    @Test func `credentials that the service did not renew in time are used on for a while`() async throws {
        let ended = HTTPResponse(
            200,
            #"{"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2021-08-05T18:00:00Z"}"#
        )
        let (found, _) = try await credentials(["ops": ended])
        let rest = try #require(found.expiration) - FixedTime().now()
        #expect((Duration.seconds(17 * 60)...Duration.seconds(25 * 60)).contains(rest))
    }
}
