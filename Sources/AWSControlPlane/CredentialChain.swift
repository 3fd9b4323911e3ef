package import AWS
package import Values

/// The credentials that a command runs with: an explicit profile, else the environment, else the shared files.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>
package struct CredentialChain: CredentialSource {
    private let environment: [String: String]
    private let files: SharedFiles
    private let isProfileExplicit: Bool
    private let profile: ProfileCredentials

    /// A chain; `profile` is what the command line or a `credentials` block says.
    package init(environment: [String: String], profile: String? = nil, makeCaller: @escaping CallerMaker) {
        // A variable with nothing but spaces is one that somebody wanted to unset.
        let environment = environment.filter { !$0.value.trimmed.isEmpty }
        self.environment = environment
        files = SharedFiles(environment: environment, profile: profile)
        isProfileExplicit = profile != nil
        self.profile = ProfileCredentials(files: files, environment: environment, makeCaller: makeCaller)
    }

    /// The credentials of the first place that has any.
    ///
    /// Throws ``AWSError/credentials(detail:)`` with the places that were looked at and what to do.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        if !isProfileExplicit, let found = try EnvironmentCredentials.credentials(in: environment) { return found }
        if files.profileOrigin == nil, try files.load().profiles[files.profileName] == nil {
            throw .credentials(
                detail: "no credentials found: AWS_ACCESS_KEY_ID is not set, and there is no profile 'default' in "
                    + "\(files.places); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with --profile "
                    + "or AWS_PROFILE, or run `aws configure`"
            )
        }
        return try await profile.credentials(at: now)
    }

    /// The region to use when nothing else names one: `AWS_REGION`, `AWS_DEFAULT_REGION`, else the profile's.
    ///
    /// Nil when none of them names one. Throws ``AWSError/configuration(detail:)`` for text that is no region.
    package func region() throws(AWSError) -> Region? {
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

    /// What the profile says of endpoints.
    package func endpoints() throws(AWSError) -> EndpointSettings {
        try files.load().endpoints(of: files.profileName)
    }
}
