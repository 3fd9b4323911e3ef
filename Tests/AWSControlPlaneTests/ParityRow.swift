import AWS
import Testing

/// One operation: our calls for the recorded inputs, in their order, and what we read from the recorded reply.
struct ParityRow: CustomTestStringConvertible, Sendable {
    /// The name of the fixture, such as `ec2.ReplaceRoute`.
    let name: String
    /// Sends the calls and gives what was read, each thing with its path in what botocore read.
    let run: @Sendable (any Caller) async throws -> [Fact]

    /// A row whose reply says something.
    init<Output>(_ calls: Call<Output>..., facts: @escaping @Sendable (Output) -> KeyValuePairs<String, String?>) {
        name = Self.name(of: calls[0])
        run = { caller in
            var found: [Fact] = []
            for call in calls { found = facts(try await caller.send(call)).map { Fact(path: $0.key, ours: $0.value) } }
            return found
        }
    }

    /// A row whose reply says nothing.
    init(_ calls: Call<Void>...) {
        name = Self.name(of: calls[0])
        run = { caller in
            for call in calls { try await caller.send(call) }
            return []
        }
    }

    /// Service and operation as the recorder writes them.
    private static func name<Output>(of call: Call<Output>) -> String {
        call.service.name.lowercased().split(separator: " ").joined(separator: "-") + "." + call.operation
    }

    var testDescription: String { name }

    /// All rows.
    static let all = ec2 + sns + sqs + sts + iam + eventBridge + lambda + logs + cloudWatch + sso + quotas
}

/// Something that was read.
struct Fact: Sendable {
    /// Where it is in what botocore read, such as `Reservations.0.Instances.1.InstanceId`.
    let path: String
    /// Our value as text; nil for none.
    let ours: String?
}
