import Fleet
package import Values

/// The definition that takes over what somebody made by hand, with what its reader should know.
package struct Adoption: Hashable, Sendable {
    /// Why something cannot be taken over.
    package struct Refusal: Error, Hashable, Sendable {
        /// Why, without a full stop.
        package var reason: String
        /// What to do about it.
        package var wayOut: String
    }

    /// The definition.
    package private(set) var draft: PairDraft
    /// What stays as it is, changes or needs a look, a sentence each.
    package private(set) var remarks: [String] = []

    /// The definition of what was made by hand; refuses what is no pair, or has a definition.
    ///
    /// `name` is the pair's name, nil for one after its VPC or routers.
    package init(
        _ handmade: Handmade,
        login: String?,
        name: PairName?,
        known: KnownPairs,
        namer: inout PairNamer
    ) throws(Refusal) {
        let facts = try HandmadeFacts(handmade, known)
        if let name, known.has(name) {
            let reason = "the pair '\(name)' is defined already"
            throw Refusal(reason: reason, wayOut: "give this one another name with --name")
        }
        let stem = NameStem.common(of: facts.members.first.name, and: facts.members.second.name)
        let texts = [handmade.vpcName, stem, handmade.function].compactMap(\.self)
        guard let name = name ?? namer.name(from: texts, region: handmade.region) else {
            throw Refusal(reason: "no name is left for the pair", wayOut: "give it one with --name")
        }
        draft = PairDraft(
            Pair(
                name: name,
                region: handmade.region,
                account: handmade.account,
                vpc: facts.vpc,
                members: facts.members,
                credentials: login
            ),
            remarks: ["Taken over from the function \(handmade.function) by 'vaer adopt'."]
        )
        draft.pair.deployment.names.function = handmade.function
        takeRole(of: handmade)
        takeLog(of: handmade)
        takeRule(of: handmade)
        takeTopic(of: handmade)
        let surplus = handmade.environment.keys.filter { !Handmade.variables.contains($0) }.sorted()
        if !surplus.isEmpty {
            remarks.append("the variables \(surplus.joined(separator: ", ")) will go: the engine does not read them")
        }
    }

    private mutating func takeRole(of handmade: Handmade) {
        let sharers = handmade.neighbours.filter { $0.role == handmade.role }.map(\.name)
        guard sharers.isEmpty, let name = handmade.role.split(separator: "/").last.map(String.init) else {
            let others = sharers.sorted().joined(separator: ", ")
            remarks.append("the role \(handmade.role) stays as it is, since \(others) use it; the pair gets its own")
            return
        }
        draft.pair.deployment.names.role = name
        if let boundary = handmade.boundary.flatMap(ARN.init) { draft.pair.deployment.permissionsBoundary = boundary }
        remarks.append(
            "the role \(name) gets an inline policy with just what the pair needs; then the managed policies are detached "
                + "from it, and kept"
        )
    }

    private mutating func takeLog(of handmade: Handmade) {
        draft.pair.deployment.names.logGroup = handmade.logGroup
        switch handmade.retention {
        case .noLog: break
        case .days(let days): draft.pair.deployment.logRetentionDays = days
        case .forever:
            draft.pair.deployment.logRetentionDays = Self.longestRetentionDays
            remarks.append("the log was kept without limit; it will be for \(Self.longestRetentionDays) days")
        }
    }

    /// The longest time that the language knows: ten years.
    private static let longestRetentionDays = 3653

    private mutating func takeRule(of handmade: Handmade) {
        let fit = handmade.rules.filter { $0.isOnlyFor && $0.isOnStateChanges }.sorted { $0.name < $1.name }
        draft.pair.deployment.names.rule = fit.first?.name
        if fit.isEmpty {
            remarks.append("no rule of its own wakes the function when a router's state changes: one is made")
        }
        if fit.first?.isEnabled == false { remarks.append("the rule \(fit[0].name) is off; apply switches it on") }
        for rule in handmade.rules where rule.name != fit.first?.name {
            let reason = rule.isOnlyFor ? "" : ", and wakes others"
            remarks.append(
                "the rule \(rule.name) wakes the function too\(reason): take the function out of its targets"
            )
        }
    }

    private mutating func takeTopic(of handmade: Handmade) {
        draft.pair.notify.everyRun = handmade.onSuccess != nil
        for other in [handmade.onSuccess, handmade.onFailure].compactMap(\.self)
        where other != handmade.topic?.description {
            remarks.append("\(other) is not told any more: a pair has one topic")
        }
        guard let topic = handmade.topic else {
            remarks.append("the function tells nobody: the pair gets a topic, and 'notify' can name who reads it")
            return
        }
        let sharers = handmade.neighbours.filter { $0.destinations.contains(topic.description) }.map(\.name)
        let isOurs = topic.region == handmade.region.name && topic.account == handmade.account.text
        guard sharers.isEmpty, isOurs else {
            draft.pair.notify.topic = topic
            let others = sharers.isEmpty ? "" : ", since \(sharers.sorted().joined(separator: ", ")) tell it things too"
            remarks.append("the topic \(topic.resource) stays as it is\(others)")
            return
        }
        draft.pair.deployment.names.topic = topic.resource
        remarks.append(
            "only the pair's role may publish to the topic \(topic.resource) from then on; if anything else does, write "
                + "notify { topic = \(topic) } in place of its name"
        )
        take(handmade.subscribers)
    }

    private mutating func take(_ subscribers: [Handmade.Subscriber]) {
        for subscriber in subscribers {
            switch subscriber.protocolName {
            case "email": draft.pair.notify.email.append(subscriber.endpoint)
            case "sqs":
                if let queue = ARN(subscriber.endpoint) { draft.pair.notify.sqs.append(queue) }
            default: remarks.append("the topic's subscription by \(subscriber.protocolName) stays, without being named")
            }
        }
        draft.pair.notify.email = Set(draft.pair.notify.email).sorted()
        draft.pair.notify.sqs = Set(draft.pair.notify.sqs).sorted()
    }
}

