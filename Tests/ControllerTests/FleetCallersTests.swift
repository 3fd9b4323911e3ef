import AWS
import Fleet
import Records
import Testing
import Values

@testable import Controller

struct FleetCallersTests {
    /// A caller that is never called.
    private struct Silent: Caller {
        let region: Region

        func send<Output>(_ call: Call<Output>) async throws(AWSError) -> Output { throw .cancelled }
    }

    private func pair(_ name: String, _ region: String, login: String? = nil) throws -> Pair {
        let eni = { (digit: String) in try #require(ENIID("eni-" + String(repeating: digit, count: 17))) }
        return Pair(
            name: try #require(PairName(name)),
            region: try #require(Region(region)),
            account: try #require(AccountID("731262942057")),
            vpc: try #require(VPCID("vpc-0bf5741eb0ef56a41")),
            members: BySide(
                first: Member(name: "A", instance: nil, interfaces: [Interface(eni: try eni("a"))]),
                second: Member(name: "B", instance: nil, interfaces: [Interface(eni: try eni("b"))])
            ),
            credentials: login
        )
    }

    @Test func `pairs of one region and login share a caller, and one that cannot be made fails just its own`() throws {
        let pairs = [
            try pair("one", "us-west-1"), try pair("two", "us-west-1"), try pair("three", "cn-north-1", login: "china"),
        ]
        let fleet = Fleet(pairs: pairs, credentials: ["china": Fleet.Login(profile: "cn-net")])
        var made: [String] = []
        let callers = FleetCallers(fleet) { login, place throws(AWSError) in
            made.append("\(login?.profile ?? "default") \(place.region)")
            guard login == nil else { throw .credentials(detail: "no profile") }
            return Silent(region: place.region)
        }
        #expect(made.sorted() == ["cn-net cn-north-1", "default us-west-1"])
        #expect(try callers.caller(for: pairs[0]).region.name == "us-west-1")
        #expect(throws: AWSError.credentials(detail: "no profile")) { try callers.caller(for: pairs[2]) }
    }

    @Test func `pairs are grouped by the place that they share, in one order`() throws {
        let pairs = [try pair("one", "us-west-1"), try pair("two", "eu-west-1"), try pair("three", "us-west-1")]
        let groups = FleetCallers.grouped(pairs).map { group in
            "\(group.place.region): \(group.pairs.map(\.name.text).joined(separator: " "))"
        }
        #expect(groups == ["eu-west-1: two", "us-west-1: one three"])
    }

    @Test(arguments: [(0, "ok"), (50, "ok"), (51, "ok"), (100, "ok"), (101, "warning"), (500, "warning")])
    func `the wait for EC2's limit of calls is told before it hurts`(count: Int, outcome: String) {
        let check = Preflight.duration(of: count)
        #expect(check.outcome.rawValue == outcome)
        #expect((check.wayOut != nil) == (outcome == "warning"))
    }

    @Test func `the last of five hundred routes waits for ninety seconds`() {
        #expect(Preflight.duration(of: 500).message.hasSuffix("so the last route waits 90 s"))
    }
}
