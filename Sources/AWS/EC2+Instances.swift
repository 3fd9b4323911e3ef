import Codecs
package import Values

extension EC2 {
    /// Reads instances, with their interfaces and tags.
    ///
    /// Prefer the filter `instance-id` to `ids`: one id that does not exist fails the whole call with
    /// `InvalidInstanceID.NotFound`, a filter just does not match. A terminated instance is shown for about an hour.
    /// Without both, all instances of the region. A page has 5 to 1000 instances; the size counts only without `ids`.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html>
    package static func describeInstances(
        filters: [Filter] = [],
        ids: [InstanceID] = [],
        maxResults: Int? = nil,
        nextToken: String? = nil
    ) -> Call<Page<Instance>> {
        let names = ("InstanceId", ids.map(\.text))
        let input = form(filters: filters, ids: names, maxResults: maxResults, nextToken: nextToken)
        return Call(service, "DescribeInstances", .form(input), isMutating: false) { reply throws(ReplyError) in
            let xml = try reply.xml()
            let instances = xml.items("reservationSet").flatMap { $0.items("instancesSet").compactMap(Instance.init) }
            return Page(instances, next: xml.string("nextToken"))
        }
    }

    /// Reads the status checks of instances.
    ///
    /// Instances that do not run are shown only with `includesAll`. Each of `ids` must exist.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html>
    package static func describeInstanceStatus(
        filters: [Filter] = [],
        ids: [InstanceID] = [],
        includesAll: Bool = true,
        nextToken: String? = nil
    ) -> Call<Page<InstanceStatus>> {
        let names = ("InstanceId", ids.map(\.text))
        var input = form(filters: filters, ids: names, nextToken: nextToken)
        if includesAll { input.append(FormField("IncludeAllInstances", "true")) }
        return Call(service, "DescribeInstanceStatus", .form(input), isMutating: false) { reply throws(ReplyError) in
            let xml = try reply.xml()
            let statuses = xml.items("instanceStatusSet").compactMap(InstanceStatus.init)
            return Page(statuses, next: xml.string("nextToken"))
        }
    }

    /// Stops instances; stopping one that is stopped changes nothing.
    ///
    /// Errors that matter: `IncorrectInstanceState`, `UnsupportedOperation` for a spot instance.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html>
    package static func stopInstances(_ ids: [InstanceID]) -> Call<[StateChange]> {
        changeState("StopInstances", ids)
    }

    /// Starts instances; starting one that runs changes nothing.
    ///
    /// Errors that matter: `IncorrectInstanceState` while one is still stopping, `InsufficientInstanceCapacity`.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StartInstances.html>
    package static func startInstances(_ ids: [InstanceID]) -> Call<[StateChange]> {
        changeState("StartInstances", ids)
    }

    private static func changeState(_ operation: String, _ ids: [InstanceID]) -> Call<[StateChange]> {
        let input = form(filters: [], ids: ("InstanceId", ids.map(\.text)))
        let subject = ids.map(\.text).joined(separator: ", ")
        return Call(service, operation, .form(input), isMutating: true, subject: subject) { reply throws(ReplyError) in
            try reply.xml().items("instancesSet").compactMap { item in
                guard let id = InstanceID(item.string("instanceId") ?? "") else { return nil }
                let before = item.child("previousState")?.string("name") ?? ""
                return StateChange(id: id, before: before, after: item.child("currentState")?.string("name") ?? "")
            }
        }
    }

    /// What stopping or starting did to one instance.
    package struct StateChange: Hashable, Sendable {
        /// The instance.
        package let id: InstanceID
        /// Its state before, as EC2 names it.
        package let before: String
        /// Its state after, such as `stopping`.
        package let after: String
    }
}
