import Fleet
import Values

/// Makes the fleet's own values of what was checked.
enum PairBuilder {
    /// The pair; nil when something of it is wrong or missing.
    static func pair(_ given: EffectivePair) -> Pair? {
        let layer = given.layer
        guard let name = PairName(given.name.text), let region = given.region, let account = given.account,
            let vpc = given.vpc, given.members.count == 2
        else { return nil }
        return Pair(
            name: name,
            region: region,
            account: account,
            vpc: vpc,
            members: BySide(first: member(given.members[0]), second: member(given.members[1])),
            description: layer.text(.description) ?? "",
            credentials: layer.text(.credentials),
            routes: RoutePolicy(
                destinations: layer.destinations(.destinations).map { .only($0) } ?? .all,
                tables: layer.tables(.tables).map { .only($0) } ?? .all,
                protect: layer.destinations(.protect) ?? [],
                exclude: layer.tables(.exclude) ?? []
            ),
            failover: FailoverPolicy(
                failback: layer.duration(.failback).map { .after($0) } ?? .never,
                failbacksPerHour: layer.integer(.failbacksPerHour) ?? FailoverPolicy().failbacksPerHour,
                statusChecks: layer.boolean(.statusChecks),
                paused: layer.boolean(.paused)
            ),
            notify: notifications(layer),
            deployment: deployment(layer)
        )
    }

    /// The login that a `credentials` block gives.
    static func login(_ layer: Layer) -> Fleet.Login {
        Fleet.Login(
            profile: layer.text(.profile),
            role: layer.arn(.loginRole),
            externalID: layer.text(.externalID)
        )
    }

    /// What an `alerts` block says.
    static func alerts(_ given: Definitions.AlertsGiven) -> AlertPolicy {
        let layer = given.layer
        var policy = AlertPolicy()
        policy.unprotectedFor = layer.duration(.unprotectedFor) ?? policy.unprotectedFor
        policy.failingFor = layer.duration(.failingFor) ?? policy.failingFor
        policy.drillEvery = layer.duration(.drillEvery) ?? policy.drillEvery
        policy.ignored = Set(layer.texts(.ignore).compactMap(AlertPolicy.Kind.init(rawValue:)))
        policy.topics = (layer.items(.topics) ?? []).compactMap {
            if case .arn(let arn) = $0.value { arn } else { nil }
        }
        policy.login = layer.text(.credentials)
        policy.webhooks = layer.texts(.webhooks)
        policy.webhookSecretFile = layer.text(.webhookSecretFile)
        policy.command = layer.texts(.command)
        policy.mutes = given.mutes.map(mute)
        return policy
    }

    private static func mute(_ given: Definitions.Shared) -> AlertPolicy.Mute {
        var mute = AlertPolicy.Mute(name: given.name.text)
        let days = given.layer.texts(.muteDays).compactMap { AlertPolicy.Mute.dayNames.firstIndex(of: $0) }
        mute.days = given.layer.given(.muteDays).map { _ in Set(days) }
        if case .minute(let minute) = given.layer.value(.muteFrom) { mute.from = minute }
        if case .minute(let minute) = given.layer.value(.muteTo) { mute.to = minute }
        if case .moment(let moment) = given.layer.value(.muteStarts) { mute.starts = moment }
        if case .moment(let moment) = given.layer.value(.muteEnds) { mute.ends = moment }
        mute.pairs = given.layer.texts(.mutePairs)
        return mute
    }

    private static func member(_ given: Definitions.MemberGiven) -> Member {
        var instance: InstanceID?
        if case .instance(let id) = given.layer.value(.instance) { instance = id }
        return Member(
            name: given.name.text,
            instance: instance,
            interfaces: given.allInterfaces.map { Interface(name: $0.name, eni: $0.eni) },
            alarms: given.layer.texts(.alarms)
        )
    }

    private static func notifications(_ layer: Layer) -> Notifications {
        Notifications(
            email: layer.texts(.email),
            https: layer.texts(.https),
            sqs: (layer.items(.sqs) ?? []).compactMap { if case .arn(let arn) = $0.value { arn } else { nil } },
            topic: layer.arn(.topic),
            everyRun: layer.boolean(.everyRun)
        )
    }

    private static func deployment(_ layer: Layer) -> Deployment {
        var result = Deployment(
            tags: layer.tags.compactMap { tag in tag.value.map { Tag(key: tag.key.text, value: $0) } }.sorted(),
            names: NameOverrides(
                function: layer.text(.function),
                role: layer.text(.role),
                rule: layer.text(.rule),
                topic: layer.text(.topicName),
                logGroup: layer.text(.logGroup)
            ),
            permissionsBoundary: layer.arn(.permissionsBoundary),
            formerName: layer.text(.formerName).flatMap(PairName.init)
        )
        if let sweep = layer.duration(.sweep) { result.sweep = sweep }
        if let days = layer.integer(.logRetention) { result.logRetentionDays = days }
        if let memory = layer.integer(.memory) { result.memoryMegabytes = memory }
        if let timeout = layer.duration(.timeout) { result.timeout = timeout }
        return result
    }
}
