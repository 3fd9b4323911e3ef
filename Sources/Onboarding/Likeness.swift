import Values

/// What speaks for two instances being a pair, and what against it.
struct Likeness {
    /// What is like the other, in words.
    private(set) var reasons: [String] = []
    /// What makes it doubtful, in words; each lowers the confidence by a step.
    private(set) var doubts: [String] = []
    /// What speaks for it, added up: 3 for names or a tag of their own, 1 for image, type, zones and forwarding.
    private(set) var points = 0

    /// From so many points on the confidence is high.
    static let high = 7
    /// From so many points on the confidence is medium.
    static let medium = 4
    /// What it counts that no third instance comes into question.
    static let onlyTwo = 3
    /// Two instances with fewer points are not alike.
    static let least = 3

    /// The likeness of two instances; `ownTags` are the tags that they share with no other candidate.
    init(_ left: Network.Instance, _ right: Network.Instance, ownTags: [String]) {
        let areAlike = NameStem.common(of: left.name, and: right.name) != nil
        add(3, areAlike ? "the names are alike" : nil)
        add(3, ownTags.first.map { "only they have the tag \($0)" })
        add(1, !left.image.isEmpty && left.image == right.image ? "same image" : nil)
        add(1, !left.type.isEmpty && left.type == right.type ? "same type" : nil)
        add(1, left.forwards && right.forwards ? "both forward" : nil)
        add(1, left.zone != right.zone ? "in two zones" : nil)
        doubt(left.image != right.image, "different images")
        doubt(left.zone == right.zone, "both in \(left.zone)")
        doubt(!(left.forwards && right.forwards), "not both have the source/destination check off")
        let owners = [left, right].flatMap { $0.tags.keys }
        doubt(owners.contains("aws:autoscaling:groupName"), "an Auto Scaling group replaces them by others")
        doubt(owners.contains { $0.hasPrefix("kubernetes.io/") }, "they are nodes of Kubernetes")
    }

    /// Takes into account that no third instance comes into question.
    mutating func addOnlyTwo() {
        points += Self.onlyTwo
        reasons.insert("the only two of the VPC", at: 0)
    }

    /// Takes a doubt into account.
    mutating func doubt(_ isDoubtful: Bool, _ text: String) {
        if isDoubtful { doubts.append(text) }
    }

    /// How sure it is.
    var confidence: Confidence {
        let level: Confidence = points >= Self.high ? .high : points >= Self.medium ? .medium : .low
        return doubts.reduce(level) { level, _ in level.lowered }
    }

    private mutating func add(_ points: Int, _ reason: String?) {
        guard let reason else { return }
        self.points += points
        reasons.append(reason)
    }
}

/// What two names have in common that differ in one part only, such as `vaer-sfo` of `vAER-SFO-A` and `vAER-SFO-B`.
enum NameStem {
    /// The parts that both share, in lower case with hyphens between them; nil when the names are not alike.
    ///
    /// Alike are names that are equal, or differ in one part that counts (`1` and `2`, `a` and `b`, `us-west-1a` and
    /// `us-west-1b`) or names a role (`primary` and `standby`).
    static func common(of left: String, and right: String) -> String? {
        // An instance without a name is known by its id, which says nothing.
        guard InstanceID(left) == nil, InstanceID(right) == nil else { return nil }
        let (first, second) = (parts(left), parts(right))
        guard first.count == second.count, !first.isEmpty else { return nil }
        let differing = first.indices.filter { first[$0] != second[$0] }
        guard differing.count <= 1 else { return nil }
        var common = first
        if let index = differing.first {
            guard let start = counterparts(first[index], second[index]) else { return nil }
            common[index] = start
        }
        return common.filter { !$0.isEmpty }.joined(separator: "-")
    }

    /// The names' runs of letters and of digits.
    private static func parts(_ name: String) -> [String] {
        var parts: [String] = []
        var last = Kind.other
        for character in name.lowercased() {
            let kind: Kind = character.isNumber ? .digit : character.isLetter ? .letter : .other
            if kind == last, kind != .other { parts[parts.count - 1].append(character) }
            if kind != last, kind != .other { parts.append(String(character)) }
            last = kind
        }
        return parts
    }

    /// What a character is to a name.
    private enum Kind { case letter, digit, other }

    private static let roles: Set<String> = [
        "primary", "secondary", "standby", "backup", "active", "passive", "main", "master", "slave", "left", "right",
        "one", "two", "first", "second",
    ]

    /// What both parts begin with, when they count or name a role; nil when they are just different.
    private static func counterparts(_ left: String, _ right: String) -> String? {
        let areNumbers = left.allSatisfy(\.isNumber) && right.allSatisfy(\.isNumber)
        if areNumbers || left.count == 1 && right.count == 1 || roles.contains(left) && roles.contains(right) {
            return ""
        }
        // `rtra` and `rtrb`.
        guard left.count == right.count, left.count >= 3, left.dropLast() == right.dropLast() else { return nil }
        return String(left.dropLast())
    }
}
