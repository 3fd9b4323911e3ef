import Codecs
import Fleet
import Onboarding
import Testing
import Values

/// What was made by hand, and the definition that takes it over.
@Suite struct AdoptionTests {
    /// The tutorial's function with all that hangs on it.
    private static func handmade(_ change: (inout Handmade) -> Void = { _ in }) -> Handmade {
        var handmade = Handmade(
            function: "ByHand",
            account: Towns.account(),
            region: Towns.region(),
            architecture: "x86_64",
            environment: [
                "region": "us-west-1", "vpcid": Towns.vpc.text, "host1eni": Towns.eni(1).text,
                "host2eni": Towns.eni(2).text,
            ],
            role: "arn:aws:iam::731262942057:role/service-role/ByHand-role"
        )
        handmade.routers = [Towns.router(1, "vAER-A"), Towns.router(2, "vAER-B", zone: "b")]
        handmade.rules = [
            Handmade.Rule(
                name: "Rule",
                pattern: ["detail-type": ["EC2 Instance State-change Notification"]],
                isEnabled: true,
                isOnlyFor: true
            )
        ]
        handmade.onFailure = "arn:aws:sns:us-west-1:731262942057:Topic"
        handmade.subscribers = [Handmade.Subscriber(protocolName: "email", endpoint: "a@example.com")]
        change(&handmade)
        return handmade
    }

    private static func adopt(_ handmade: Handmade, known: [Pair] = []) throws(Adoption.Refusal) -> Adoption {
        let known = KnownPairs(Fleet(pairs: known))
        var namer = PairNamer(known)
        return try Adoption(handmade, login: nil, name: nil, known: known, namer: &namer)
    }

    @Test func `everything that was made by hand is named`() throws {
        let pair = try Self.adopt(Self.handmade()).draft.pair
        #expect(pair.name.text == "vaer")
        #expect(
            pair.deployment.names
                == NameOverrides(function: "ByHand", role: "ByHand-role", rule: "Rule", topic: "Topic")
        )
        #expect(pair.notify == Notifications(email: ["a@example.com"]))
        #expect(
            [pair.members.first.interfaces, pair.members.second.interfaces].map { $0.map(\.eni) } == [
                [Towns.eni(1)], [Towns.eni(2)],
            ]
        )
        #expect(pair.deployment.logRetentionDays == 30)
    }

    /// Something about what was made by hand, and what it changes.
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let change: @Sendable (inout Handmade) -> Void
        let remark: String
        let isAsExpected: @Sendable (Pair) -> Bool

        init(
            _ title: String,
            _ remark: String,
            _ change: @escaping @Sendable (inout Handmade) -> Void,
            then isAsExpected: @escaping @Sendable (Pair) -> Bool
        ) {
            (testDescription, self.change, self.remark, self.isAsExpected) = (title, change, remark, isAsExpected)
        }
    }

    @Test(arguments: Row.all)
    func `what is special about it shows in the definition or is remarked`(row: Row) throws {
        let adoption = try Self.adopt(Self.handmade(row.change))
        #expect(row.isAsExpected(adoption.draft.pair))
        #expect(adoption.remarks.contains { $0.contains(row.remark) }, "\(adoption.remarks)")
    }

    /// A reason to refuse.
    struct Refused: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let change: @Sendable (inout Handmade) -> Void

        init(_ reason: String, _ change: @escaping @Sendable (inout Handmade) -> Void) {
            (testDescription, self.change) = (reason, change)
        }
    }

    @Test(arguments: Refused.all)
    func `what cannot be taken over is refused with the reason and a way out`(row: Refused) {
        let refusal = #expect(throws: Adoption.Refusal.self) {
            try Self.adopt(Self.handmade(row.change), known: [Towns.pair("known", 8, 9)])
        }
        #expect(refusal?.reason == row.testDescription)
        #expect(refusal?.wayOut.isEmpty == false)
    }
}

