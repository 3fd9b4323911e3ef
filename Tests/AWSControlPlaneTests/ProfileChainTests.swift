import AWS
import AWSControlPlane
import Codecs
import Testing

/// How a profile comes to its credentials, by the cases that the AWS SDKs share and by our own.
@Suite struct ProfileChainTests {
    /// One of the SDKs' cases: the profiles, and the chain or the error.
    struct Case: CustomTestStringConvertible, Sendable {
        let json: JSON

        var testDescription: String { json["docs"]?.string ?? "" }

        /// What vaer leaves to other tools: a case that asks for it must end in an error that says what to do instead.
        var isForeign: Bool {
            (json["output"]?["ProfileChain"]?.elements ?? []).contains { link in
                link["AccessKey"] == nil && link["AssumeRole"] == nil
            }
        }

        static let all = Suite.cases("config/smithy-rs-aws-config/assume-role-tests.json").map(Case.init)

        /// The profiles, written as a file.
        var config: SharedConfig {
            get throws {
                let sections = (json["input"]?["profiles"]?.members ?? []).map { profile in
                    "[profile \(profile.key)]\n"
                        + profile.value.strings.map { "\($0.key) = \($0.value)\n" }.joined()
                }
                return try SharedConfig(
                    config: .init(path: "config", text: sections.joined()),
                    credentials: .init(path: "credentials", text: "")
                )
            }
        }

        func chain() throws -> ProfileChain {
            try ProfileChain(
                profile: json["input"]?["selected_profile"]?.string ?? "",
                in: config,
                places: "config and credentials"
            )
        }
    }

    @Test(.enabled(if: !Case.all.isEmpty, "the shared suites are not there"), arguments: Case.all)
    func `profiles are followed as the SDKs follow them`(row: Case) throws {
        guard let links = row.json["output"]?["ProfileChain"]?.elements, !row.isForeign else {
            let error = #expect(throws: AWSError.self) { try row.chain() }
            guard case .credentials(let detail) = error else {
                Issue.record("\(error as AWSError?)")
                return
            }
            #expect(detail.contains("profile '"))
            if row.isForeign { #expect(detail.contains("which vaer does not")) }
            return
        }
        let chain = try row.chain()
        guard case .profile(let key) = chain.base else {
            Issue.record("the chain starts in the environment")
            return
        }
        #expect(key.accessKeyID == links.first?["AccessKey"]?["access_key_id"]?.string)
        #expect(key.secretAccessKey.value == links.first?["AccessKey"]?["secret_access_key"]?.string)
        let roles = links.dropFirst().map { link in
            STS.RoleSession(
                role: link["AssumeRole"]?["role_arn"]?.string ?? "",
                name: link["AssumeRole"]?["role_session_name"]?.string ?? "vaer",
                externalID: link["AssumeRole"]?["external_id"]?.string
            )
        }
        #expect(chain.roles.map(\.session) == roles)
    }

    /// A profile that cannot be used, and what is said about it.
    struct Complaint: CustomTestStringConvertible, Sendable {
        let text: String
        let message: String

        var testDescription: String { message }
    }

    static let role = "role_arn = arn:aws:iam::123456789012:role/r"
    static let complaints = [
        Complaint(
            text: "[a]\nregion = us-west-1\n[profile b]",
            message: "there is no profile 'a' in config and credentials: write its first line as [profile a]"
        ),
        Complaint(
            text: "[profile b]\n[profile c]",
            message: "there is no profile 'a' in config and credentials: there are b, c"
        ),
        Complaint(
            text: "[profile a]\n\(role)\nsource_profile = b",
            message:
                "there is no profile 'b' in config and credentials, which profile 'a' names as its source: there are a"
        ),
        Complaint(
            text: "[profile a]\n\(role)\nsource_profile = b\n[profile b]\n\(role)\nsource_profile = a",
            message: "profile 'a' is its own source by way of a, b, a"
        ),
        Complaint(
            text: "[profile a]\n\(role)\nsource_profile = a\nduration_seconds = 1h",
            message: "profile 'a' has duration_seconds '1h': write a number from 900 to 43200"
        ),
        Complaint(
            text: "[profile a]\nsso_session = corp",
            message: "profile 'a' gets its credentials by single sign-on (sso_session), which vaer does not do itself: "
                + "run: eval \"$(aws configure export-credentials --profile a --format env)\""
        ),
        Complaint(
            text: "[profile a]\n\(role)\nsource_profile = a\nmfa_serial = x",
            message: "profile 'a' asks for a code (mfa_serial), which vaer cannot: "
                + "run: eval \"$(aws configure export-credentials --profile a --format env)\""
        ),
    ]

    @Test(arguments: complaints)
    func `a profile that cannot be used is told with the way out`(row: Complaint) throws {
        let config = try SharedConfig(
            config: .init(path: "config", text: row.text),
            credentials: .init(path: "credentials", text: "")
        )
        #expect(throws: AWSError.credentials(detail: row.message)) {
            try ProfileChain(profile: "a", in: config, places: "config and credentials")
        }
    }

    @Test func `a role may be assumed with the credentials of the environment`() throws {
        let text = "[profile a]\n\(Self.role)\ncredential_source = Environment\nregion = eu-west-1"
        let config = try SharedConfig(config: .init(path: "config", text: text), credentials: .init(path: "", text: ""))
        let chain = try ProfileChain(profile: "a", in: config, places: "config")
        #expect(chain.base == .environment)
        #expect(chain.roles.map(\.region) == ["eu-west-1"])
    }
}
