import AWS
import AWSControlPlane
import Codecs
import Foundation
import HTTP
import Testing
import Values

/// Which credentials win, and how those of roles are got.
@Suite struct CredentialChainTests {
    let now = Timestamp(milliseconds: 1_639_227_581_000)

    /// Answers AssumeRole with a key that tells who asked where, for what.
    struct StubCaller: Caller {
        let credentials: any CredentialSource
        let region: Region

        func send<Output>(_ call: Call<Output>) async throws(AWSError) -> Output {
            let asker = try await credentials.credentials(at: Timestamp(milliseconds: 0)).accessKeyID
            let key = XML(
                name: "Credentials",
                children: [
                    XML(
                        name: "AccessKeyId",
                        text: "\(asker)>\(call.subject.split(separator: "/").last ?? "")@\(region)"
                    ),
                    XML(name: "SecretAccessKey", text: "secret"), XML(name: "SessionToken", text: "token"),
                    XML(name: "Expiration", text: "2021-12-11T13:59:41Z"),
                ]
            )
            do {
                return try call.decode(.xml(XML(name: "AssumeRoleResult", children: [key])))
            } catch {
                throw .credentials(detail: error.detail)
            }
        }
    }

    static let config = """
        [default]
        region = ap-south-1
        [profile ops]
        role_arn = arn:aws:iam::123456789012:role/ops
        source_profile = default
        region = eu-west-1
        [profile china]
        role_arn = arn:aws-cn:iam::123456789012:role/cn
        source_profile = ops
        region = eu-west-1
        [profile env]
        role_arn = arn:aws-us-gov:iam::123456789012:role/gov
        credential_source = Environment
        """
    static let credentials = "[default]\naws_access_key_id = FILE\naws_secret_access_key = x\n"