/// What the four variables say, held against what there is.
private struct HandmadeFacts {
    let vpc: VPCID
    let members: BySide<Member>

    init(_ handmade: Handmade, _ known: KnownPairs) throws(Adoption.Refusal) {
        let function = "the function \(handmade.function)"
        let missing = Handmade.variables.filter { handmade.environment[$0] == nil }
        guard missing.isEmpty else {
            let reason = "\(function) has no variable \(missing.map { "'\($0)'" }.joined(separator: ", "))"
            let wayOut =
                "only what has the manual procedure's four can be taken over; 'vaer discover' finds other pairs"
            throw Adoption.Refusal(reason: reason, wayOut: wayOut)
        }
        // Whoever wrote them could have put anything there.
        let value = { (name: String) in (handmade.environment[name] ?? "").onOneLine }
        guard value("region") == handmade.region.name else {
            let reason =
                "the variable 'region' of \(function) is '\(value("region"))', but it runs in \(handmade.region)"
            throw Adoption.Refusal(reason: reason, wayOut: "correct the variable")
        }
        guard let vpc = VPCID(value("vpcid")) else {
            let reason = "the variable 'vpcid' of \(function) is '\(value("vpcid"))', which is no VPC"
            throw Adoption.Refusal(reason: reason, wayOut: "correct the variable")
        }
        guard handmade.architecture != "arm64" else {
            let reason = "\(function) is for arm64, and the engine for x86_64"
            throw Adoption.Refusal(reason: reason, wayOut: "change its architecture in Lambda, then adopt again")
        }
        guard handmade.ties.isEmpty else {
            let reason =
                "\(function) is tied to \(handmade.ties.joined(separator: " and ")), which takes rights of its own"
            throw Adoption.Refusal(reason: reason, wayOut: "untie it in Lambda, then adopt again")
        }
        let first = try Self.member("host1eni", handmade, vpc, known)
        let second = try Self.member("host2eni", handmade, vpc, known)
        guard first.instance != second.instance else {
            let reason = "both interfaces of \(function) are those of one instance"
            throw Adoption.Refusal(reason: reason, wayOut: "correct the variables 'host1eni' and 'host2eni'")
        }
        var members = BySide(first: first, second: second)
        if first.name == second.name {
            members.first.name = first.instance?.text ?? "A"
            members.second.name = second.instance?.text ?? "B"
        }
        (self.vpc, self.members) = (vpc, members)
    }

    private static func member(
        _ variable: String,
        _ handmade: Handmade,
        _ vpc: VPCID,
        _ known: KnownPairs
    ) throws(Adoption.Refusal) -> Member {
        let text = (handmade.environment[variable] ?? "").onOneLine
        let what = "the variable '\(variable)' of the function \(handmade.function)"
        guard let eni = ENIID(text) else {
            throw Adoption.Refusal(
                reason: "\(what) is '\(text)', which is no interface",
                wayOut: "correct the variable"
            )
        }
        if let owner = known.owner(of: eni) {
            let wayOut = "write names { function = \(handmade.function) } into that pair to take the function over"
            throw Adoption.Refusal(reason: "\(eni) belongs to the pair '\(owner)' already", wayOut: wayOut)
        }
        let router = handmade.routers.first { $0.interfaces.contains { $0.eni == eni } }
        guard let router else {
            let reason = "\(what) is \(eni), which does not exist or is attached to no instance"
            throw Adoption.Refusal(reason: reason, wayOut: "correct the variable, or attach the interface")
        }
        guard router.vpc == vpc else {
            let reason = "\(what) is \(eni) in \(router.vpc?.text ?? "no VPC"), not in \(vpc)"
            throw Adoption.Refusal(reason: reason, wayOut: "correct the variables")
        }
        return Member(name: router.name, instance: router.id, interfaces: [Interface(eni: eni)])
    }
}
