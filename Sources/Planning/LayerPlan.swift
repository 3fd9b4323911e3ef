/// What is to be done about the engine's layer in one region of an account.
package struct LayerPlan: Hashable, Sendable {
    /// Where.
    package let place: Place
    /// The changes: at most one version to publish, and those to delete.
    package let changes: [ResourceChange]
    /// The version that holds the engine already; nil when it has to be published first.
    package let current: LayerVersion?

    /// What is to be done so that an artifact is there.
    ///
    /// A version counts when it says our digest and Lambda measured the same; anything else is left alone.
    package static func publishing(_ artifact: Artifact, at place: Place, observed: [LayerVersion]) -> LayerPlan {
        let desired = LayerVersion(artifact: artifact)
        let fitting = observed.filter { version in
            version.sha256 == artifact.sha256
                && LayerVersion.claimedDigest(in: version.description) == artifact.sha256
        }
        // The oldest stays, so that two who publish at once agree on which of theirs it is.
        let oldestFirst = fitting.sorted { $0.version ?? 0 < $1.version ?? 0 }
        guard let oldest = oldestFirst.first else {
            let change = ResourceChange(.create, .layer(desired), reason: "this engine is not there yet")
            return LayerPlan(place: place, changes: [change], current: nil)
        }
        let keep = ResourceChange(.none, .layer(oldest), observed: .layer(oldest), reason: "as defined")
        let surplus = oldestFirst.dropFirst().map { version in
            ResourceChange(
                .delete,
                .layer(version),
                observed: .layer(version),
                reason: "the same engine, published twice because an answer was lost"
            )
        }
        return LayerPlan(place: place, changes: [keep] + surplus, current: oldest)
    }

    /// What is to be done so that no version of ours is left, unless functions that stay need one.
    ///
    /// Functions go on with a layer version that is deleted, but can no longer be changed; so the last pair clears up.
    package static func removing(at place: Place, observed: [LayerVersion], usersThatStay: [String]) -> LayerPlan {
        let changes = observed.map { version in
            let resource = Resource.layer(version)
            guard LayerVersion.claimedDigest(in: version.description) != nil else {
                return ResourceChange(.none, resource, observed: resource, reason: "not published by vaer; kept")
            }
            guard usersThatStay.isEmpty else {
                let reason = "still used by \(names(of: usersThatStay))"
                return ResourceChange(.none, resource, observed: resource, reason: reason)
            }
            return ResourceChange(.delete, resource, observed: resource, reason: "no function uses it any more")
        }
        return LayerPlan(place: place, changes: changes, current: nil)
    }

    /// The first few of the functions that stay.
    static func names(of users: [String]) -> String {
        users.prefix(3).joined(separator: ", ") + (users.count > 3 ? ", …" : "")
    }

    /// The changes that send calls.
    package var mutations: [ResourceChange] { changes.filter(\.isMutating) }
}
