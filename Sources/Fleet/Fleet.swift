package import Values

/// All pairs of an operator, with the logins that they use.
package struct Fleet: Hashable, Sendable {
    /// The pairs, sorted by name.
    package var pairs: [Pair]
    /// The `credentials` blocks, by name.
    package var credentials: [String: Login]
    /// The `alerts` block; nil when there is none.
    package var alerts: AlertPolicy?

    /// A fleet; pairs are sorted by name.
    package init(pairs: [Pair] = [], credentials: [String: Login] = [:], alerts: AlertPolicy? = nil) {
        self.pairs = pairs.sorted { $0.name < $1.name }
        (self.credentials, self.alerts) = (credentials, alerts)
    }

    /// How to become the one who may change an account: a `credentials` block.
    package struct Login: Hashable, Sendable {
        /// The profile of the shared AWS files to start from; nil means the default chain.
        package var profile: String?
        /// The role to assume from there; nil means none.
        package var role: ARN?
        /// The external id that the role asks for.
        package var externalID: String?

        /// A login.
        package init(profile: String? = nil, role: ARN? = nil, externalID: String? = nil) {
            (self.profile, self.role, self.externalID) = (profile, role, externalID)
        }
    }
}
