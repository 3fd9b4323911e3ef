import Codecs
import Fleet
import Values

/// Which events wake a pair's function.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html>
struct PairEvents {
    /// Every state: `running` too, because a pair of which both members failed recovers with the first that comes back.
    static let states = ["pending", "running", "shutting-down", "stopped", "stopping", "terminated"]

    let pair: Pair
    let instances: BySide<InstanceID>

    /// The rule's pattern.
    var pattern: JSON {
        let instances: JSON = [
            "state": .strings(Self.states),
            "instance-id": .strings([self.instances.first.text, self.instances.second.text]),
        ]
        let alarms = Array(Set(pair.members.first.alarms + pair.members.second.alarms)).sorted()
        guard !alarms.isEmpty else {
            return [
                "source": ["aws.ec2"],
                "detail-type": ["EC2 Instance State-change Notification"],
                "detail": instances,
            ]
        }
        // A rule has one pattern; either half of the choice fits events of just one of the sources.
        return [
            "source": ["aws.cloudwatch", "aws.ec2"],
            "detail-type": ["CloudWatch Alarm State Change", "EC2 Instance State-change Notification"],
            "detail": ["$or": [instances, ["alarmName": .strings(alarms)]]],
        ]
    }

    /// The rule's schedule; nil when the sweep is not a whole number of minutes.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html>
    var schedule: String? {
        let milliseconds = pair.deployment.sweep.milliseconds
        guard milliseconds > 0, milliseconds % 60_000 == 0 else { return nil }
        let minutes = milliseconds / 60_000
        return minutes == 1 ? "rate(1 minute)" : "rate(\(minutes) minutes)"
    }
}
