package import Values

/// What a controller tells beyond what the pairs' own functions do, and whom: the `alerts` block.
package struct AlertPolicy: Hashable, Sendable {
    /// What may be told.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A pair has nobody to take over, or is down.
        case unprotected
        /// A region of an account cannot be looked at.
        case sweep
        /// A queue cannot be asked.
        case queue
        /// The definitions on disk are not used.
        case definitions
        /// What happens is not recorded.
        case recording
        /// An e-mail address has yet to confirm.
        case email
        /// A pair should be drilled.
        case drill
        /// A function has another engine than this controller.
        case engine
    }

    /// How long a pair has nobody to take over before that is told.
    package var unprotectedFor: Duration = .seconds(600)
    /// How long something fails before that is told.
    package var failingFor: Duration = .seconds(300)
    /// How often every pair should pass a drill.
    package var drillEvery: Duration = .seconds(90 * 86_400)
    /// What is not told.
    package var ignored: Set<Kind> = []
    /// SNS topics that are told.
    package var topics: [ARN] = []
    /// The `credentials` block for the topics; nil is the default chain.
    package var login: String?
    /// Addresses to which documents are posted.
    package var webhooks: [String] = []
    /// The file with the secret of the signatures; nil when they are not signed.
    package var webhookSecretFile: String?
    /// A program and its arguments; empty for none.
    package var command: [String] = []
    /// When it keeps silent.
    package var mutes: [Mute] = []

    /// A policy that tells nobody.
    package init() {}

    /// A time in which nothing is told.
    package struct Mute: Hashable, Sendable {
        /// The days as they are written, in the order of the week.
        package static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

        /// What the operator calls it.
        package var name: String
        /// The days on which it begins, 0 is Monday; nil is every day.
        package var days: Set<Int>?
        /// The minute of the day at which it begins.
        package var from: Int?
        /// The minute of the day at which it ends, on the next day when it is not after the beginning.
        package var to: Int?
        /// The moment at which a single one begins.
        package var starts: Timestamp?
        /// The moment at which a single one ends.
        package var ends: Timestamp?
        /// The names of pairs, with `*` for anything; empty is everything.
        package var pairs: [String] = []

        /// A time of which no part is given yet.
        package init(name: String) { self.name = name }

        /// Whether it keeps silent at a moment about a pair; nil for what is about no single pair.
        package func covers(_ moment: Timestamp, _ pair: PairName?) -> Bool {
            guard covers(moment) else { return false }
            guard !pairs.isEmpty else { return true }
            return pair.map { name in pairs.contains { Self.matches($0, name.text) } } ?? false
        }

        private func covers(_ moment: Timestamp) -> Bool {
            if let starts, moment < starts { return false }
            if let ends, moment >= ends { return false }
            guard days != nil || from != nil || to != nil else { return true }
            let minutes = moment.milliseconds / 60_000
            // The first of January 1970 was a Thursday.
            let (day, minute) = (Int((minutes / 1440 + 3) % 7), Int(minutes % 1440))
            let (from, to) = (from ?? 0, to ?? 0)
            let isDay = { (day: Int) in days?.contains(day) ?? true }
            if from < to { return isDay(day) && (from..<to).contains(minute) }
            return isDay(day) && minute >= from || isDay((day + 6) % 7) && minute < to
        }

        /// Whether a name fits a pattern in which `*` is anything.
        ///
        /// What a star takes is only ever tried again for the last one, so many stars cost no more than one.
        package static func matches(_ pattern: String, _ name: String) -> Bool {
            let (pattern, name) = (Array(pattern.utf8), Array(name.utf8))
            var (place, index) = (0, 0)
            var star: (place: Int, index: Int)?
            while index < name.count {
                if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                    star = (place, index)
                    place += 1
                } else if place < pattern.count, pattern[place] == name[index] {
                    (place, index) = (place + 1, index + 1)
                } else if let last = star {
                    star = (last.place, last.index + 1)
                    (place, index) = (last.place + 1, last.index + 1)
                } else {
                    return false
                }
            }
            return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
        }
    }
}
