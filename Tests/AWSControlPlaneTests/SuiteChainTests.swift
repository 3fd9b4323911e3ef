import AWS
import AWSControlPlane
import Codecs
import Foundation
import SuiteSupport
import Testing
import Values

/// Whole folders that the AWS SDKs share: an environment, files, recorded traffic, and the credentials that come out.
@Suite struct SuiteChainTests {
    static let root = Suite.folder.appending(path: "config/smithy-rs-aws-config")
    static let isThere = FileManager.default.fileExists(atPath: root.path)

    /// A moment at which all that is recorded is good; some of it ended in 2009.
    static let time = FixedTime(seconds: 1_200_000_000)

    /// What is not for us, and why.
    static let skipped = [
        "credential_process": "a pipeline: like botocore's, our programs run without a shell",
        "credential_process_account_id_fallback": "a pipeline: like botocore's, our programs run without a shell",
    ]

    /// What must be said in a case that gives no credentials.
    static let complaints = [
        "eks_pod_identity_no_token_file": "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: there is no file",
        "imds_default_chain_error": "no credentials found: AWS_ACCESS_KEY_ID is not set, there is no profile",
        "imds_disabled": "is switched off by AWS_EC2_METADATA_DISABLED; set AWS_ACCESS_KEY_ID and",
        "imds_no_iam_role": "knows no role of this instance: give it an instance profile",
        "imds_token_fail": "the instance metadata service at '169.254.169.254'",
        "profile_overrides_web_identity": "no credentials in the environment",
        "sso_no_token_file": "has not begun: there is no file",
        "sso_server_error": "SSO GetRoleCredentials in us-east-2 on 123456789/MySsoRole",
        "web_identity_source_profile_no_env": "profile 'B' has web_identity_token_file but no role_arn",
        "web_identity_token_invalid_jwt": "InvalidIdentityToken: No OpenIDConnect provider found in your account",
        "credential_process_failure": "credential_process of profile 'default' cannot be started: 'exit'",
        "credential_process_invalid": "writes no JSON: run 'echo' by hand",
        "empty_config": "there is no profile 'default' in",
        "invalid_config": "/.aws/config:2: there is no name before '='",
        "invalid_sso_credentials_config": "uses single sign-on but has no sso_account_id: set it in the profile",
        "sso_token": "uses single sign-on but has no sso_account_id: set it in the profile",
    ]

    @Test(
        .enabled(if: isThere, "the shared suites are not there"),
        arguments: [("default-credential-provider-chain", 29, 0), ("profile-provider", 18, 2)]
    )
    func `a folder gives the credentials that it says`(part: String, count: Int, skipped: Int) async throws {
        var report = SuiteReport(part)
        let folder = Self.root.appending(path: part)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            if let reason = Self.skipped[name] {
                report.skip(name, reason)
            } else {
                await report.run(name) { try await Self.complaint(folder.appending(path: name), name) }
            }
        }
        report.finish(cases: count, skipped: skipped)
    }

    /// What is wrong with the credentials of a folder.
    private static func complaint(_ folder: URL, _ name: String) async throws -> String? {
        let copy = try TemporaryFolder()
        try copy.add(files(folder, movedTo: copy.url.path))
        let environment = try json(folder, "env.json").strings.mapValues { value in
            value.hasPrefix("/") && !value.contains("credentials/") ? copy.url.path + value : inTLS(value)
        }
        let transport = ReplayTransport(try json(folder, "http-traffic.json"))
        let surroundings = CredentialSurroundings.test(environment, transport: transport, time: time)
        let source: any CredentialSource =
            folder.path.contains("profile-provider")
            ? ProfileCredentials(files: SharedFiles(environment: environment), surroundings: surroundings)
            : CredentialChain(surroundings: surroundings)
        guard let expected = try json(folder, "test-case.json")["result"]?["Ok"] else {
            return await complaint(about: source, complaints[name] ?? "no such complaint")
        }
        let found = try await source.credentials(at: time.now())
        return difference(found.accessKeyID, expected["access_key_id"]?.string ?? "")
            ?? difference(found.secretAccessKey.value, expected["secret_access_key"]?.string)
            ?? difference(found.sessionToken?.value, expected["session_token"]?.string)
            ?? difference((found.expiration?.milliseconds).map { Int($0 / 1000) }, expected["expiry"]?.integer)
            ?? (transport.isOver ? nil : "not all that was recorded was asked")
    }

    private static func complaint(about source: any CredentialSource, _ wanted: String) async -> String? {
        do {
            return "\(try await source.credentials(at: time.now())) instead of an error"
        } catch {
            return error.message.contains(wanted) ? nil : "said '\(error.message)', not '\(wanted)'"
        }
    }

    /// The files of a folder, which think that they lie at the root.
    private static func files(_ folder: URL, movedTo place: String) throws -> [String: String] {
        let base = folder.appending(path: "fs")
        var files: [String: String] = [:]
        for path in (try? FileManager.default.subpathsOfDirectory(atPath: base.path)) ?? [] {
            let file = base.appending(path: path)
            guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
            files[path] = inTLS(text).replacing("= /token.jwt", with: "= \(place)/token.jwt")
        }
        return files
    }

    /// Some cases have their own endpoint in clear, which is refused here; all the rest of them is the same with TLS.
    private static func inTLS(_ text: String) -> String { text.replacing("http://aws.", with: "https://aws.") }

    private static func json(_ folder: URL, _ name: String) throws -> JSON {
        let file = folder.appending(path: name)
        guard FileManager.default.fileExists(atPath: file.path) else { return .null }
        return try JSON.parse(inTLS(String(contentsOf: file, encoding: .utf8)))
    }
}
