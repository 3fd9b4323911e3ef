import Fleet
import Foundation
import PairLanguage
import Testing
import Values

/// The definitions that come with the project, which its demo runs.
@Suite struct WorkedExampleTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let world = root.appending(path: "contrib/local-aws/worlds/demo.json")

    private static func sources() throws -> [SourceFile] {
        try ["china", "edge", "lab"].map { name in
            let url = root.appending(path: "pairs.d/\(name).vaer")
            return SourceFile(path: "pairs.d/\(name).vaer", bytes: Array(try Data(contentsOf: url)))
        }
    }

    @Test func `it compiles without a word`() throws {
        let compilation = PairLanguage.compile(try Self.sources())
        #expect(compilation.diagnostics == [])
        #expect(compilation.fleet.pairs.map(\.name.text) == ["fra-edge", "sfo-edge", "sfo-lab", "zhy-edge"])
        #expect(compilation.fleet.credentials == ["china": Fleet.Login(profile: "cn-net")])
    }

    @Test func `the tutorial's pair protects its default route`() throws {
        let fleet = PairLanguage.compile(try Self.sources()).fleet
        let pair = try #require(fleet.pairs.first { $0.name.text == "sfo-edge" })
        #expect(pair.members.first.interfaces.map(\.eni.text) == ["eni-071b4d6cbf57de651"])
        #expect(pair.members.second.instance == InstanceID("i-09ff574d23245419a"))
        #expect(pair.routes.protect.map(\.description) == ["0.0.0.0/0"])
        #expect(pair.notify.email == ["netops@example.com"])
    }

    @Test func `it describes the demo's world`() throws {
        let world = try JSONDecoder().decode(World.self, from: try Data(contentsOf: Self.world))
        let fleet = PairLanguage.compile(try Self.sources()).fleet
        #expect(Set(world.vpcs.map(\.name)) == Set(fleet.pairs.map(\.name.text)))
        for vpc in world.vpcs {
            let pair = try #require(fleet.pairs.first { $0.name.text == vpc.name })
            #expect(pair.vpc.text == vpc.id)
            #expect(pair.region.name == vpc.region)
            #expect(pair.account.text == vpc.account)
            for (router, member) in zip(vpc.routers, [pair.members.first, pair.members.second]) {
                #expect(member.name == router.name)
                #expect(member.interfaces.map(\.eni.text) == [router.eni])
                #expect(member.instance.map { $0.text == router.instance } ?? true)
            }
        }
    }
}

/// The part of a world that definitions repeat.
private struct World: Decodable {
    struct VPC: Decodable {
        let account: String
        let region: String
        let name: String
        let id: String
        let routers: [Router]
    }

    struct Router: Decodable {
        let name: String
        let instance: String
        let eni: String
    }

    let vpcs: [VPC]
}
