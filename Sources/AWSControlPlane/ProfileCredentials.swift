package import AWS
package import Values

/// Makes a caller out of credentials and a region; what the shell gives to sources that must ask STS.
package typealias CallerMaker = @Sendable (_ credentials: any CredentialSource, _ region: Region) -> any Caller

/// The credentials of one profile of the shared files, which are read anew each time.
///
/// Holds nothing: put a ``CredentialCache`` in front.
package struct ProfileCredentials: CredentialSource {
    private let files: SharedFiles
    private let environment: [String: String]
    private let makeCaller: CallerMaker

    /// The credentials of the profile that `files` names.
    package init(files: SharedFiles, environment: [String: String], makeCaller: @escaping CallerMaker) {
        (self.files, self.environment, self.makeCaller) = (files, environment, makeCaller)
    }

    /// The credentials; asks STS once for each role of the profile's chain.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        let config = try files.load()
        let chain = try ProfileChain(profile: files.profileName, in: config, places: files.places)
        var credentials: Credentials
        switch chain.base {
        case .profile(let own): credentials = own
        case .environment: credentials = try await EnvironmentCredentials(environment).credentials(at: now)
        }
        for role in chain.roles {
            let preferred = [
                environment["AWS_REGION"], environment["AWS_DEFAULT_REGION"], role.region,
                config.profiles[files.profileName]?["region"],
            ]
            let region = try Self.region(of: role.session.role, preferred: preferred.compactMap(\.self))
            let caller = makeCaller(credentials, region)
            credentials = try await AssumedRole(role.session, caller: caller).credentials(at: now)
        }
        return credentials
    }

    /// The region whose STS is asked for a role: the first preferred one in the role's partition, else its first.
    private static func region(of role: String, preferred: [String]) throws(AWSError) -> Region {
        guard let partition = ARN(role)?.partition else {
            throw .credentials(detail: "role_arn '\(role)' is no ARN: write it as arn:aws:iam::123456789012:role/NAME")
        }
        if let region = preferred.lazy.compactMap(Region.init).first(where: { $0.partition == partition }) {
            return region
        }
        guard let region = Region(partition.globalRegion) else {
            throw .credentials(detail: "'\(partition.globalRegion)' is no region")
        }
        return region
    }
}

/// The temporary credentials of a role.
///
/// Holds nothing: put a ``CredentialCache`` in front.
package struct AssumedRole: CredentialSource {
    private let session: STS.RoleSession
    private let caller: any Caller

    /// The role, and the caller that may assume it.
    package init(_ session: STS.RoleSession, caller: any Caller) {
        (self.session, self.caller) = (session, caller)
    }

    /// New credentials, for an hour if the session does not say otherwise.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        try await caller.send(STS.assumeRole(session))
    }
}
