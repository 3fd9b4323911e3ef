import Engine
import Fleet
import Testing
import Values

struct RouteTests {
    /// What is decided about these routes when vAER-A is stopped and vAER-B works.
    private func moves(_ routes: [RouteReading], pair: Pair = Fixture.pair()) -> [Move] {
        let observation = Fixture.observation(.stopped, .running, routes: routes)
        return decide(pair, observation, trigger: .sweep, memory: Memory(), now: Fixture.now).moves
    }

    @Test func `default routes move first, then wide ones, IPv4 and IPv6 and prefix lists alike`() {
        let texts = ["pl-0a1b2c3d", "10.0.0.0/16", "2001:db8::/32", "::/0", "10.0.0.0/8", "0.0.0.0/0"]
        let moved = moves(texts.map { Fixture.route($0, Fixture.lan.first) }).map(\.destination.description)
        #expect(moved == ["0.0.0.0/0", "::/0", "10.0.0.0/8", "10.0.0.0/16", "2001:db8::/32", "pl-0a1b2c3d"])
    }

    @Test func `each route moves between interfaces of the same name`() {
        let routes = [
            Fixture.route("10.0.0.0/16", Fixture.lan.first), Fixture.route("10.1.0.0/16", Fixture.wan.first),
        ]
        let targets = moves(routes, pair: Fixture.pair(hasTwoInterfaces: true)).map(\.to)
        #expect(targets == [Fixture.lan.second, Fixture.wan.second])
    }

    @Test func `a route whose interface has no counterpart stays, and the reason says so`() {
        var pair = Fixture.pair(hasTwoInterfaces: true)
        pair.members.second.interfaces.removeLast()
        let routes = [
            Fixture.route("10.0.0.0/16", Fixture.lan.first), Fixture.route("10.1.0.0/16", Fixture.wan.first),
        ]
        let observation = Fixture.observation(.stopped, .running, routes: routes)
        let decision = decide(pair, observation, trigger: .sweep, memory: Memory(), now: Fixture.now)
        #expect(decision.moves.map(\.from) == [Fixture.lan.first])
        let reason = "1 route moves to vAER-B; 1 route stays, vAER-B has no interface of the same name"
        #expect(decision.reason == "vAER-A is stopped: " + reason)
        let rest = Fixture.observation(.stopped, .running, routes: [routes[1]])
        let hold = decide(pair, rest, trigger: .sweep, memory: Memory(), now: Fixture.now)
        #expect(hold.verdict == .hold)
        #expect(hold.notifies)
        let held = "vAER-A is stopped, but 1 route cannot move: vAER-B has no interface of the same name"
        #expect(hold.reason == held)
    }

    @Test func `a blackhole that names a member's interface is owned`() {
        var route = Fixture.route("10.0.0.0/16", Fixture.lan.first)
        route.isBlackhole = true
        #expect(moves([route]).count == 1)
    }

    @Test func `local, propagated and foreign routes are never owned`() {
        var propagated = Fixture.route("10.0.0.0/16", Fixture.lan.first)
        propagated.isStatic = false
        #expect(moves([propagated, Fixture.route("10.1.0.0/16", Fixture.foreign)]).isEmpty)
    }

    @Test(arguments: selections)
    func `the pair's policy selects what moves`(policy: String, expected: [String]) throws {
        let words = policy.split(separator: " ").map(String.init)
        var routes = RoutePolicy()
        switch words[0] {
        case "destinations": routes.destinations = .only([try #require(DestinationPattern(words[1]))])
        case "protect": routes.protect = [try #require(DestinationPattern(words[1]))]
        case "tables": routes.tables = .only([try #require(TablePattern(words[1]))])
        default: routes.exclude = [try #require(TablePattern(words[1]))]
        }
        var tagged = Fixture.route("10.0.0.0/16", Fixture.lan.first, in: Fixture.otherTable)
        tagged.tableTags = ["Role": "edge"]
        let all = ["0.0.0.0/0", "10.0.0.0/16", "10.1.0.0/16", "2001:db8::/32", "pl-0a1b2c3d"]
        let read = all.map { Fixture.route($0, Fixture.lan.first) } + [tagged]
        let moved = moves(read, pair: Fixture.pair(routes: routes)).map { move in
            "\(move.destination)" + (move.table == Fixture.otherTable ? " in the other table" : "")
        }
        #expect(moved == expected)
    }

    /// What no pattern of IPv4 blocks is about.
    private static let others = ["2001:db8::/32", "pl-0a1b2c3d"]

    private static let selections: [(policy: String, expected: [String])] = [
        ("destinations 10.0.0.0/16", ["10.0.0.0/16", "10.0.0.0/16 in the other table"]),
        ("destinations 10.0.0.0/15", []),
        ("destinations 10.0.0.0/15+", ["10.0.0.0/16", "10.0.0.0/16 in the other table", "10.1.0.0/16"]),
        ("destinations pl-0a1b2c3d", ["pl-0a1b2c3d"]),
        ("destinations ::/0+", ["2001:db8::/32"]),
        ("protect 0.0.0.0/0", ["10.0.0.0/16", "10.0.0.0/16 in the other table", "10.1.0.0/16"] + others),
        ("protect 10.0.0.0/8", ["0.0.0.0/0", "10.0.0.0/16", "10.0.0.0/16 in the other table", "10.1.0.0/16"] + others),
        ("protect 10.0.0.0/8+", ["0.0.0.0/0"] + others),
        ("protect 0.0.0.0/0+", others),
        ("tables rtb-00000002", ["10.0.0.0/16 in the other table"]),
        ("tables tag:Role=edge", ["10.0.0.0/16 in the other table"]),
        ("tables tag:Role=core", []),
        ("tables tag:Role", ["10.0.0.0/16 in the other table"]),
        ("tables tag:role", []),
        ("exclude rtb-00000002", ["0.0.0.0/0", "10.0.0.0/16", "10.1.0.0/16"] + others),
        ("exclude tag:Role=edge", ["0.0.0.0/0", "10.0.0.0/16", "10.1.0.0/16"] + others),
    ]

    @Test func `a route that two pages show moves once`() {
        let route = Fixture.route("10.0.0.0/16", Fixture.lan.first)
        #expect(moves([route, route]).count == 1)
    }

    @Test func `what was read too long ago moves nothing`() {
        let time = Fixture.now + .milliseconds(-5001)
        let observation = Fixture.observation(.stopped, .running, routes: Fixture.routes("AA"), time: time)
        let decision = decide(Fixture.pair(), observation, trigger: .sweep, memory: Memory(), now: Fixture.now)
        #expect(decision.verdict == .hold)
        #expect(decision.moves.isEmpty)
        #expect(decision.reason == "what was read is older than 5s: nothing moves")
        let young = Fixture.observation(
            .stopped,
            .running,
            routes: Fixture.routes("AA"),
            time: Fixture.now + .milliseconds(-5000)
        )
        #expect(decide(Fixture.pair(), young, trigger: .sweep, memory: Memory(), now: Fixture.now).moves.count == 2)
    }

    @Test func `unreadable route tables move nothing`() {
        let observation = Fixture.observation(.stopped, .running, routes: nil)
        let decision = decide(Fixture.pair(), observation, trigger: .sweep, memory: Memory(), now: Fixture.now)
        #expect(decision.verdict == .hold)
        #expect(decision.state == .unknown)
        #expect(decision.reason == "the route tables could not be read: nothing moves")
    }
}
