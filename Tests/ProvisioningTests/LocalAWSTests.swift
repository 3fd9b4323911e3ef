import AWS
import AWSControlPlane
import Codecs
import Fleet
import Foundation
import HTTP
import Planning
import Provisioning
import Testing
import Values

/// A whole round against the local AWS, whose announcement is the file that VAER_LOCAL_AWS names.
@Suite(.enabled(if: LocalAWS.isRunning, "VAER_LOCAL_AWS names no running local AWS"), .serialized)
struct LocalAWSTests {
    /// A pair of routers in the local AWS's world.
    struct Site: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var region: String
        var account: String
        var vpc: String
        var interfaces: BySide<String>
        var table: String

        static let all = [
            Site(
                testDescription: "aws",
                region: "us-west-1",
                account: "731262942057",
                vpc: "vpc-021af741d557776a3",
                interfaces: BySide(first: "eni-0738635da7b462fec", second: "eni-0ce5839583a57c8c5"),
                table: "rtb-0dc3b6e58bdee2022"
            ),
            Site(
                testDescription: "aws-cn",
                region: "cn-northwest-1",
                account: "111122223333",
                vpc: "vpc-0254adddf65bd17ad",
                interfaces: BySide(first: "eni-00b4f6e251ca37e64", second: "eni-048a86ff9196dab9e"),
                table: "rtb-0018b77a9c2d8bd08"
            ),
        ]

        func pair(_ name: String, change: (inout Pair) throws -> Void = { _ in }) throws -> Pair {
            let members = try BySide(
                first: Member(
                    name: "vAER-A",
                    instance: nil,
                    interfaces: [Interface(eni: #require(ENIID(interfaces.first)))]
                ),
                second: Member(
                    name: "vAER-B",
                    instance: nil,
                    interfaces: [Interface(eni: #require(ENIID(interfaces.second)))]
                )
            )
            var pair = Pair(
                name: try #require(PairName(name)),
                region: try #require(Region(region)),
                account: try #require(AccountID(account)),
                vpc: try #require(VPCID(vpc)),
                members: members,
                notify: Notifications(email: ["netops@example.com"])
            )
            // No sweep runs while the tests last: the engine here is no program.
            pair.deployment.sweep = .seconds(6 * 3600)
            pair.deployment.tags = [Tag(key: "team", value: "netops")]
            try change(&pair)
            return pair
        }
    }

    @Test(arguments: Site.all)
    func `a pair is made, left alone, changed and taken away`(site: Site) async throws {
        let local = try LocalAWS()
        let pair = try site.pair("provisioning-round")
        let provisioner = local.provisioner(fleet: "provisioning-tests")
        let made = await provisioner.apply(await provisioner.plan([pair]), engine: LocalAWS.engine)
        #expect(made.isDone, "\(made)")

        let second = await provisioner.plan([pair])
        #expect(!second.hasChanges && second.stuck.isEmpty, "\(PlanText.render(second, verbose: true))")

        let edited = try site.pair("provisioning-round") { pair in
            pair.deployment.memoryMegabytes = 256
            pair.deployment.timeout = .seconds(30)
            pair.deployment.logRetentionDays = 7
            pair.deployment.sweep = .seconds(12 * 3600)
            pair.deployment.tags = [Tag(key: "team", value: "edge")]
            pair.members.first.alarms = ["tunnel-a"]
            pair.routes.tables = .only([try #require(TablePattern(site.table))])
            pair.notify.email = ["noc@example.com"]
        }
        let changed = await provisioner.apply(await provisioner.plan([edited]), engine: LocalAWS.engine)
        #expect(changed.isDone, "\(changed)")
        let third = await provisioner.plan([edited])
        #expect(!third.hasChanges && third.stuck.isEmpty, "\(PlanText.render(third, verbose: true))")

        let gone = await provisioner.apply(await provisioner.planTeardown([edited]))
        #expect(gone.isDone, "\(gone)")
        let after = await provisioner.planTeardown([edited])
        #expect(!after.pairs.contains { !$0.changes.isEmpty }, "\(PlanText.render(after, verbose: true))")
    }

    @Test func `everything that is changed by hand is put right`() async throws {
        let local = try LocalAWS()
        let site = Site.all[0]
        let pair = try site.pair("provisioning-drift")
        let provisioner = local.provisioner(fleet: "provisioning-tests")
        #expect(await provisioner.apply(await provisioner.plan([pair]), engine: LocalAWS.engine).isDone)
        let caller = local.caller(for: pair)
        let names = PairNames(pair)
        _ = try await caller.send(Logs.putRetentionPolicy(names.logGroup, days: 1))
        _ = try await caller.send(IAM.putRolePolicy(role: names.role, policy: "vaer", document: Self.otherPolicy))
        _ = try await caller.send(
            SNS.setTopicAttribute(names.topicARN.description, "Policy", to: Self.otherPolicy)
        )
        _ = try await caller.send(EventBridge.disableRule(names.rule))
        _ = try await caller.send(Lambda.removePermission(names.function, id: names.permission))
        _ = try await caller.send(Lambda.deleteFunctionEventInvokeConfig(names.function))
        let plan = await provisioner.plan([pair])
        #expect(plan.verdict == "1 pair to change: 2 resources to create, 4 to update")
        #expect(await provisioner.apply(plan, engine: LocalAWS.engine).isDone)
        #expect(await provisioner.plan([pair]).hasChanges == false)
        #expect(await provisioner.apply(await provisioner.planTeardown([pair])).isDone)
    }

    private static let otherPolicy =
        #"{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Deny","Action":"sns:Publish","Resource":"*"}]}"#

    @Test func `what the local AWS does not bear out is told of`() async throws {
        let local = try LocalAWS()
        let pair = try Site.all[0].pair("provisioning-wrong") { pair in
            pair.vpc = try #require(VPCID("vpc-0bf5741eb0ef56a41"))
        }
        let plan = await local.provisioner(fleet: "provisioning-tests").plan([pair])
        #expect(plan.pairs.first?.problems.count == 2)
        #expect(plan.pairs.first?.verdict == .blocked)
    }
}

/// The local AWS that runs beside the tests.
struct LocalAWS {
    static let engine = StoredZip([StoredZip.Entry(name: "bootstrap", bytes: Array("no program".utf8))]).bytes

    /// Whether there is one.
    static var isRunning: Bool { announcement != nil }

    private static var announcement: String? { ProcessInfo.processInfo.environment["VAER_LOCAL_AWS"] }

    private let facts: JSON
    private let transport = CurlTransport()

    init() throws {
        let path = try #require(Self.announcement)
        facts = try JSON.parse(String(contentsOfFile: path, encoding: .utf8))
    }

    func caller(for pair: Pair) -> any Caller {
        let keys = facts["accounts"]?[pair.account.text]
        let credentials = EnvironmentCredentials([
            "AWS_ACCESS_KEY_ID": keys?["access_key_id"]?.string ?? "",
            "AWS_SECRET_ACCESS_KEY": keys?["secret_access_key"]?.string ?? "",
        ])
        return AWSClient(
            region: pair.region,
            credentials: credentials,
            transport: transport,
            endpoints: EndpointResolver(explicit: facts["endpoint"]?.string)
        )
    }

    func provisioner(fleet: String) -> FleetProvisioner {
        let artifact = Artifact(zip: Self.engine, version: "0.1.0")
        let context = PlanContext(fleet: fleet, artifact: artifact)
        return FleetProvisioner(context: context, definitions: []) { pair throws(AWSError) in caller(for: pair) }
    }
}
