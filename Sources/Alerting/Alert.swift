package import Fleet
package import Values

/// Something that somebody should be told, as long as it is so.
package struct Alert: Hashable, Sendable {
    /// What kind of thing.
    package var kind: AlertPolicy.Kind
    /// The pair; nil for what is about no single pair.
    package var pair: PairName?
    /// The region and the account; nil for what is about the controller.
    package var place: String?
    /// Since when it is so.
    package var since: Timestamp
    /// What is so, in words that continue after the pair's or the place's name.
    package var text: String

    /// What tells it from all others, the same from its beginning to its end, such as `unprotected/sfo-edge`.
    package var episode: String { [kind.rawValue, pair?.text ?? place].compactMap { $0 }.joined(separator: "/") }

    /// The episode and its beginning, such as `unprotected/sfo-edge@1795593600000`.
    var id: String { "\(episode)@\(since.milliseconds)" }

    /// Whether it is about no pair and no place.
    var isOfController: Bool { pair == nil && place == nil }

    /// The name of what it is about.
    var subject: String { pair?.text ?? place ?? "the controller" }

    /// An alert of which every part is given.
    package init(_ kind: AlertPolicy.Kind, pair: PairName? = nil, place: String? = nil, since: Timestamp, text: String)
    {
        (self.kind, self.pair, self.place) = (kind, pair, place)
        // A hundred of them fit into a pipe and into a message of SNS.
        (self.since, self.text) = (since, String(text.prefix(300)))
    }
}

extension AlertPolicy.Kind {
    /// What several of them have in common, after their number, such as `pairs are not protected`.
    func words(_ count: Int, isOver: Bool) -> String {
        let (one, many): (String, String) =
            switch (self, isOver) {
            case (.unprotected, false): ("pair is not protected", "pairs are not protected")
            case (.unprotected, true): ("pair is protected again", "pairs are protected again")
            case (.sweep, false): ("region cannot be looked at", "regions cannot be looked at")
            case (.sweep, true): ("region can be looked at again", "regions can be looked at again")
            case (.queue, false): ("queue cannot be asked", "queues cannot be asked")
            case (.queue, true): ("queue can be asked again", "queues can be asked again")
            case (.definitions, false):
                ("fleet keeps its last good definitions", "fleets keep their last good definitions")
            case (.definitions, true): ("fleet has good definitions again", "fleets have good definitions again")
            case (.recording, false): ("history is not written", "histories are not written")
            case (.recording, true): ("history is written again", "histories are written again")
            case (.email, false):
                ("pair has e-mail addresses not confirmed", "pairs have e-mail addresses not confirmed")
            case (.email, true): ("pair has all its addresses confirmed", "pairs have all their addresses confirmed")
            case (.drill, false): ("pair should be drilled", "pairs should be drilled")
            case (.drill, true): ("pair needs no drill any more", "pairs need no drill any more")
            case (.engine, false): ("pair has another engine than this", "pairs have another engine than this")
            case (.engine, true): ("pair has this engine", "pairs have this engine")
            }
        return count == 1 ? one : many
    }

    /// What somebody can do about it.
    var wayOut: String {
        switch self {
        case .unprotected:
            "look at the router that failed; 'vaer describe PAIR' tells why, 'vaer history PAIR' what happened"
        case .sweep: "check the login, its rights and the network; 'vaer sweep' tries it by hand"
        case .queue: "run 'vaer apply', which makes the queue and its rights"
        case .definitions: "run 'vaer check', which shows every error with its place"
        case .recording: "free the disk or mend the file: 'vaer db check'; failover goes on meanwhile"
        case .email: "confirm by the link in the mail that AWS sent; 'vaer preflight' tells which"
        case .drill: "run 'vaer drill PAIR' in a quiet hour"
        case .engine: "run 'vaer apply', which puts this controller's engine in place"
        }
    }
}
