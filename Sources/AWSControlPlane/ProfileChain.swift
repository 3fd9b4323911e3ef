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
        /// At the host that the environment names to a container.
        case container
        /// At the metadata service of an instance.
        case instance
        /// With a program.
        case process(ProcessCredentials.Command)
        /// With the portal of IAM Identity Center.
        case sso(SSOCredentials.Login)
        /// With STS, for a token of an identity provider.
        case webIdentity(WebIdentityRole.Login)
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
    package private(set) var roles: [Role] = []

    /// A chain without roles.
    init(_ base: Base) { self.base = base }

    /// Works out the chain of a profile.
    ///
    /// Throws ``AWSError/credentials(detail:)`` for a profile that has none, or has them in a way that needs a person.
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html>
    package init(profile name: String, in config: SharedConfig, places: String) throws(AWSError) {
        var roles: [Role] = []
        var visited: [String] = []
        var next = name
        while true {
            guard let section = ProfileSection(next, in: config) else {
                throw Self.missing(next, from: visited.last, config: config, places: places)
            }
            let isRevisited = visited.contains(next)
            // A profile may name itself: its own key is then the one that assumes its role.
            if isRevisited, visited.last != next {
                throw section.complaint("is its own source by way of \((visited + [next]).joined(separator: ", "))")
            }
            visited.append(next)
            let isKeyEnough = visited.count > 1 && section.hasKey
            guard !isKeyEnough, !isRevisited, let session = try section.roleSession() else {
                (base, self.roles) = (try section.base(), roles.reversed())
                return
            }
            roles.append(Role(session: session, region: section.profile["region"]))
            let source = try section.source()
            if let base = source.base {
                (self.base, self.roles) = (base, roles.reversed())
                return
            }
            next = source.profile ?? next
        }
    }

    /// The chain up to, but without, a role.
    func prefix(_ count: Int) -> ProfileChain {
        var chain = self
        chain.roles = Array(roles.prefix(count))
        return chain
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
