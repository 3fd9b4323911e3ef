import AWS
import Codecs
import Fleet
import Synchronization
import Values

/// A region of EC2 and CloudWatch in memory: calls are answered from its state, as XML and JSON.
final class FakeEC2: Caller {
    struct Instance: Sendable {
        var state = "running"
        var systemStatus = "ok"
        /// Interfaces with their source/dest check, primary first.
        var interfaces: [(eni: ENIID, checks: Bool)]
    }

    struct Route: Sendable {
        var destination: String
        var target: ENIID?
        var instance: InstanceID?
        var origin = "CreateRoute"
    }

    struct State: Sendable {
        var instances: [InstanceID: Instance] = [:]
        var tables: [RouteTableID: [Route]] = [:]
        var tags: [RouteTableID: [String: String]] = [:]
        var alarms: [String: String] = [:]
        /// What was sent, in order.
        var journal: [(operation: String, fields: [FormField])] = []
        /// Errors to answer with, by operation, first come first served; nil answers well.
        var faults: [String: [String?]] = [:]
        /// How many more reads show these routes instead of the present ones.
        var lag = 0
        var stale: [RouteTableID: [Route]] = [:]
        /// Items on a page of route tables.
        var pageSize = 100
        /// Operations that never answer.
        var hanging: Set<String> = []
        /// Operations that take effect although they answer with an error.
        var takesEffectAnyway = false
        /// Called before each call, to change the world while a run is on its way.
        var before: (@Sendable (inout State, String) -> Void)?
    }

    let region: Region
    let vpc: VPCID
    let time: VirtualTime
    let millisecondsPerCall: Int64
    let state: Mutex<State>

    init(vpc: VPCID, region: Region, time: VirtualTime, millisecondsPerCall: Int64 = 20, _ state: State) {
        (self.vpc, self.region, self.time, self.millisecondsPerCall) = (vpc, region, time, millisecondsPerCall)
        self.state = Mutex(state)
    }

    func change(_ change: (inout sending State) -> Void) { state.withLock { change(&$0) } }

    /// The operations that were sent, reads and all.
    var operations: [String] { state.withLock { $0.journal.map(\.operation) } }

    func count(_ operation: String) -> Int { operations.count { $0 == operation } }

    func target(_ table: RouteTableID, _ destination: String) -> ENIID? {
        state.withLock { $0.tables[table]?.first { $0.destination == destination }?.target }
    }

    func send<Output>(_ call: Call<Output>) async throws(AWSError) -> Output {
        let name = AWSError.CallName(
            service: call.service.name,
            operation: call.operation,
            region: region.name,
            subject: call.subject
        )
        if state.withLock({ $0.hanging.contains(call.operation) }) {
            do { try await Task.sleep(for: .seconds(3600)) } catch { throw .cancelled }
        }
        time.pass(.milliseconds(millisecondsPerCall))
        let answer = state.withLock { Self.answer(&$0, call.operation, call.input, vpc) }
        switch answer {
        case .failure(let error):
            throw .refused(
                AWSError.Refusal(
                    call: name,
                    code: error.code,
                    message: "because of a test",
                    status: error.status,
                    requestID: "",
                    attempts: 1
                )
            )
        case .success(let reply):
            do { return try call.decode(reply) } catch { throw .unreadable(detail: error.detail, call: name) }
        }
    }

    private struct Fault: Error {
        var code: String
        var status = 400
    }

    private static func answer(
        _ state: inout State,
        _ operation: String,
        _ input: CallInput,
        _ vpc: VPCID
    ) -> Result<CallReply, Fault> {
        let fields: [FormField] = if case .form(let fields) = input { fields } else { [] }
        state.before?(&state, operation)
        state.journal.append((operation, fields))
        if let fault = state.faults[operation]?.first {
            state.faults[operation]?.removeFirst()
            if let fault {
                if state.takesEffectAnyway { _ = replaceRoute(&state, fields) }
                return .failure(Fault(code: fault, status: fault == "InternalError" ? 500 : 400))
            }
        }
        switch operation {
        case "DescribeInstances": return .success(.xml(instances(state, fields)))
        case "DescribeInstanceStatus": return .success(.xml(statuses(state)))
        case "DescribeRouteTables": return .success(.xml(tables(&state, fields, vpc)))
        case "DescribeAlarms":
            let alarms = state.alarms.map { JSON.strings(["AlarmName": $0.key, "StateValue": $0.value]) }
            return .success(.json(.object([JSON.Member("MetricAlarms", .array(alarms))])))
        case "ReplaceRoute": return replaceRoute(&state, fields)
        case "Publish": return .success(.xml(XML(name: "PublishResult", children: [text("MessageId", "1")])))
        default: return .failure(Fault(code: "InvalidAction"))
        }
    }

