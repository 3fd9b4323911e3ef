import Codecs

/// Amazon CloudWatch: the alarms that a pair's members are bound to.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html>
package enum CloudWatch {
    /// How CloudWatch is reached.
    package static let service = Service(
        name: "CloudWatch",
        endpointPrefix: "monitoring",
        environmentName: "CLOUDWATCH",
        wire: .json(version: "1.0", targetPrefix: "GraniteServiceVersion20100801"),
        govCloudFIPS: .plainHosts
    )

    /// Reads metric and composite alarms by name; a name that does not exist is left out.
    ///
    /// At most 100 names; all alarms of the region without any.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html>
    package static func describeAlarms(_ names: [String] = [], nextToken: String? = nil) -> Call<Page<Alarm>> {
        let input = JSON.fields([
            "AlarmNames": names.isEmpty ? nil : .strings(names),
            // Without the types CloudWatch leaves composite alarms out.
            "AlarmTypes": .strings(["MetricAlarm", "CompositeAlarm"]),
            "NextToken": nextToken.map(JSON.string),
        ])
        return Call(service, "DescribeAlarms", .json(input), isMutating: false) { reply throws(ReplyError) in
            let body = try reply.json()
            let found = (body["MetricAlarms"]?.elements ?? []) + (body["CompositeAlarms"]?.elements ?? [])
            return Page(found.compactMap(Alarm.init), next: body["NextToken"]?.string)
        }
    }

    /// An alarm.
    package struct Alarm: Hashable, Sendable {
        /// The name.
        package let name: String
        /// The state: `OK`, `ALARM` or `INSUFFICIENT_DATA`.
        package let state: String
        /// Why it is in that state, for people.
        package let reason: String
    }
}

extension CloudWatch.Alarm {
    /// Reads a metric or a composite alarm; nil without a name.
    init?(_ json: JSON) {
        guard let name = json["AlarmName"]?.string else { return nil }
        self.name = name
        state = json["StateValue"]?.string ?? ""
        reason = json["StateReason"]?.string ?? ""
    }
}
