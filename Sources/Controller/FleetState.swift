package import Planning
package import Records
package import Values

/// All that the controller knows at one moment: what the status page, the API and the notifications are made from.
package struct FleetState: Sendable {
    /// What became of the definitions on disk.
    package struct Definitions: Hashable, Sendable {
        /// When the fleet that is looked after was loaded.
        package var loaded: Timestamp
        /// Why what is on disk now is not used; nil when it is.
        package var problem: Problem?
    }

    /// Why the definitions on disk are not used.
    package struct Problem: Hashable, Sendable {
        /// Since when.
        package var since: Timestamp
        /// In one line, such as `2 errors in 1 file`.
        package var summary: String
        /// Every diagnostic, as `vaer check` writes it.
        package var text: String
    }

    /// How it is with the looks at one region of one account by one login.
    package struct PlaceState: Hashable, Sendable {
        /// Where.
        package var place: FleetCallers.Place
        /// How many pairs live there.
        package var pairs: Int
        /// When the last look ended; nil before the first.
        package var swept: Timestamp?
        /// How long it took.
        package var took: Duration = .zero
        /// Why it could not be looked at; nil when it could.
        package var problem: PlanFailure?
        /// Since when it cannot be looked at.
        package var problemSince: Timestamp?
        /// When the queue was last asked with success; nil for never.
        package var drained: Timestamp?
        /// How many messages came through the queue since the controller began.
        package var messages = 0
        /// Why the queue cannot be asked; nil when it can.
        package var queueProblem: String?
    }

    /// Whether what happens is recorded.
    package enum Recording: Hashable, Sendable {
        /// It is.
        case on
        /// It is not, since a moment, for this reason; failover goes on.
        case off(since: Timestamp, reason: String, hint: String)
    }

    /// When the controller began.
    package var started: Timestamp
    /// The version of the program.
    package var version: String
    /// What this controller does.
    package var role: ControllerRecord.Role
    /// What became of the definitions on disk.
    package var definitions: Definitions
    /// Whether what happens is recorded.
    package var recording: Recording
    /// The places, sorted.
    package var places: [PlaceState]
    /// Why ways of telling alerts do not work, by the way.
    package var channelProblems: [String: String]
    /// The pairs, sorted by name.
    package var pairs: [PairStatus]
    /// Counts the changes of any of this.
    package var revision: Int

    /// The state without the pairs one by one.
    package var summary: FleetSummary {
        FleetSummary(
            role: role,
            definitions: definitions,
            recording: recording,
            places: places,
            channelProblems: channelProblems,
            standings: pairs.reduce(into: [:]) { $0[$1.standing, default: 0] += 1 }
        )
    }
}

/// How the fleet is on the whole: small, however many pairs there are.
package struct FleetSummary: Sendable {
    /// What this controller does.
    package var role: ControllerRecord.Role
    /// What became of the definitions on disk.
    package var definitions: FleetState.Definitions
    /// Whether what happens is recorded.
    package var recording: FleetState.Recording
    /// The places, sorted.
    package var places: [FleetState.PlaceState]
    /// Why ways of telling alerts do not work, by the way.
    package var channelProblems: [String: String]
    /// How many pairs stand how.
    package var standings: [Standing: Int]

    /// How many pairs there are.
    package var pairs: Int { standings.values.reduce(0, +) }

    /// How the fleet is, in one line.
    package var line: String {
        let words = Standing.allCases.compactMap { standing in standings[standing].map { "\($0) \(standing.rawValue)" }
        }
        let fleet = "\(role.rawValue): \(pairs == 1 ? "1 pair" : "\(pairs) pairs")"
        let head = words.isEmpty ? fleet : "\(fleet): \(words.joined(separator: ", "))"
        return troubles.isEmpty ? head : "\(head); \(troubles[0])"
    }

    /// What is wrong with the controller itself, a line each, the worst first; empty when all is well.
    package var troubles: [String] {
        var lines: [String] = []
        if let problem = definitions.problem {
            lines.append("the definitions on disk are not used, the last good ones are: \(problem.summary)")
        }
        for place in places {
            if let problem = place.problem {
                lines.append("\(place.place.region) of \(place.place.account) cannot be looked at: \(problem.message)")
            }
        }
        if case .off(_, let reason, _) = recording { lines.append("nothing is recorded: \(reason)") }
        for place in places {
            if let problem = place.queueProblem {
                lines.append("the queue in \(place.place.region) of \(place.place.account): \(problem)")
            }
        }
        for (channel, problem) in channelProblems.sorted(by: { $0.key < $1.key }) {
            lines.append("alerts by \(channel) are not taken: \(problem)")
        }
        return lines
    }
}
