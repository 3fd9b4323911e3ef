import AWS
import Values

/// A profile that is read for credentials.
struct ProfileSection {
    /// The name.
    let name: String
    /// What it says.
    let profile: SharedConfig.Profile
    /// The file in which it is.
    let config: SharedConfig

    /// A profile of the shared files; nil when they have none of that name.
    init?(_ name: String, in config: SharedConfig) {
        guard let profile = config.profiles[name] else { return nil }
        (self.name, self.profile, self.config) = (name, profile, config)
    }

    /// An error about the profile.
    func complaint(_ text: String) -> AWSError { .credentials(detail: "profile '\(name)' \(text)") }

    /// Whether the profile says anything of credentials, be it enough or not.
    var saysCredentials: Bool {
        let keys = [
            "role_arn", "web_identity_token_file", "sso_session", "sso_account_id", "sso_role_name", "login_session",
            "credential_process", "aws_access_key_id", "aws_secret_access_key",
        ]
        return keys.contains { profile[$0] != nil }
    }

    /// Whether the profile has a key, or half of one.
    var hasKey: Bool { profile["aws_access_key_id"] != nil || profile["aws_secret_access_key"] != nil }

    /// Where the profile's own credentials are, in the order in which botocore looks; roles of other profiles aside.
    func base() throws(AWSError) -> ProfileChain.Base {
        if let file = profile["web_identity_token_file"] {
            guard let role = profile["role_arn"] else {
                throw complaint("has web_identity_token_file but no role_arn: name the role that the token opens")
            }
            let session = profile["role_session_name"]
            return .webIdentity(.init(role: role, tokenFile: file, sessionName: session, region: profile["region"]))
        }
        if let login = try ssoLogin() { return .sso(login) }
        if config.profilesWithStoredKey.contains(name), let key = try key() { return .profile(key) }
        if profile["login_session"] != nil {
            throw complaint("gets its credentials by a console sign-in (login_session), which vaer cannot: \(export)")
        }
        if let line = profile["credential_process"] { return .process(.init(line: line, profile: name)) }
        if let key = try key() { return .profile(key) }
        throw complaint("has no credentials: set aws_access_key_id and aws_secret_access_key, or role_arn")
    }

    /// What gives the credentials of a profile that vaer cannot use to the shell.
    private var export: String { "run: eval \"$(aws configure export-credentials --profile \(name) --format env)\"" }

    /// The key in the profile; nil for none, an error for half of one.
    private func key() throws(AWSError) -> Credentials? {
        switch (profile["aws_access_key_id"], profile["aws_secret_access_key"]) {
        case (let key?, let secret?):
            return Credentials(
                accessKeyID: key,
                secretAccessKey: Secret(secret),
                sessionToken: (profile["aws_session_token"] ?? profile["aws_security_token"]).map(Secret.init),
                source: "profile '\(name)'"
            )
        case (.some, nil): throw complaint("has aws_access_key_id but no aws_secret_access_key: set both")
        case (nil, .some): throw complaint("has aws_secret_access_key but no aws_access_key_id: set both")
        case (nil, nil): return nil
        }
    }

    /// The role that is assumed with the credentials of another profile or source; nil for none.
    func roleSession() throws(AWSError) -> STS.RoleSession? {
        guard let role = profile["role_arn"], profile["web_identity_token_file"] == nil else { return nil }
        guard profile["mfa_serial"] == nil else {
            throw complaint("asks for a code (mfa_serial), but vaer runs unattended and cannot ask: \(export)")
        }
        var duration: Duration?
        if let text = profile["duration_seconds"] {
            guard let seconds = Int(text), (900...43_200).contains(seconds) else {
                throw complaint("has duration_seconds '\(text)': write a number from 900 to 43200")
            }
            duration = .seconds(seconds)
        }
        return STS.RoleSession(
            role: role,
            name: profile["role_session_name"] ?? "vaer",
            externalID: profile["external_id"],
            duration: duration
        )
    }

    /// Where the credentials that assume the role come from: another profile, or a source of its own.
    func source() throws(AWSError) -> (profile: String?, base: ProfileChain.Base?) {
        switch (profile["source_profile"], profile["credential_source"]) {
        case (.some, .some): throw complaint("has both source_profile and credential_source: keep one of them")
        case (let source?, nil): return (source, nil)
        case (nil, "Environment"): return (nil, .environment)
        case (nil, "EcsContainer"): return (nil, .container)
        case (nil, "Ec2InstanceMetadata"): return (nil, .instance)
        case (nil, let source?):
            throw complaint(
                "has credential_source '\(source)': write Environment, EcsContainer or Ec2InstanceMetadata"
            )
        case (nil, nil): throw complaint("has role_arn but no source_profile: name the profile that assumes the role")
        }
    }

    /// The sign-in in the profile; nil for none, an error for half of one.
    private func ssoLogin() throws(AWSError) -> SSOCredentials.Login? {
        guard ["sso_session", "sso_account_id", "sso_role_name"].contains(where: { profile[$0] != nil }) else {
            return nil
        }
        var settings = profile
        if let session = profile["sso_session"] {
            guard let section = config.ssoSessions[session] else {
                throw complaint("has sso_session '\(session)', but there is no section [sso-session \(session)]")
            }
            for key in ["sso_region", "sso_start_url"] {
                if let own = profile[key], own != section[key] {
                    throw complaint("has a \(key) that is not the one of [sso-session \(session)]: leave it out here")
                }
                settings.properties[key] = section[key]
            }
        }
        func required(_ key: String) throws(AWSError) -> String {
            if let value = settings[key] { return value }
            let isOfSession = profile["sso_session"] != nil && (key == "sso_region" || key == "sso_start_url")
            let place = isOfSession ? "its sso-session" : "the profile"
            throw complaint("uses single sign-on but has no \(key): set it in \(place)")
        }
        let (account, role) = (try required("sso_account_id"), try required("sso_role_name"))
        let name = try required("sso_region")
        guard let region = Region(name) else { throw complaint("has sso_region '\(name)', which is no region") }
        return SSOCredentials.Login(
            profile: self.name,
            session: profile["sso_session"],
            portal: (try required("sso_start_url"), region),
            account: account,
            role: role
        )
    }
}
