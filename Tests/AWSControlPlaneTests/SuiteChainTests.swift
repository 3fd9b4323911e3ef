import AWS
import AWSControlPlane
import Codecs
import Foundation
import HTTP
import Synchronization
import Testing
import Values

/// Whole folders that the AWS SDKs share: an environment, files, recorded traffic, and the credentials that come out.
@Suite struct SuiteChainTests {
    /// A folder that is for us.
    struct Case: CustomTestStringConvertible, Sendable {
        let path: String

        var testDescription: String { path }
    }

    static let root = Suite.folder.appending(path: "config/smithy-rs-aws-config")
    static let cases = [
        "default-credential-provider-chain/environment_variables",
        "default-credential-provider-chain/environment_variables_blank",
        "default-credential-provider-chain/prefer_environment", "default-credential-provider-chain/profile_name",
        "default-credential-provider-chain/profile_static_keys",
        "default-credential-provider-chain/profile_static_keys_case_insensitive", "profile-provider/e2e_assume_role",
        "profile-provider/empty_config", "profile-provider/invalid_config", "profile-provider/region_override",
        "profile-provider/retry_on_error",
    ].map(Case.init)

    /// What the others are about, by a part of their names, and why they are not for us.
    static let notForUs = [
        ("imds", "no instance metadata: vaer runs where a person or a scheduler gives it credentials"),
        ("ecs", "no container credentials"), ("eks", "no container credentials"),
        ("sso", "single sign-on is left to the AWS CLI"), ("web_identity", "web identity is left to the AWS CLI"),
        ("credential_process", "no programs are run for credentials"),
        ("dual_stack", "no FIPS or dual-stack endpoints"),
        ("assume_role_override", "an unencrypted endpoint that is not this machine's is refused"),
    ]

    static let isThere = FileManager.default.fileExists(atPath: root.path)

    @Test(.enabled(if: isThere, "the shared suites are not there"))
    func `every folder is either run or named as not for us`() throws {
        for part in ["default-credential-provider-chain", "profile-provider"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: part).path) {
                let isRun = Self.cases.contains { $0.path == "\(part)/\(name)" }
                let isNamed = Self.notForUs.contains { name.contains($0.0) }
                #expect(isRun != isNamed, "\(part)/\(name)")
            }
        }
    }

    @Test(.enabled(if: isThere, "the shared suites are not there"), arguments: cases)
    func `a folder gives the credentials that it says`(row: Case) async throws {
        let folder = Self.root.appending(path: row.path)
        var environment = try json(folder, "env.json").strings
        // The files think that they lie at the root.
        environment["HOME"] = folder.appending(path: "fs/home").path
        let transport = ReplayTransport(try json(folder, "http-traffic.json"))
        let makeCaller: CallerMaker = { credentials, region in
            let retry = RetryPolicy(random: { 0 })
            return AWSClient(
                region: region,
                credentials: credentials,
                transport: transport,
                time: FixedTime(),
                retry: retry
            )
        }
        let files = SharedFiles(environment: environment)
        let source: any CredentialSource =
            row.path.hasPrefix("profile-provider")
            ? ProfileCredentials(files: files, environment: environment, makeCaller: makeCaller)
            : CredentialChain(environment: environment, makeCaller: makeCaller)
        guard let expected = try json(folder, "test-case.json")["result"]?["Ok"] else {
            await #expect(throws: AWSError.self) { try await source.credentials(at: FixedTime().now()) }
            return
        }
        let found = try await source.credentials(at: FixedTime().now())
        #expect(found.accessKeyID == expected["access_key_id"]?.string)
        #expect(found.secretAccessKey.value == expected["secret_access_key"]?.string)
        #expect(found.sessionToken?.value == expected["session_token"]?.string)
        #expect((found.expiration?.milliseconds).map { Int($0 / 1000) } == expected["expiry"]?.integer)
        #expect(transport.isOver)
    }

    private func json(_ folder: URL, _ name: String) throws -> JSON {
        let file = folder.appending(path: name)
        guard FileManager.default.fileExists(atPath: file.path) else { return .null }
        return try JSON.parse([UInt8](Data(contentsOf: file)))
    }
}

/// A clock that stands still and does not wait.
struct FixedTime: TimeSource {
    func now() -> Timestamp { Timestamp(milliseconds: 1_628_189_882_000) }

    func sleep(for duration: Duration) async throws {}
}

/// Answers as recorded, in order; a request to another URL than the recorded one is not answered.
final class ReplayTransport: Transport {
    private let exchanges: Mutex<[(url: String, reply: HTTPResponse)]>

    /// A transport that replays a recording.
    init(_ recording: JSON) {
        var exchanges: [(url: String, reply: HTTPResponse)] = []
        for event in recording["events"]?.elements ?? [] {
            let action = event["action"] ?? .null
            if let url = action["Request"]?["request"]?["uri"]?.string {
                exchanges.append((url, HTTPResponse(status: 0)))
            } else if let status = action["Response"]?["response"]?["Ok"]?["status"]?.integer, !exchanges.isEmpty {
                exchanges[exchanges.count - 1].reply.status = status
            } else if action["Data"]?["direction"]?.string == "Response", !exchanges.isEmpty {
                exchanges[exchanges.count - 1].reply.body += Array(
                    (action["Data"]?["data"]?["Utf8"]?.string ?? "").utf8
                )
            }
        }
        self.exchanges = Mutex(exchanges)
    }

    /// Whether every recorded request came.
    var isOver: Bool { exchanges.withLock(\.isEmpty) }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let next = exchanges.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let next, next.url == request.url else { throw .invalidRequest(detail: "unexpected \(request.url)") }
        return next.reply
    }
}
