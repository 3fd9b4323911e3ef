package import AWS
import Values

/// How the credentials of a profile come about: where the first ones are, and the roles that are assumed one by another.
package struct ProfileChain: Hashable, Sendable {
    /// Where the first credentials are.
    package enum Base: Hashable, Sendable {
        /// In a profile.
        case profile(Credentials)
        /// In the environment.
        case environment
    }

    /// A role to assume.
    package struct Role: Hashable, Sendable {
        /// What is asked for.
        package var session: STS.RoleSession
        /// The region whose STS is asked; nil for the one of whoever asks.
        package var region: String?
    }

    /// Where the first credentials are.
    package let base: Base
    /// The roles, in the order in which they are assumed.
    package let roles: [Role]

    /// Works out the chain of a profile.
    ///
    /// Throws ``AWSError/credentials(detail:)`` for a profile that has none, or has them in a way that needs a tool.
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html>
    package init(profile name: String, in config: SharedConfig, places: String) throws(AWSError) {
        var roles: [Role] = []
        var visited: [String] = []
        var next = name
        while true {
            guard let profile = config.profiles[next] else {
                throw Self.missing(next, from: visited.last, config: config, places: places)
            }
            let section = Section(name: next, profile: profile)
            let isRevisited = visited.contains(next)
            // A profile may name itself: its own key is then the one that assumes its role.
            if isRevisited, visited.last != next {
                throw section.complaint("is its own source by way of \((visited + [next]).joined(separator: ", "))")
            }
            visited.append(next)
            if !visited.dropFirst().isEmpty, let credentials = try section.credentials() {
                (base, self.roles) = (.profile(credentials), roles.reversed())
                return
            }
            guard !isRevisited, let session = try section.roleSession() else {
                (base, self.roles) = (.profile(try section.requiredCredentials()), roles.reversed())
                return
            }
            roles.append(Role(session: session, region: profile["region"]))
            guard let source = try section.source() else {
                (base, self.roles) = (.environment, roles.reversed())
                return
            }
            next = source
        }
    }

    private static func missing(
        _ name: String,
        from referrer: String?,
        config: SharedConfig,
        places: String
    ) -> AWSError {
        var detail = "there is no profile '\(name)' in \(places)"
        if let referrer { detail += ", which profile '\(referrer)' names as its source" }
        if config.ignoredSections.contains("[\(name)]") {
            return .credentials(detail: detail + ": write its first line as [profile \(name)]")
        }
        let known = config.profiles.keys.sorted().joined(separator: ", ")
        return .credentials(detail: detail + (known.isEmpty ? ": there are none" : ": there are \(known)"))
    }
}

/// A profile that is read for credentials.
private struct Section {
    /// The name.
    let name: String
    /// What it says.
    let profile: SharedConfig.Profile

    func complaint(_ text: String) -> AWSError { .credentials(detail: "profile '\(name)' \(text)") }

    /// The key in the profile; nil for none, an error for half of one.
    func credentials() throws(AWSError) -> Credentials? {
        switch (profile["aws_access_key_id"], profile["aws_secret_access_key"]) {
        case (let key?, let secret?):
            return Credentials(
                accessKeyID: key,
                secretAccessKey: Secret(secret),
                sessionToken: profile["aws_session_token"].map(Secret.init),
                source: "profile '\(name)'"
            )
        case (.some, nil): throw complaint("has aws_access_key_id but no aws_secret_access_key: set both")
        case (nil, .some): throw complaint("has aws_secret_access_key but no aws_access_key_id: set both")
        case (nil, nil): return nil
        }
    }

    /// The key in the profile; throws when there is none, with the way to get one.
    func requiredCredentials() throws(AWSError) -> Credentials {
        if let credentials = try credentials() { return credentials }
        let export = "run: eval \"$(aws configure export-credentials --profile \(name) --format env)\""
        for (property, way) in Self.foreignWays where profile[property] != nil {
            throw complaint("gets its credentials by \(way) (\(property)), which vaer does not do itself: \(export)")
        }
        throw complaint("has no credentials: set aws_access_key_id and aws_secret_access_key, or role_arn")
    }

    /// What only other tools do.
    private static let foreignWays = [
        ("sso_session", "single sign-on"), ("sso_account_id", "single sign-on"), ("sso_role_name", "single sign-on"),
        ("login_session", "a console sign-in"), ("credential_process", "running a program"),
        ("web_identity_token_file", "a web identity token"),
    ]

    /// The role in the profile; nil for none.
    func roleSession() throws(AWSError) -> STS.RoleSession? {
        guard let role = profile["role_arn"], profile["web_identity_token_file"] == nil else { return nil }
        guard profile["mfa_serial"] == nil else {
            throw complaint(
                "asks for a code (mfa_serial), which vaer cannot: "
                    + "run: eval \"$(aws configure export-credentials --profile \(name) --format env)\""
            )
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

    /// The profile whose credentials assume the role; nil for the environment.
    func source() throws(AWSError) -> String? {
        switch (profile["source_profile"], profile["credential_source"]) {
        case (.some, .some): throw complaint("has both source_profile and credential_source: keep one of them")
        case (let source?, nil): return source
        case (nil, "Environment"): return nil
        case (nil, let source?):
            throw complaint("has credential_source '\(source)', which vaer does not read: use source_profile")
        case (nil, nil): throw complaint("has role_arn but no source_profile: name the profile that assumes the role")
        }
    }
}
