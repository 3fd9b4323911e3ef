package import Codecs

/// What a pair's function may do.
package struct Role: Hashable, Sendable {
    /// The path of every role that we make.
    package static let path = "/vaer/"

    /// The name, at most 64 characters.
    package var name: String
    /// The path; a role's path never changes.
    package var path: String
    /// Who may take the role.
    package var trust: JSON
    /// What people read about it.
    package var description: String
    /// The ARN of the policy that it can never go beyond; nil for none.
    package var boundary: String?
    /// The tags.
    package var tags: [String: String]

    /// A role.
    package init(
        name: String,
        path: String,
        trust: JSON,
        description: String,
        boundary: String?,
        tags: [String: String]
    ) {
        (self.name, self.path, self.trust) = (name, path, trust)
        (self.description, self.boundary, self.tags) = (description, boundary, tags)
    }

    /// See ``Resource/attributes``.
    var attributes: [Attribute] {
        [
            Attribute("trust", .policy(trust)),
            Attribute("description", description),
            Attribute("permissions-boundary", boundary),
        ]
    }
}

/// A managed policy that is attached to a role; it can only be detached, never deleted.
package struct PolicyAttachment: Hashable, Sendable {
    /// The role's name.
    package var role: String
    /// The policy's ARN.
    package var policy: String

    /// An attachment.
    package init(role: String, policy: String) { (self.role, self.policy) = (role, policy) }
}

/// The inline policy of a pair's role.
package struct RolePolicy: Hashable, Sendable {
    /// The policy's name in every role.
    package static let policyName = "vaer"

    /// The role's name.
    package var role: String
    /// The policy's name.
    package var name: String
    /// What it allows.
    package var document: JSON

    /// An inline policy.
    package init(role: String, name: String, document: JSON) {
        (self.role, self.name, self.document) = (role, name, document)
    }
}
