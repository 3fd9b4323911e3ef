import Fleet
import Planning
import Testing
import Values

struct LimitTests {
    /// A definition that AWS would refuse, and what is said about it.
    struct Row: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var change: @Sendable (inout Pair) throws -> Void

        init(_ message: String, _ change: @escaping @Sendable (inout Pair) throws -> Void) {
            (testDescription, self.change) = (message, change)
        }

        static let all = [
            Row("the event pattern has") { pair in
                pair.members.first.alarms = (0..<40).map { "alarm-with-quite-a-long-name-that-says-much-\($0)" }
            },
            Row("the role's policy has") { pair in
                let tables = try (0..<150).map { number in
                    try #require(TablePattern("rtb-" + String(0x10_0000_0000_0000 + number, radix: 16)))
                }
                pair.routes.tables = .only(tables)
            },
            Row("is no name of a role") { $0.deployment.names.role = String(repeating: "r", count: 65) },
            Row("is no name of a function") { $0.deployment.names.function = "with space" },
            Row("is no name of a rule") { $0.deployment.names.rule = "" },
            Row("is no name of a topic") { $0.deployment.names.topic = "topic.fifo" },
            Row("is no name of a log-group") { $0.deployment.names.logGroup = "größer" },
            Row("the sweep of 90s is not a whole number of minutes") { $0.deployment.sweep = .seconds(90) },
            Row("has a prefix that is taken") { $0.deployment.tags = [Tag(key: "aws:x", value: "")] },
            Row("is too long") { $0.deployment.tags = [Tag(key: "k", value: String(repeating: "v", count: 257))] },
            Row("54 tags are more than the 50 of AWS") { pair in
                pair.deployment.tags = (0..<50).map { Tag(key: "k\($0)", value: "") }
            },
        ]
    }

    @Test(arguments: Row.all)
    func `what AWS would refuse is said before anything is done`(row: Row) throws {
        let desired = try Fixture.desired(try Fixture.pair(change: row.change))
        let plan = plan(desired: desired, observed: ObservedPair())
        #expect(plan.verdict == .blocked)
        #expect(plan.mutations.isEmpty)
        #expect(plan.problems.contains { $0.message.contains(row.testDescription) && $0.wayOut != nil })
    }

    @Test func `a function whose policy is full takes no other statement`() throws {
        let desired = try Fixture.desired(try Fixture.pair())
        var observed = Fixture.observed(desired)
        observed.functionPolicyBytes = 20_200
        #expect(plan(desired: desired, observed: observed).verdict == .unchanged)
        observed.resources.permissions = []
        #expect(plan(desired: desired, observed: observed).verdict == .blocked)
    }
}
