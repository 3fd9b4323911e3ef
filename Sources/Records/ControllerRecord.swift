package import Values

/// One run of a controller, as the history tells of it.
package struct ControllerRecord: Hashable, Sendable {
    /// What a controller does.
    package enum Role: String, Hashable, Sendable, CaseIterable {
        /// It sweeps, drains and records.
        case active
        /// Another one does; this one waits for its turn.
        case standby
    }

    /// Who it is: host and process.
    package var holder: String
    /// The version of the program.
    package var version: String
    /// When it began.
    package var started: Timestamp
    /// When it was last heard of.
    package var seen: Timestamp
    /// When it ended in good order; nil while it runs, or when its process died.
    package var ended: Timestamp?
    /// What it does.
    package var role: Role
    /// How many pairs it looks after.
    package var pairs: Int
    /// Why the definitions on disk are not used; nil when they are.
    package var definitionsProblem: String?
    /// Since when that is so.
    package var problemSince: Timestamp?

    /// A run that has just begun.
    package init(holder: String, version: String, started: Timestamp, role: Role) {
        (self.holder, self.version, self.started, seen) = (holder, version, started, started)
        (self.role, pairs) = (role, 0)
    }
}

/// The right to be the one that acts, for a while: who holds it keeps it by asking again in time.
package struct Lease: Hashable, Sendable {
    /// Who holds it.
    package var holder: String
    /// Counts the changes of holder: what was begun under a smaller number is out of date.
    package var token: Int64
    /// Until when it is held unless it is asked for again.
    package var expires: Timestamp

    /// A lease.
    package init(holder: String, token: Int64, expires: Timestamp) {
        (self.holder, self.token, self.expires) = (holder, token, expires)
    }
}
