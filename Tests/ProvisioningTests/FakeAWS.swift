import AWS
import Codecs
import HTTP
import Synchronization
import Values

/// The control plane of one region of an account in memory: calls are answered from its state.
final class FakeAWS: Caller {
    /// What goes wrong with a call.
    enum Fault: Sendable {
        /// It is lost before it has an effect.
        case lost
        /// It has its effect, and its answer is lost.
        case answerLost
        /// It is refused with this code and these words.
        case refused(String, String)
    }

    /// What AWS answers in place of a reply.
    struct Refusal: Error {
        var code: String
        var message = "because of a test"
        var status = 400
    }

    struct Role: Sendable {
        var path: String
        var trust: String
        var description: String
        var boundary: String?
        var tags: [String: String]
        var policies: [String: String] = [:]
        var attached: Set<String> = []
    }

    struct Topic: Sendable {
        var policy: String
        var tags: [String: String]
        var subscriptions: [(arn: String, way: String, endpoint: String)] = []
    }

    struct Function: Sendable {
        var configuration: JSON
        var sha256: String
        var architecture: String
        var tags: [String: String]
        var invokeConfig: JSON?
        var statements: [String: JSON] = [:]
        /// How many more reads show it as not settled.
        var unsettled = 0
    }

    struct Rule: Sendable {
        var fields: JSON
        var tags: [String: String]
        var targets: [String: JSON] = [:]
    }

    struct LogGroup: Sendable {
        var retention: Int?
        var tags: [String: String]
    }

    struct Queue: Sendable {
        var attributes: [String: String]
        var tags: [String: String]
    }

    struct Layer: Sendable {
        var description: String
        var sha256: String
    }

    /// All that there is.
    struct State: Sendable {
        var roles: [String: Role] = [:]
        var topics: [String: Topic] = [:]
        var functions: [String: Function] = [:]
        var rules: [String: Rule] = [:]
        var logGroups: [String: LogGroup] = [:]
        var layers: [Int: Layer] = [:]
        var queues: [String: Queue] = [:]
        /// How many times the name of a deleted queue is refused.
        var queueNameDelay = 0
        /// The interfaces, each with its VPC and its instance.
        var interfaces: [(eni: String, vpc: String, instance: String)] = []
        var vpcs: Set<String> = []
        /// The operations of the mutating calls that were sent, in order.
        var mutations: [String] = []
        /// The operations of all calls.
        var calls: [String] = []
        /// What goes wrong with the mutating call of a number, from 0.
        var faults: [Int: Fault] = [:]
        /// How many times a role is refused by Lambda before it is known there.
        var roleDelay = 0
        /// How many reads show a function as busy after each change.
        var settleReads = 0
        /// Targets that EventBridge refuses in a good answer.
        var refusesTargets = false
        /// Codes to answer reads of an operation with.
        var readFaults: [String: Refusal] = [:]

        /// Whether nothing is left of any pair.
        var isEmpty: Bool {
            roles.isEmpty && topics.isEmpty && functions.isEmpty && rules.isEmpty && logGroups.isEmpty
                && layers.isEmpty && queues.isEmpty
        }
    }

    let region: Region
    let account: String
    let state: Mutex<State>

    init(region: Region, account: String, _ state: State) {
        (self.region, self.account) = (region, account)
        self.state = Mutex(state)
    }

    func change(_ change: (inout sending State) -> Void) { state.withLock { change(&$0) } }

    var now: State { state.withLock { $0 } }

    func send<Output>(_ call: Call<Output>) async throws(AWSError) -> Output {
        let name = AWSError.CallName(
            service: call.service.name,
            operation: call.operation,
            region: region.name,
            subject: call.subject
        )
        let answer = state.withLock { state in exchange(&state, call.operation, call.input, call.isMutating) }
        switch answer {
        case .success(let reply):
            guard let reply else {
                throw .transport(.interrupted(host: "fake", detail: "because of a test"), call: name, attempts: 1)
            }
            do { return try call.decode(reply) } catch { throw .unreadable(detail: error.detail, call: name) }
        case .failure(let refusal):
            throw .refused(
                AWSError.Refusal(
                    call: name,
                    code: refusal.code,
                    message: refusal.message,
                    status: refusal.status,
                    requestID: "",
                    attempts: 1
                )
            )
        }
    }

    /// The reply; nil when it is lost.
    private func exchange(
        _ state: inout State,
        _ operation: String,
        _ input: CallInput,
        _ isMutating: Bool
    ) -> Result<CallReply?, Refusal> {
        state.calls.append(operation)
        var fault: Fault?
        if isMutating {
            fault = state.faults[state.mutations.count]
            state.mutations.append(operation)
        } else if let refusal = state.readFaults[operation] {
            return .failure(refusal)
        }
        switch fault {
        case .lost: return .success(nil)
        case .refused(let code, let message): return .failure(Refusal(code: code, message: message))
        case .answerLost, nil: break
        }
        do {
            let reply = try answer(&state, operation, input)
            if case .answerLost = fault { return .success(nil) }
            return .success(reply)
        } catch {
            return .failure(error)
        }
    }

    private func answer(
        _ state: inout State,
        _ operation: String,
        _ input: CallInput
    ) throws(Refusal) -> CallReply {
        switch input {
        case .form(let fields):
            .xml(XML(name: "Result", children: try answer(&state, operation, Fields(fields))))
        case .json(let body): .json(try answer(&state, operation, body))
        case .rest(let input): .json(try answer(&state, operation, input))
        }
    }
}

/// The fields of a form.
struct Fields {
    private let fields: [FormField]

    init(_ fields: [FormField]) { self.fields = fields }

    subscript(name: String) -> String { fields.first { $0.name == name }?.value ?? "" }

    func optional(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The values of all fields whose names start so.
    func values(_ prefix: String) -> [String] { fields.filter { $0.name.hasPrefix(prefix) }.map(\.value) }

    /// The tags or attributes of a numbered list.
    func pairs(_ list: String, _ key: String = "Key", _ value: String = "Value") -> [String: String] {
        var pairs: [String: String] = [:]
        var number = 1
        while let name = optional("\(list).\(number).\(key)") {
            pairs[name] = self["\(list).\(number).\(value)"]
            number += 1
        }
        return pairs
    }
}

extension [String: String] {
    /// These entries over those that were there.
    func over(_ old: [String: String]) -> [String: String] { old.merging(self) { _, new in new } }
}
