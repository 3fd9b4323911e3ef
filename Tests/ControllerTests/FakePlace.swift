import AWS
import Codecs
import Fleet
import Foundation
import Synchronization
import Testing
import Values

/// A clock that goes on only when something waits or the test says so; a wait of more than a minute lasts.
final class VirtualTime: TimeSource {
    private let present = Mutex(Timestamp(milliseconds: 1_772_357_400_000))

    func now() -> Timestamp { present.withLock { $0 } }

    func pass(_ duration: Duration) { present.withLock { $0 = $0 + duration } }

    func sleep(for duration: Duration) async throws {
        guard duration <= .seconds(60) else { return try await Task.sleep(for: .seconds(3600)) }
        try Task.checkCancellation()
        pass(duration)
        await Task.yield()
    }
}

/// One region of one account in memory: two routers, their routes, a queue and a function's log.
final class FakePlace: Caller {
    struct State: Sendable {
        /// The state of each router.
        var routers = BySide(first: "running", second: "running")
        /// Who carries each destination.
        var routes: [String: Side] = ["1.1.1.1/32": .first, "10.0.0.0/16": .first]
        /// The bodies of the messages in the queue, by receipt; nil when there is no queue.
        var queue: [String: String]? = [:]
        /// The lines of the function's log.
        var log: [String] = []
        /// Whose the login is.
        var account = "731262942057"
        /// The operations, in order.
        var calls: [String] = []
        /// Operations that are refused.
        var refused: Set<String> = []
    }

    static let enis = BySide(first: "eni-071b4d6cbf57de651", second: "eni-0847da0f62b486046")
    static let instances = BySide(first: "i-045ebd27124159b6d", second: "i-09ff574d23245419a")
    let region: Region
    let state: Mutex<State>

    init(_ state: State = State()) throws {
        region = try #require(Region("us-west-1"))
        self.state = Mutex(state)
    }

    func change(_ change: (inout sending State) -> Void) { state.withLock { change(&$0) } }

    var now: State { state.withLock { $0 } }

    func count(_ operation: String) -> Int { now.calls.count { $0 == operation } }

    static func pair() throws -> Pair {
        let member = { (side: Side) in
            Member(
                name: side == .first ? "vAER-A" : "vAER-B",
                instance: InstanceID(instances[side]),
                interfaces: [Interface(eni: try #require(ENIID(enis[side])))]
            )
        }
        return Pair(
            name: try #require(PairName("sfo-edge")),
            region: try #require(Region("us-west-1")),
            account: try #require(AccountID("731262942057")),
            vpc: try #require(VPCID("vpc-0bf5741eb0ef56a41")),
            members: BySide(first: try member(.first), second: try member(.second))
        )
    }

    func send<Output>(_ call: Call<Output>) async throws(AWSError) -> Output {
        let reply = state.withLock { Self.answer(&$0, call.operation, call.input) }
        guard let reply else {
            let name = AWSError.CallName(
                service: call.service.name,
                operation: call.operation,
                region: region.name,
                subject: call.subject
            )
            let code = call.operation == "GetQueueUrl" ? "QueueDoesNotExist" : "AccessDenied"
            throw .refused(
                AWSError.Refusal(
                    call: name,
                    code: code,
                    message: "",
                    status: 400,
                    requestID: UUID().uuidString,
                    attempts: 1
                )
            )
        }
        do { return try call.decode(reply) } catch { throw .configuration(detail: error.detail) }
    }

    /// The reply; nil when the call is refused.
    private static func answer(_ state: inout State, _ operation: String, _ input: CallInput) -> CallReply? {
        state.calls.append(operation)
        guard !state.refused.contains(operation) else { return nil }
        switch (operation, input) {
        case ("GetCallerIdentity", _):
            return xml([leaf("Account", state.account), leaf("Arn", "arn:aws:iam::\(state.account):user/x")])
        case ("DescribeInstances", _): return xml([instances(state)])
        case ("DescribeInstanceStatus", _): return xml([statuses(state)])
        case ("DescribeRouteTables", _): return xml([tables(state)])
        case ("ReplaceRoute", .form(let fields)):
            let destination = fields.first { $0.name == "DestinationCidrBlock" }?.value ?? ""
            let target = fields.first { $0.name == "NetworkInterfaceId" }?.value
            state.routes[destination] = target == enis.first ? .first : .second
            return xml([leaf("return", "true")])
        case ("GetQueueUrl", _): return state.queue.map { _ in .json(["QueueUrl": "https://sqs/vaer-events"]) }
        case ("ReceiveMessage", _):
            let messages = (state.queue ?? [:]).sorted { $0.key < $1.key }.map {
                JSON.strings(["MessageId": $0.key, "ReceiptHandle": $0.key, "Body": $0.value])
            }
            return .json(["Messages": .array(messages)])
        case ("DeleteMessageBatch", .json(let body)):
            for entry in body["Entries"]?.elements ?? [] { state.queue?[entry["ReceiptHandle"]?.string ?? ""] = nil }
            return .json(["Successful": []])
        case ("FilterLogEvents", _):
            let events = state.log.map { JSON.fields(["timestamp": 1_772_357_400_000, "message": .string($0)]) }
            return .json(["events": .array(events)])
        default: return nil
        }
    }

    private static func xml(_ children: [XML]) -> CallReply { .xml(XML(name: "Result", children: children)) }

    private static func leaf(_ name: String, _ text: String) -> XML { XML(name: name, text: text) }

    private static func list(_ name: String, _ items: [[XML]]) -> XML {
        XML(name: name, children: items.map { XML(name: "item", children: $0) })
    }

    private static func instances(_ state: State) -> XML {
        let items = Side.allCases.map { side in
            [
                leaf("instanceId", instances[side]),
                XML(name: "instanceState", children: [leaf("name", state.routers[side])]),
                list(
                    "networkInterfaceSet",
                    [
                        [
                            leaf("networkInterfaceId", enis[side]), leaf("sourceDestCheck", "false"),
                            XML(name: "attachment", children: [leaf("deviceIndex", "0"), leaf("status", "attached")]),
                        ]
                    ]
                ),
            ]
        }
        return list("reservationSet", items.map { [list("instancesSet", [$0])] })
    }

    private static func statuses(_ state: State) -> XML {
        let running = Side.allCases.filter { state.routers[$0] == "running" }
        return list(
            "instanceStatusSet",
            running.map { side in
                [
                    leaf("instanceId", instances[side]),
                    XML(name: "systemStatus", children: [leaf("status", "ok")]),
                    XML(name: "instanceStatus", children: [leaf("status", "ok")]),
                ]
            }
        )
    }

    private static func tables(_ state: State) -> XML {
        let routes = state.routes.sorted { $0.key < $1.key }.map { destination, side in
            [
                leaf("destinationCidrBlock", destination), leaf("networkInterfaceId", enis[side]),
                leaf("instanceId", instances[side]), leaf("origin", "CreateRoute"),
                leaf("state", state.routers[side] == "running" ? "active" : "blackhole"),
            ]
        }
        let table = [
            leaf("routeTableId", "rtb-024855d8566b8128b"), leaf("vpcId", "vpc-0bf5741eb0ef56a41"),
            list("routeSet", routes),
        ]
        return list("routeTableSet", [table])
    }
}
