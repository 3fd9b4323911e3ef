package import Values

/// What one run of apply or destroy did to the resources of one pair.
package struct ApplyRecord: Hashable, Sendable {
    /// What was asked for.
    package enum Verb: String, Hashable, Sendable, CaseIterable {
        /// To make AWS as the definition says.
        case apply
        /// To delete all that is the pair's.
        case destroy
    }

    /// How it ended.
    package enum Outcome: Hashable, Sendable {
        /// All of it was done.
        case done
        /// Some of it was not done, for this reason.
        case failed(String)
        /// The operator stopped it; running it again goes on from there.
        case interrupted
    }

    /// How many resources it made, changed and deleted.
    package struct Counts: Hashable, Sendable {
        /// Resources made.
        package var created: Int
        /// Resources changed.
        package var updated: Int
        /// Resources deleted.
        package var deleted: Int

        /// Counts; without arguments nothing.
        package init(created: Int = 0, updated: Int = 0, deleted: Int = 0) {
            (self.created, self.updated, self.deleted) = (created, updated, deleted)
        }

        /// How many resources were touched.
        package var total: Int { created + updated + deleted }
    }

    /// The pair.
    package var pair: PairName
    /// What was asked for.
    package var verb: Verb
    /// When it began.
    package var started: Timestamp
    /// When it ended.
    package var finished: Timestamp
    /// How it ended.
    package var outcome: Outcome
    /// What it touched.
    package var counts: Counts
    /// The digest of the pair's definition that was applied; may be empty.
    package var digest: String
    /// The version of the engine that AWS holds for the pair afterwards; nil when not known.
    package var engineVersion: String?

    /// A run over one pair.
    package init(
        pair: PairName,
        verb: Verb,
        started: Timestamp,
        finished: Timestamp,
        outcome: Outcome,
        counts: Counts,
        digest: String = "",
        engineVersion: String? = nil
    ) {
        (self.pair, self.verb, self.started, self.finished) = (pair, verb, started, finished)
        (self.outcome, self.counts, self.digest) = (outcome, counts, digest)
        self.engineVersion = engineVersion
    }
}
