package import Values

/// One message that somebody was sent about a pair or about the fleet.
package struct NotificationRecord: Hashable, Sendable {
    /// Where in its episode a message stands.
    package enum Phase: String, Hashable, Sendable, CaseIterable {
        /// Something happened, and that is all.
        case news
        /// A trouble began.
        case problem
        /// The trouble is over.
        case recovery
    }

    /// What became of it.
    package enum Outcome: Hashable, Sendable {
        /// It was handed over.
        case sent
        /// It was not, for this reason.
        case failed(String)
    }

    /// What tells it from all others; storing the same twice stores it once, with the later outcome.
    package var key: String
    /// The trouble that it is about, the same for its beginning and its end, such as `unprotected/sfo-edge`.
    package var episode: String
    /// Where in its episode it stands.
    package var phase: Phase
    /// The pair; nil for the fleet.
    package var pair: PairName?
    /// The way, such as `topic` or `webhook`.
    package var channel: String
    /// To whom, without secrets.
    package var target: String
    /// What it said, in one line.
    package var subject: String
    /// When it was sent.
    package var time: Timestamp
    /// What became of it.
    package var outcome: Outcome

    /// A message of which every part is given.
    package init(
        key: String,
        episode: String,
        phase: Phase,
        pair: PairName?,
        channel: String,
        target: String,
        subject: String,
        time: Timestamp,
        outcome: Outcome = .sent
    ) {
        (self.key, self.episode, self.phase, self.pair) = (key, episode, phase, pair)
        (self.channel, self.target, self.subject) = (channel, target, subject)
        (self.time, self.outcome) = (time, outcome)
    }
}
