package import Values

/// The engine as it is shipped: a zip with the Lambda's `bootstrap`, known by its digest.
package struct Artifact: Hashable, Sendable {
    /// The zip's SHA-256 in Base64, the form in which Lambda itself says it.
    package var sha256: String
    /// The zip's size.
    package var sizeBytes: Int
    /// The version of the engine, for people.
    package var version: String

    /// What is known of an artifact.
    package init(sha256: String, sizeBytes: Int, version: String) {
        (self.sha256, self.sizeBytes, self.version) = (sha256, sizeBytes, version)
    }
}

/// An account and a region in it: what shares one layer and one budget of calls.
package struct Place: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The account.
    package var account: AccountID
    /// The region.
    package var region: Region

    /// A region of an account.
    package init(account: AccountID, region: Region) { (self.account, self.region) = (account, region) }

    /// Orders by account, then by region.
    package static func < (left: Self, right: Self) -> Bool {
        (left.account, left.region) < (right.account, right.region)
    }

    /// Such as `us-west-1 of 731262942057`.
    package var description: String { "\(region) of \(account)" }
}

/// What every pair of a plan has in common.
package struct PlanContext: Sendable {
    /// The name of the fleet of whoever names none.
    package static let defaultFleet = "default"

    /// The fleet's name, the value of the tag ``TagKey/fleet``: two fleets in one account leave each other alone.
    package var fleet: String
    /// The engine to deploy.
    package var artifact: Artifact
    /// Computes SHA-256; given, because this target has no cryptography of its own.
    package var sha256: @Sendable ([UInt8]) -> [UInt8]

    /// A context.
    package init(
        fleet: String = defaultFleet,
        artifact: Artifact,
        sha256: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        (self.fleet, self.artifact, self.sha256) = (fleet, artifact, sha256)
    }
}

/// The keys of the tags that prove what is ours.
package enum TagKey {
    /// On everything of ours, with the value `true`.
    package static let managed = "vaer:managed"
    /// The fleet's name.
    package static let fleet = "vaer:fleet"
    /// The pair's name.
    package static let pair = "vaer:pair"
    /// The digest of the definition with which the resource was written last.
    ///
    /// A resource that is right but for this tag is left alone: the tag says what wrote it, not what it should be.
    package static let digest = "vaer:digest"
}