extension AdoptionTests.Row {
    static let all: [AdoptionTests.Row] = [
        Self("mail for every run", "only the pair's role may publish") {
            $0.onSuccess = $0.onFailure
        } then: {
            $0.notify.everyRun
        },
        Self("no topic", "the function tells nobody") {
            $0.onFailure = nil
        } then: {
            $0.deployment.names.topic == nil
        },
        Self(
            "a topic that others use",
            "stays as it is, since Other tell"
        ) {
            let topic = "arn:aws:sns:us-west-1:731262942057:Topic"
            $0.neighbours = [Handmade.Neighbour(name: "Other", role: "x", destinations: [topic])]
        } then: {
            $0.deployment.names.topic == nil && $0.notify.topic?.resource == "Topic" && $0.notify.email.isEmpty
        },
        Self(
            "a topic of another account",
            "the topic Topic stays as it is"
        ) {
            $0.onFailure = "arn:aws:sns:us-west-1:111122223333:Topic"
        } then: {
            $0.notify.topic?.account == "111122223333"
        },
        Self(
            "a role that others use",
            "since Other use it; the pair gets its own"
        ) {
            $0.neighbours = [Handmade.Neighbour(name: "Other", role: $0.role)]
        } then: {
            $0.deployment.names.role == nil
        },
        Self(
            "a boundary",
            "gets an inline policy"
        ) {
            $0.boundary = "arn:aws:iam::731262942057:policy/b"
        } then: {
            $0.deployment.permissionsBoundary?.resource == "policy/b"
        },
        Self("a log without limit", "kept without limit") {
            $0.retention = .forever
        } then: {
            $0.deployment.logRetentionDays == 3653
        },
        Self("a log with a limit", "") {
            $0.retention = .days(90)
        } then: {
            $0.deployment.logRetentionDays == 90
        },
        Self("a log elsewhere", "") {
            $0.logGroup = "/own"
        } then: {
            $0.deployment.names.logGroup == "/own"
        },
        Self("no rule", "no rule of its own") {
            $0.rules = []
        } then: {
            $0.deployment.names.rule == nil
        },
        Self("a rule that is off", "the rule Rule is off") {
            $0.rules[0].isEnabled = false
        } then: {
            $0.deployment.names.rule == "Rule"
        },
        Self(
            "a rule that wakes others too",
            "and wakes others: take the function out"
        ) {
            $0.rules[0].isOnlyFor = false
        } then: {
            $0.deployment.names.rule == nil
        },
        Self(
            "a second rule",
            "the rule Clock wakes the function too"
        ) {
            $0.rules.append(Handmade.Rule(name: "Clock", pattern: nil, isEnabled: true, isOnlyFor: true))
        } then: {
            $0.deployment.names.rule == "Rule"
        },
        Self(
            "other variables",
            "the variables LEVEL, X will go"
        ) {
            ($0.environment["X"], $0.environment["LEVEL"]) = ("", "")
        } then: { _ in
            true
        },
        Self(
            "other subscribers",
            "subscription by https stays"
        ) {
            $0.subscribers.append(Handmade.Subscriber(protocolName: "https", endpoint: "https://u:p@example.com"))
        } then: {
            $0.notify.https.isEmpty
        },
        Self("the VPC's name", "") {
            $0.vpcName = "sfo"
        } then: {
            $0.name.text == "sfo"
        },
    ]
}

extension AdoptionTests.Refused {
    private static let function = "the function ByHand"

    static let all: [AdoptionTests.Refused] = [
        Self("\(function) has no variable 'vpcid', 'host2eni'") {
            ($0.environment["vpcid"], $0.environment["host2eni"]) = (nil, nil)
        },
        Self("the variable 'region' of \(function) is 'eu-west-1', but it runs in us-west-1") {
            $0.environment["region"] = "eu-west-1"
        },
        Self("the variable 'vpcid' of \(function) is 'x', which is no VPC") { $0.environment["vpcid"] = "x" },
        Self("the variable 'host1eni' of \(function) is 'x', which is no interface") {
            $0.environment["host1eni"] = "x"
        },
        Self(
            "the variable 'host1eni' of \(function) is \(Towns.eni(5)), which does not exist or is attached to no instance"
        ) {
            $0.environment["host1eni"] = Towns.eni(5).text
        },
        Self("the variable 'host1eni' of \(function) is \(Towns.eni(1)) in \(Towns.vpc), not in vpc-00000009") {
            $0.environment["vpcid"] = "vpc-00000009"
        },
        Self("both interfaces of \(function) are those of one instance") {
            $0.environment["host2eni"] = Towns.eni(1).text
        },
        Self("\(function) is tied to the subnets of a VPC, which takes rights of its own") {
            $0.ties = ["the subnets of a VPC"]
        },
        Self("the variable 'vpcid' of \(function) is ' [31m', which is no VPC") {
            $0.environment["vpcid"] = "\u{1B}[31m"
        },
        Self("\(function) is for arm64, and the engine for x86_64") { $0.architecture = "arm64" },
        Self("\(Towns.eni(8)) belongs to the pair 'known' already") { $0.environment["host1eni"] = Towns.eni(8).text },
    ]
}