    private static func value(_ fields: [FormField], _ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    private static func filter(_ fields: [FormField], _ name: String) -> Set<String>? {
        guard let place = fields.first(where: { $0.name.hasSuffix(".Name") && $0.value == name }) else { return nil }
        let prefix = place.name.dropLast(4) + "Value."
        return Set(fields.filter { $0.name.hasPrefix(prefix) }.map(\.value))
    }

    private static func replaceRoute(_ state: inout State, _ fields: [FormField]) -> Result<CallReply, Fault> {
        let destination = fields.first { $0.name.hasPrefix("Destination") }?.value ?? ""
        guard let table = RouteTableID(value(fields, "RouteTableId") ?? ""), state.tables[table] != nil else {
            return .failure(Fault(code: "InvalidRouteTableID.NotFound"))
        }
        guard let index = state.tables[table]?.firstIndex(where: { $0.destination == destination }) else {
            return .failure(Fault(code: "InvalidRoute.NotFound"))
        }
        if value(fields, "DryRun") == "true" { return .failure(Fault(code: "DryRunOperation", status: 412)) }
        state.tables[table]?[index].target = ENIID(value(fields, "NetworkInterfaceId") ?? "")
        state.tables[table]?[index].instance = nil
        return .success(.xml(XML(name: "ReplaceRouteResponse")))
    }
}

// MARK: - Replies

extension FakeEC2 {
    private static func text(_ name: String, _ text: String) -> XML { XML(name: name, text: text) }

    private static func list(_ name: String, _ items: [[XML]]) -> XML {
        XML(name: name, children: items.map { XML(name: "item", children: $0) })
    }

    private static func instances(_ state: State, _ fields: [FormField]) -> XML {
        let ids = filter(fields, "instance-id")
        let interfaces = filter(fields, "network-interface.network-interface-id")
        let found = state.instances.sorted { $0.key < $1.key }.filter { id, instance in
            if let ids { return ids.contains(id.text) }
            guard let interfaces else { return true }
            return instance.interfaces.contains { interfaces.contains($0.eni.text) }
        }
        let items = found.map { id, instance in
            [
                text("instanceId", id.text),
                XML(name: "instanceState", children: [text("name", instance.state)]),
                list("networkInterfaceSet", instance.interfaces.enumerated().map { self.interface($0, $1) }),
            ]
        }
        let reservations = items.map { [list("instancesSet", [$0])] }
        return XML(name: "DescribeInstancesResponse", children: [list("reservationSet", reservations)])
    }

    private static func interface(_ index: Int, _ interface: (eni: ENIID, checks: Bool)) -> [XML] {
        [
            text("networkInterfaceId", interface.eni.text),
            text("sourceDestCheck", String(interface.checks)),
            XML(name: "attachment", children: [text("deviceIndex", String(index)), text("status", "attached")]),
        ]
    }

    /// Every running instance, whatever the filter says, as a lenient server would answer.
    private static func statuses(_ state: State) -> XML {
        let items = state.instances.filter { $0.value.state == "running" }.map { id, instance in
            [
                text("instanceId", id.text),
                XML(name: "systemStatus", children: [text("status", instance.systemStatus)]),
                XML(name: "instanceStatus", children: [text("status", "ok")]),
            ]
        }
        return XML(name: "DescribeInstanceStatusResponse", children: [list("instanceStatusSet", items)])
    }

    private static func tables(_ state: inout State, _ fields: [FormField], _ vpc: VPCID) -> XML {
        var shown = state.tables
        if state.lag > 0 { (shown, state.lag) = (state.stale, state.lag - 1) }
        guard filter(fields, "vpc-id")?.contains(vpc.text) == true else {
            return XML(name: "DescribeRouteTablesResponse", children: [list("routeTableSet", [])])
        }
        let all = shown.sorted { $0.key < $1.key }
        let start = Int(value(fields, "NextToken") ?? "") ?? 0
        let end = min(start + state.pageSize, all.count)
        let items = all[start..<end].map { id, routes in
            let tags = state.tags[id, default: [:]].map { [text("key", $0.key), text("value", $0.value)] }
            return [
                text("routeTableId", id.text), text("vpcId", vpc.text), list("routeSet", routes.map(route)),
                list("tagSet", tags),
            ]
        }
        var children = [list("routeTableSet", items)]
        if end < all.count { children.append(text("nextToken", String(end))) }
        return XML(name: "DescribeRouteTablesResponse", children: children)
    }

    private static func route(_ route: Route) -> [XML] {
        let name =
            if route.destination.hasPrefix("pl-") { "destinationPrefixListId" } else if route.destination.contains(":")
            {
                "destinationIpv6CidrBlock"
            } else { "destinationCidrBlock" }
        var children = [text(name, route.destination), text("origin", route.origin), text("state", "active")]
        if let target = route.target { children.append(text("networkInterfaceId", target.text)) }
        if let instance = route.instance { children.append(text("instanceId", instance.text)) }
        return children
    }
}
