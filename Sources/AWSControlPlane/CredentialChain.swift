package import AWS
package import Values

/// The credentials that a command runs with, in the order in which botocore looks for them.
///
/// An explicit profile, else the environment; the profile's role, web identity token, single sign-on, key or program; the
/// container's host; the instance's metadata service.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>
package struct CredentialChain: CredentialSource {
    private let surroundings: CredentialSurroundings
    private let files: SharedFiles
    private let isProfileExplicit: Bool
    private let profile: ProfileCredentials

    /// A chain; `profile` is what the command line or a `credentials` block says.
    package init(profile: String? = nil, surroundings: CredentialSurroundings) {
        self.surroundings = surroundings
        files = SharedFiles(environment: surroundings.environment, profile: profile)
        isProfileExplicit = profile != nil
        self.profile = ProfileCredentials(files: files, surroundings: surroundings)
    }

    /// The credentials of the first place that has any; a place that should have some and fails is not passed over.
    ///
    /// Throws ``AWSError/credentials(detail:)`` with the places that were looked at and what to do.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        let environment = surroundings.environment
        if !isProfileExplicit, let found = try EnvironmentCredentials.credentials(in: environment) {
            return try await found.credentials(at: now)
        }
        let config = try files.load()
        if let chain = try chain(in: config) { return try await profile.credentials(of: chain, in: config, at: now) }
        if try ContainerCredentials(surroundings) != nil {
            return try await profile.credentials(of: ProfileChain(.container), in: config, at: now)
        }
        do {
            return try await profile.credentials(of: ProfileChain(.instance), in: config, at: now)
        } catch {
            guard case .credentials(let detail) = error else { throw error }
            throw nothingFound(config, detail)
        }
    }

    /// How the profile comes to its credentials; nil for one that says nothing of them, and when there is no default one.
    private func chain(in config: SharedConfig) throws(AWSError) -> ProfileChain? {
        let section = ProfileSection(files.profileName, in: config)
        if !isProfileExplicit, let chain = try webIdentity(section) { return chain }
        if let section, !section.saysCredentials { return nil }
        if section == nil, files.profileOrigin == nil { return nil }
        return try ProfileChain(profile: files.profileName, in: config, places: files.places)
    }

    /// The role of a web identity token; nil without a token, and for a profile that assumes its role by another one.
    ///
    /// A variable wins over the profile's key, as in a pod of EKS.
    private func webIdentity(_ section: ProfileSection?) throws(AWSError) -> ProfileChain? {
        let environment = surroundings.environment
        let own = section?.profile
        guard own?["role_arn"] == nil || own?["web_identity_token_file"] != nil,
            let file = environment["AWS_WEB_IDENTITY_TOKEN_FILE"] ?? own?["web_identity_token_file"]
        else { return nil }
        guard let role = environment["AWS_ROLE_ARN"] ?? own?["role_arn"] else {
            throw .credentials(detail: "there is a web identity token in \(file) but no role: set AWS_ROLE_ARN")
        }
        let session = environment["AWS_ROLE_SESSION_NAME"] ?? own?["role_session_name"]
        let login = WebIdentityRole.Login(role: role, tokenFile: file, sessionName: session, region: own?["region"])
        return ProfileChain(.webIdentity(login))
    }

    private func nothingFound(_ config: SharedConfig, _ detail: String) -> AWSError {
        let environment = isProfileExplicit ? "" : "AWS_ACCESS_KEY_ID is not set, "
        let profile =
            config.profiles[files.profileName] == nil
            ? "there is no profile 'default' in \(files.places)" : "profile '\(files.profileName)' has none"
        return .credentials(
            detail: "no credentials found: \(environment)\(profile), and \(detail); set AWS_ACCESS_KEY_ID and "
                + "AWS_SECRET_ACCESS_KEY, name a profile with --profile or AWS_PROFILE, or run `aws configure`"
        )
    }

    /// The region to use when nothing else names one: `AWS_REGION`, `AWS_DEFAULT_REGION`, else the profile's.
    ///
    /// Nil when none of them names one. Throws ``AWSError/configuration(detail:)`` for text that is no region.
    package func region() throws(AWSError) -> Region? {
        let environment = surroundings.environment
        let set = ["AWS_REGION", "AWS_DEFAULT_REGION"].compactMap { name in environment[name].map { (name, $0) } }
        var found = set.first
        if found == nil, let text = try files.load().profiles[files.profileName]?["region"] {
            found = ("profile '\(files.profileName)'", text)
        }
        guard let found else { return nil }
        guard let region = Region(found.1) else {
            throw .configuration(detail: "'\(found.1)' from \(found.0) is no region: write one such as us-west-1")
        }
        return region
    }

    /// Where services are, by the command line, the environment and the profile.
    package func endpoints() throws(AWSError) -> EndpointResolver {
        EndpointResolver(
            environment: surroundings.environment,
            profile: try files.load().endpoints(of: files.profileName),
            explicit: surroundings.endpointURL
        )
    }
}