    /// Writes both files and gives what a chain makes of them.
    private func chain(
        _ environment: [String: String] = [:],
        profile: String? = nil,
        credentials: String? = credentials
    ) throws -> (CredentialChain, folder: URL) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vaer-\(UUID().uuidString)/.aws")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if let credentials {
            try Data(Self.config.utf8).write(to: folder.appending(path: "config"))
            try Data(credentials.utf8).write(to: folder.appending(path: "credentials"))
        }
        let home = folder.deletingLastPathComponent()
        let all = environment.merging(["HOME": home.path]) { own, _ in own }
        let surroundings = CredentialSurroundings(environment: all) { credentials, region, _ in
            StubCaller(credentials: credentials, region: region)
        } makeTransport: { _ in
            AnsweringTransport()
        }
        return (CredentialChain(profile: profile, surroundings: surroundings), home)
    }

    /// A way to say which credentials are wanted, and whose are got.
    struct Row: CustomTestStringConvertible, Sendable {
        var environment: [String: String] = [:]
        var profile: String?
        let key: String

        var testDescription: String { key }
    }

    static let key = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "x"]
    static let rows = [
        Row(key: "FILE"),
        Row(environment: key, key: "ENV"),
        Row(environment: key.merging(["AWS_PROFILE": "ops"]) { first, _ in first }, key: "ENV"),
        Row(environment: key, profile: "default", key: "FILE"),
        Row(environment: ["AWS_PROFILE": "ops"], key: "FILE>ops@eu-west-1"),
        Row(environment: ["AWS_DEFAULT_PROFILE": "ops"], key: "FILE>ops@eu-west-1"),
        Row(environment: ["AWS_PROFILE": "nobody"], profile: "ops", key: "FILE>ops@eu-west-1"),
        Row(environment: ["AWS_REGION": "us-west-2"], profile: "ops", key: "FILE>ops@us-west-2"),
        Row(profile: "china", key: "FILE>ops@eu-west-1>cn@cn-north-1"),
        Row(environment: key, profile: "env", key: "ENV>gov@us-gov-west-1"),
    ]

    @Test(arguments: rows)
    func `an explicit profile wins over the environment and the environment over the files`(row: Row) async throws {
        let (chain, folder) = try chain(row.environment, profile: row.profile)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try await chain.credentials(at: now).accessKeyID == row.key)
    }

    @Test func `with nothing at all it says where it looked and what to do`() async throws {
        let (chain, folder) = try chain(credentials: nil)
        defer { try? FileManager.default.removeItem(at: folder) }
        let message =
            "no credentials found: AWS_ACCESS_KEY_ID is not set, there is no profile 'default' in "
            + "\(folder.path)/.aws/config and \(folder.path)/.aws/credentials, and the instance metadata service at "
            + "'169.254.169.254' cannot be asked: 'nobody' cannot be reached: nobody is there; set AWS_ACCESS_KEY_ID and "
            + "AWS_SECRET_ACCESS_KEY, name a profile with --profile or AWS_PROFILE, or run `aws configure`"
        await #expect(throws: AWSError.credentials(detail: message)) { try await chain.credentials(at: now) }
    }

    @Test func `a source that serves several profiles is asked once`() async throws {
        let role = "role_arn = arn:aws:iam::123456789012:role"
        let config = """
            [profile base]
            credential_process = /bin/sh {folder}/script
            [profile a]
            \(role)/a
            source_profile = base
            [profile b]
            \(role)/b
            source_profile = base
            """
        let folder = try TemporaryFolder()
        try folder.add([
            "config": config.replacing("{folder}", with: folder.url.path),
            "script": "echo run >> \(folder.path("runs"))\n"
                + #"echo '{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "s"}'"#,
        ])
        let surroundings = CredentialSurroundings(
            environment: ["AWS_CONFIG_FILE": folder.path("config"), "AWS_REGION": "us-west-1"]
        ) { credentials, region, _ in
            StubCaller(credentials: credentials, region: region)
        } makeTransport: { _ in
            AnsweringTransport()
        }
        for (profile, key) in [("a", "P>a@us-west-1"), ("b", "P>b@us-west-1"), ("a", "P>a@us-west-1")] {
            let chain = CredentialChain(profile: profile, surroundings: surroundings)
            #expect(try await chain.credentials(at: now).accessKeyID == key)
        }
        #expect(try String(contentsOfFile: folder.path("runs"), encoding: .utf8) == "run\n")
    }

    /// Where the credentials of a profile that has none come from.
    static let fallbacks: [(environment: [String: String], profile: String?, key: String)] = [
        (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/c"], nil, "CONTAINER"), ([:], nil, "INSTANCE"),
        (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/c"], "bare", "CONTAINER"), ([:], "bare", "INSTANCE"),
        (["AWS_PROFILE": "bare"], nil, "INSTANCE"),
    ]

    @Test(arguments: fallbacks)
    func `a profile without credentials leaves it to the container and the instance`(
        environment: [String: String],
        profile: String?,
        key: String
    ) async throws {
        let folder = try TemporaryFolder(["config": "[profile bare]\nregion = us-west-1"])
        let transport = AnsweringTransport { request throws(TransportError) in
            let name = request.url.hasSuffix("/c") ? "CONTAINER" : "INSTANCE"
            return HTTPResponse(200, request.url.hasSuffix("/") ? "role" : document(name))
        }
        let all = environment.merging(["AWS_CONFIG_FILE": folder.path("config")]) { $1 }
        let chain = CredentialChain(profile: profile, surroundings: .test(all, transport: transport))
        #expect(try await chain.credentials(at: now).accessKeyID == key)
    }

    @Test func `a profile that is named but does not exist is an error, whatever the container has`() async throws {
        let folder = try TemporaryFolder(["config": "[default]"])
        let environment = [
            "AWS_CONFIG_FILE": folder.path("config"), "AWS_PROFILE": "nobody", "HOME": "/no/home",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/c",
        ]
        let chain = CredentialChain(surroundings: .test(environment))
        let detail =
            "there is no profile 'nobody' in \(folder.path("config")) and /no/home/.aws/credentials: there are default"
        await #expect(throws: AWSError.credentials(detail: detail)) { try await chain.credentials(at: now) }
    }

    @Test func `half a key in the environment is an error, not a reason to look elsewhere`() async throws {
        let (chain, folder) = try chain(["AWS_ACCESS_KEY_ID": "ENV"])
        defer { try? FileManager.default.removeItem(at: folder) }
        await #expect(throws: AWSError.self) { try await chain.credentials(at: now) }
    }

    @Test(
        arguments: [
            (["AWS_REGION": "us-east-2", "AWS_DEFAULT_REGION": "us-east-1"], nil, "us-east-2"),
            (["AWS_DEFAULT_REGION": "us-east-1"], nil, "us-east-1"), ([:], nil, "ap-south-1"),
            ([:], "ops", "eu-west-1"),
            (["AWS_REGION": "us-east-2"], "ops", "us-east-2"), (["AWS_REGION": " "], nil, "ap-south-1"),
        ] as [([String: String], String?, String)]
    )
    func `a region in the environment wins over the profile's`(
        environment: [String: String],
        profile: String?,
        name: String
    ) throws {
        let (chain, folder) = try chain(environment, profile: profile)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try chain.region()?.name == name)
    }

    @Test func `a file that cannot be read is told, not passed over`() async throws {
        let (chain, folder) = try chain(["AWS_CONFIG_FILE": "/"])
        defer { try? FileManager.default.removeItem(at: folder) }
        let expected = AWSError.configuration(detail: "/ cannot be read: Is a directory")
        await #expect(throws: expected) { try await chain.credentials(at: now) }
    }
}

/// What a container's host and the metadata service answer.
private func document(_ key: String) -> String {
    #"{"AccessKeyId": "\#(key)", "SecretAccessKey": "s", "Token": "t", "Expiration": "2199-01-01T00:00:00Z"}"#
}
