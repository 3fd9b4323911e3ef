package import AWS
package import Values

/// The credentials of one profile of the shared files, which are read anew each time.
///
/// Holds nothing: put a ``CredentialCache`` in front. The sources on the way to them are kept, each in a cache of its own.
package struct ProfileCredentials: CredentialSource {
    private let files: SharedFiles
    private let surroundings: CredentialSurroundings

    /// The credentials of the profile that `files` names.
    package init(files: SharedFiles, surroundings: CredentialSurroundings) {
        (self.files, self.surroundings) = (files, surroundings)
    }

    /// The credentials; asks the profile's source, and STS once for each role of the profile's chain.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        let config = try files.load()
        let chain = try ProfileChain(profile: files.profileName, in: config, places: files.places)
        return try await credentials(of: chain, in: config, at: now)
    }

    /// The credentials at the end of a chain.
    func credentials(
        of chain: ProfileChain,
        in config: SharedConfig,
        at now: Timestamp
    ) async throws(AWSError) -> Credentials {
        let surroundings = surroundings
        let endpoints = EndpointResolver(
            environment: surroundings.environment,
            profile: config.endpoints(of: files.profileName),
            explicit: surroundings.endpointURL
        )
        let own = config.profiles[files.profileName] ?? SharedConfig.Profile()
        let metadata =
            chain.base == .instance
            ? try InstanceMetadata.Settings(environment: surroundings.environment, profile: own) : nil
        var source = try source(chain.base, metadata, endpoints, own["region"])
        for (index, role) in chain.roles.enumerated() {
            // Whoever asks for the last link keeps it; those before it serve other chains too.
            let key = SourceShelf.Key(chain: chain.prefix(index), metadata: metadata)
            let kept = await surroundings.shelf.cache(key, source)
            let region = try region(of: role.session.role, preferred: [role.region, own["region"]])
            source = AssumedRole(role.session, caller: surroundings.makeCaller(kept, region, endpoints))
        }
        return try await source.credentials(at: now)
    }

    private func source(
        _ base: ProfileChain.Base,
        _ metadata: InstanceMetadata.Settings?,
        _ endpoints: EndpointResolver,
        _ ownRegion: String?
    ) throws(AWSError) -> any CredentialSource {
        switch base {
        case .profile(let credentials): return credentials
        case .environment: return EnvironmentCredentials(surroundings.environment)
        case .container:
            guard let container = try ContainerCredentials(surroundings) else {
                throw .credentials(
                    detail: "no container's credentials: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and "
                        + "AWS_CONTAINER_CREDENTIALS_FULL_URI are not set"
                )
            }
            return container
        case .instance:
            guard let metadata else { throw .credentials(detail: "nothing says how instance metadata is reached") }
            return InstanceCredentials(metadata, surroundings)
        case .process(let command): return ProcessCredentials(command, environment: surroundings.environment)
        case .sso(let login):
            let caller = surroundings.makeCaller(Credentials.anonymous, login.region, endpoints)
            return SSOCredentials(login, home: surroundings.environment["HOME"], caller: caller)
        case .webIdentity(let login):
            let region = try region(of: login.role, preferred: [login.region, ownRegion])
            let caller = surroundings.makeCaller(Credentials.anonymous, region, endpoints)
            return WebIdentityRole(login, caller: caller)
        }
    }

    /// The region whose STS is asked for a role: the first preferred one in the role's partition, else its first.
    private func region(of role: String, preferred: [String?]) throws(AWSError) -> Region {
        guard let partition = ARN(role)?.partition else {
            throw .credentials(detail: "role_arn '\(role)' is no ARN: write it as arn:aws:iam::123456789012:role/NAME")
        }
        let environment = surroundings.environment
        let names = [environment["AWS_REGION"], environment["AWS_DEFAULT_REGION"]] + preferred
        let regions = names.compactMap { $0.flatMap(Region.init) }
        if let region = regions.first(where: { $0.partition == partition }) { return region }
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
