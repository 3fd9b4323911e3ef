import AWS
import AWSControlPlane
import Codecs
import Foundation
import HTTP
import Testing
import Values

/// The credentials that a sign-in to IAM Identity Center opens.
@Suite struct SSOCredentialsTests {
    private let now = FixedTime().now()

    /// The token of `sso_session = dev`, as `aws sso login` leaves it; it ends after so many minutes.
    private static func token(minutes: Int, registration: String = "2199-03-06T19:53:17Z") -> String {
        let end = FixedTime().now() + .seconds(minutes * 60)
        return #"{"accessToken":"old canary","expiresAt":"\#(end.textToTheSecond)","refreshToken":"refresh canary","#
            + #""clientId":"id","clientSecret":"client canary","registrationExpiresAt":"\#(registration)","#
            + #""region":"us-east-1","startUrl":"https://d-abc123.awsapps.com/start"}"#
    }

    /// Where that token is.
    private static let path = ".aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json"
    private static let keys =
        #"{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"s","sessionToken":"t","expiration":1628193482000}}"#
    private static let renewed =
        #"{"accessToken":"new canary","tokenType":"Bearer","expiresIn":28800,"refreshToken":"next canary"}"#

    /// The credentials by that token, and what was asked for them.
    private func credentials(
        _ folder: TemporaryFolder,
        session: String? = "dev",
        _ answers: [HTTPResponse]
    ) async throws -> (Credentials, [HTTPRequest]) {
        let transport = AnsweringTransport.inTurn(answers)
        let surroundings = CredentialSurroundings.test(transport: transport)
        let region = try #require(Region("us-east-1"))
        let login = SSOCredentials.Login(
            profile: "p",
            session: session,
            portal: ("https://d-abc123.awsapps.com/start", region),
            account: "012345678901",
            role: "Ops"
        )
        let caller = surroundings.makeCaller(Credentials.anonymous, region, EndpointResolver())
        let source = SSOCredentials(login, home: folder.url.path, caller: caller)
        return (try await source.credentials(at: now), transport.requests)
    }

    @Test func `the token opens the role's credentials, and nothing is signed`() async throws {
        let folder = try TemporaryFolder([Self.path: Self.token(minutes: 60)])
        let (found, requests) = try await credentials(folder, [HTTPResponse(200, Self.keys)])
        #expect(found.accessKeyID == "A" && found.secretAccessKey.value == "s" && found.sessionToken?.value == "t")
        #expect(found.expiration == Timestamp("2021-08-05T19:58:02Z"))
        #expect(requests.count == 1)
        #expect(requests[0].header("x-amz-sso_bearer_token") == "old canary")
        #expect(requests[0].header("Authorization") == nil)
        #expect("\(requests[0].headers)".contains("canary") == false)
    }

    @Test func `a token that ends soon is exchanged, and the new one is left for the other tools`() async throws {
        let folder = try TemporaryFolder([Self.path: Self.token(minutes: 14)])
        let answers = [HTTPResponse(200, Self.renewed), HTTPResponse(200, Self.keys)]
        let (_, requests) = try await credentials(folder, answers)
        #expect(
            requests.map(\.url) == [
                "https://oidc.us-east-1.amazonaws.com/token",
                "https://portal.sso.us-east-1.amazonaws.com/federation/credentials?role_name=Ops&account_id=012345678901",
            ]
        )
        #expect(requests[1].header("x-amz-sso_bearer_token") == "new canary")
        let file = folder.path(Self.path)
        let left = try JSON.parse(String(contentsOfFile: file, encoding: .utf8)).strings
        #expect(left["accessToken"] == "new canary" && left["refreshToken"] == "next canary")
        #expect(left["expiresAt"] == "2021-08-06T02:58:02Z" && left["clientSecret"] == "client canary")
        #expect(left["startUrl"] == "https://d-abc123.awsapps.com/start" && left["region"] == "us-east-1")
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `a token that cannot be exchanged serves to its end`() async throws {
        let folder = try TemporaryFolder([Self.path: Self.token(minutes: 5)])
        let answers = [HTTPResponse(400, #"{"error":"invalid_grant"}"#), HTTPResponse(200, Self.keys)]
        let (_, requests) = try await credentials(folder, answers)
        #expect(requests.last?.header("x-amz-sso_bearer_token") == "old canary")
        let stale = try TemporaryFolder([Self.path: Self.token(minutes: 5, registration: "2020-01-01T00:00:00Z")])
        #expect(try await credentials(stale, [HTTPResponse(200, Self.keys)]).1.count == 1)
    }

    /// A sign-in that is no good, and what is said about it.
    struct Stale: CustomTestStringConvertible, Sendable {
        var file: String?
        var session: String? = "dev"
        var answer = HTTPResponse(400, #"{"error":"invalid_grant","message":"canary"}"#)
        let message: String

        var testDescription: String { message }
    }

    static let stale = [
        Stale(message: "has not begun: there is no file {path}: run: aws sso login --sso-session dev"),
        Stale(file: "{}", message: "is damaged: {path} holds no token: run: aws sso login --sso-session dev"),
        Stale(
            file: token(minutes: -1),
            message: "ended at 2021-08-05T18:57:02Z: run: aws sso login --sso-session dev"
        ),
        Stale(
            file: token(minutes: 60),
            answer: HTTPResponse(401, #"{"__type":"UnauthorizedException","message":"canary"}"#),
            message: "has ended: run: aws sso login --sso-session dev"
        ),
        Stale(session: nil, message: "has not begun: there is no file {legacy}: run: aws sso login --profile p"),
    ]

    @Test(arguments: stale)
    func `a sign-in that is over is told with the command that begins a new one`(row: Stale) async throws {
        let folder = try TemporaryFolder(row.file.map { [Self.path: $0] } ?? [:])
        let legacy =
            ".aws/sso/cache/" + Digest.hexadecimal(Digest.sha1(Array("https://d-abc123.awsapps.com/start".utf8)))
        let message = row.message.replacing("{path}", with: folder.path(Self.path))
            .replacing("{legacy}", with: folder.path(legacy + ".json"))
        let detail = "the single sign-on of profile 'p' \(message)"
        await #expect(throws: AWSError.credentials(detail: detail)) {
            try await credentials(folder, session: row.session, [row.answer])
        }
    }

    @Test func `what the portal refuses otherwise keeps its reason`() async throws {
        let folder = try TemporaryFolder([Self.path: Self.token(minutes: 60)])
        let answer = HTTPResponse(403, #"{"__type":"ForbiddenException","message":"No access"}"#)
        let error = await #expect(throws: AWSError.self) { try await credentials(folder, [answer]) }
        #expect(
            error?.message == "SSO GetRoleCredentials in us-east-1 on 012345678901/Ops: ForbiddenException: No access"
        )
    }
}
