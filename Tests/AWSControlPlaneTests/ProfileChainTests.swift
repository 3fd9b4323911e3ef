import AWS
import AWSControlPlane
import Codecs
import SuiteSupport
import Testing
import Values

/// How a profile comes to its credentials, by the cases that the AWS SDKs share and by our own.
@Suite struct ProfileChainTests {
    /// One of the SDKs' cases: the profiles, and the chain or the error.
    struct Case: CustomTestStringConvertible, Sendable {
        let json: JSON

        var testDescription: String { json["docs"]?.string ?? "" }

        static let all = Suite.cases("config/smithy-rs-aws-config/assume-role-tests.json").map(Case.init)

        /// The profiles, written as a file.
        var config: SharedConfig {
            get throws {
                let sections = [("profile", "profiles"), ("sso-session", "sso_sessions")].flatMap { kind, key in
                    (json["input"]?[key]?.members ?? []).map { section in
                        "[\(kind) \(section.key)]\n"
                            + section.value.strings.map { "\($0.key) = \($0.value)\n" }.joined()
                    }
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

    @Test(.enabled(if: !Case.all.isEmpty, "the shared suites are not there"))
    func `profiles are followed as the SDKs follow them`() async {
        var report = SuiteReport("assume role")
        for row in Case.all {
            if row.testDescription == "SSO token profile selected" {
                report.skip(row.testDescription, "a token without a role signs no call; the profile is refused")
            } else {
                await report.run(row.testDescription) { try complaint(row) }
            }
        }
        report.finish(cases: 28, skipped: 1)
    }

    /// What is wrong with the chain of a case.
    private func complaint(_ row: Case) throws -> String? {
        guard let links = row.json["output"]?["ProfileChain"]?.elements else {
            do {
                return "\(try row.chain()) instead of an error"
            } catch let error as AWSError {
                return error.label == "credentials" && error.message.contains("profile '") ? nil : "said '\(error)'"
            }
        }
        let chain = try row.chain()
        let roles = links.dropFirst().map { link in
            STS.RoleSession(
                role: link["AssumeRole"]?["role_arn"]?.string ?? "",
                name: link["AssumeRole"]?["role_session_name"]?.string ?? "vaer",
                externalID: link["AssumeRole"]?["external_id"]?.string
            )
        }
        return difference(described(chain.base), withoutAccount(links[0]))
            ?? difference(chain.roles.map(\.session), roles)
    }

    private func withoutAccount(_ link: JSON) -> JSON {
        guard let key = link["AccessKey"] else { return link }
        return ["AccessKey": .object(key.members.filter { $0.key != "account_id" })]
    }

    /// Where the first credentials are, in the suite's words; account numbers are not kept.
    private func described(_ base: ProfileChain.Base) -> JSON {
        switch base {
        case .profile(let key):
            return [
                "AccessKey": .fields([
                    "access_key_id": .string(key.accessKeyID), "secret_access_key": .string(key.secretAccessKey.value),
                ])
            ]
        case .environment: return ["NamedSource": "Environment"]
        case .container: return ["NamedSource": "EcsContainer"]
        case .instance: return ["NamedSource": "Ec2InstanceMetadata"]
        case .process(let command): return ["CredentialProcess": .string(command.line)]
        case .sso(let login):
            return [
                "Sso": .fields([
                    "sso_account_id": .string(login.account), "sso_region": .string(login.region.name),
                    "sso_role_name": .string(login.role), "sso_start_url": .string(login.startURL),
                ])
            ]
        case .webIdentity(let login):
            return [
                "WebIdentityToken": .fields([
                    "role_arn": .string(login.role), "web_identity_token_file": .string(login.tokenFile),
                    "role_session_name": login.sessionName.map(JSON.string),
                ])
            ]
        }
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
            message: "profile 'a' has sso_session 'corp', but there is no section [sso-session corp]"
        ),
        Complaint(
            text: "[profile a]\nsso_account_id = 1\nsso_role_name = r\nsso_region = us-east-1",
            message: "profile 'a' uses single sign-on but has no sso_start_url: set it in the profile"
        ),
        Complaint(
            text: "[profile a]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n[sso-session s]",
            message: "profile 'a' uses single sign-on but has no sso_region: set it in its sso-session"
        ),
        Complaint(
            text: "[profile a]\nlogin_session = arn:aws:iam::123456789012:user/u",
            message: "profile 'a' gets its credentials by a console sign-in (login_session), which vaer cannot: "
                + "run: eval \"$(aws configure export-credentials --profile a --format env)\""
        ),
        Complaint(
            text: "[profile a]\n\(role)\nsource_profile = a\nmfa_serial = x",
            message: "profile 'a' asks for a code (mfa_serial), but vaer runs unattended and cannot ask: "
                + "run: eval \"$(aws configure export-credentials --profile a --format env)\""
        ),
        Complaint(
            text: "[profile a]\n\(role)\ncredential_source = Moon",
            message: "profile 'a' has credential_source 'Moon': write Environment, EcsContainer or Ec2InstanceMetadata"
        ),
    ]

    /// A profile with several ways, and the one that counts.
    static let orders: [(text: String, key: String?)] = [
        ("aws_access_key_id = CONFIG\naws_secret_access_key = x\ncredential_process = p", nil),
        ("credential_process = p", nil), ("aws_access_key_id = CONFIG\naws_secret_access_key = x", "CONFIG"),
    ]

    @Test(arguments: orders)
    func `a program comes before the key in config and after the key in credentials`(text: String, key: String?) throws
    {
        let file = SharedConfig.File(path: "config", text: "[profile a]\n\(text)")
        let none = SharedConfig.File(path: "credentials", text: "")
        let stored = "[a]\naws_access_key_id = STORED\naws_secret_access_key = x"
        let alone = try ProfileChain(profile: "a", in: SharedConfig(config: file, credentials: none), places: "")
        let both = try ProfileChain(
            profile: "a",
            in: SharedConfig(config: file, credentials: .init(path: "credentials", text: stored)),
            places: ""
        )
        if let key {
            #expect(described(alone.base)["AccessKey"]?["access_key_id"]?.string == key)
        } else {
            #expect(alone.base == .process(.init(line: "p", profile: "a")))
        }
        #expect(described(both.base)["AccessKey"]?["access_key_id"]?.string == "STORED")
    }

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
