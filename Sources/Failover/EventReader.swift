package import Codecs
package import Engine
package import Fleet
package import Values

/// What an invocation asks for.
package enum Invocation: Hashable, Sendable {
    /// To look at the pair, because of something that happened then.
    case look(Trigger, time: Timestamp?)
    /// Nothing: it is not for this pair, or no event at all, for this reason.
    case rejected(String)
}

/// Reads what EventBridge delivers.
///
/// What is not about this pair is rejected, with a reason and no call to AWS; it is never an error, because an error
/// would bring the same event back.
package enum EventReader {
    /// Reads an event for a pair.
    ///
    /// `instances` are the members' instances as far as they are known. While one is not, an event about any instance
    /// makes the engine look, which harms nobody; only a rehearsal needs to know whose instance it is about.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html>
    package static func read(_ event: JSON, for pair: Pair, instances: BySide<InstanceID?>? = nil) -> Invocation {
        guard let source = event["source"]?.string, let type = event["detail-type"]?.string else {
            return .rejected("the event has no 'source' and 'detail-type'")
        }
        let instances = instances ?? pair.members.map(\.instance)
        let time = event["time"]?.string.flatMap(Timestamp.init)
        switch (source, type) {
        case ("aws.events", "Scheduled Event"):
            return place(event, pair) ?? .look(.sweep, time: nil)
        case ("aws.ec2", "EC2 Instance State-change Notification"):
            return place(event, pair) ?? stateChange(event, pair, instances, time)
        case ("aws.cloudwatch", "CloudWatch Alarm State Change"):
            return place(event, pair) ?? alarm(event, pair, time)
        default: return .rejected("'\(clipped(type))' of '\(clipped(source))' is nothing that a pair reacts to")
        }
    }

    /// Whether the event asks what would happen and whether AWS would allow it, and for nothing to be done.
    package static func isDryRun(_ event: JSON) -> Bool { event["vaer"]?["dry-run"] == .bool(true) }

    /// Whether the event is a rehearsal, so that the instances must be known to read it.
    package static func isRehearsal(_ event: JSON) -> Bool { event["vaer"]?["assume"] != nil }

    /// A rejection when the event comes from elsewhere.
    private static func place(_ event: JSON, _ pair: Pair) -> Invocation? {
        if let region = event["region"]?.string, region != pair.region.name {
            return .rejected("the event is from region '\(clipped(region))', the pair is in \(pair.region)")
        }
        if let account = event["account"]?.string, account != pair.account.text {
            return .rejected("the event is from account '\(clipped(account))', the pair is in \(pair.account)")
        }
        return nil
    }

    private static func stateChange(
        _ event: JSON,
        _ pair: Pair,
        _ instances: BySide<InstanceID?>,
        _ time: Timestamp?
    ) -> Invocation {
        guard let id = event["detail"]?["instance-id"]?.string, let instance = InstanceID(id) else {
            return .rejected("the event has no readable 'detail.instance-id'")
        }
        let side = Side.allCases.first { instances[$0] == instance }
        let areKnown = Side.allCases.allSatisfy { instances[$0] != nil }
        guard side != nil || !areKnown else { return .rejected("\(instance) is no member of \(pair.name)") }
        if isRehearsal(event) {
            guard event["vaer"]?["assume"]?.string == "down" else {
                return .rejected("'vaer.assume' can only be 'down'")
            }
            guard let side else { return .rejected("\(instance) is no member of \(pair.name)") }
            return .look(.rehearsal(assumeDown: side), time: nil)
        }
        guard let state = event["detail"]?["state"]?.string.flatMap(InstanceState.init) else {
            return .rejected("the event has no readable 'detail.state'")
        }
        return .look(.stateChange(instance: instance, state: state), time: time)
    }

    private static func alarm(_ event: JSON, _ pair: Pair, _ time: Timestamp?) -> Invocation {
        guard let name = event["detail"]?["alarmName"]?.string else {
            return .rejected("the event has no 'detail.alarmName'")
        }
        guard Side.allCases.contains(where: { pair.members[$0].alarms.contains(name) }) else {
            return .rejected("alarm '\(clipped(name))' belongs to no member of \(pair.name)")
        }
        return .look(.alarm(name: name), time: time)
    }

    /// Enough of a foreign text to recognise it.
    private static func clipped(_ text: String) -> String { String(text.prefix(80)) }
}
