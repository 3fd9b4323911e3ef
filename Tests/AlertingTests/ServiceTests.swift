import AWS
import Controller
import Fleet
import Records
import Synchronization
import Testing
import Values

@testable import Alerting
@testable import Controller

/// The ways that come and go with the definitions.
@Suite struct ServiceTests {
    private func fleet(_ webhooks: [String]) -> Fleet {
        var policy = AlertPolicy()
        (policy.webhooks, policy.failingFor) = (webhooks, .zero)
        return Fleet(alerts: policy)
    }

    @Test func `a way that fails is told of for as long as it is defined`() async throws {
        let world = try World()
        let (board, urls) = (world.desk.board, ["http://127.0.0.1:1/one", "http://127.0.0.1:1/two"])
        let adopt = { (webhooks: [String]) in
            let fleet = fleet(webhooks)
            let callers = FleetCallers(fleet) { _, _ throws(AWSError) in throw .configuration(detail: "none") }
            await board.adopt(fleet, callers, now: world.clock.now())
        }
        world.status.withLock { $0 = 503 }
        await adopt(urls)
        await board.set(role: .active)
        // Something that is to be told at once.
        _ = await board.complain("1 error", text: "a.vaer:1: error", now: world.clock.now())
        let service = Task { try await AlertService(world.desk, world.means).run() }
        defer { service.cancel() }
        await wait(world) { await board.state().channelProblems.count == 2 }
        await adopt([urls[0]])
        await wait(world) { await board.state().channelProblems.count == 1 }
        await adopt([])
        await wait(world) { await board.state().channelProblems.isEmpty }
    }

    /// Lets time go on until something is so.
    private func wait(_ world: World, until isSo: () async -> Bool) async {
        while await !isSo() {
            world.clock.moment.withLock { $0 += 1000 }
            try? await Task.sleep(for: .milliseconds(1))
        }
    }
}
