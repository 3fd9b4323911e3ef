package import Controller
import Fleet
import History
import Records
import ServiceLifecycle
import Values

/// Tells by all ways of the fleet's `alerts` block what no function can see: one loop for each way.
///
/// A way that fails delays no other, and nothing is told in its name twice: what was told is in the history, and in memory
/// while the history cannot be written. Only the controller that acts tells.
package struct AlertService: Service {
    /// The time between two looks at what is so.
    static let pause = Duration.seconds(5)
    let desk: Desk
    let means: AlertChannel.Means

    /// A service that tells nothing yet.
    package init(_ desk: Desk, _ means: AlertChannel.Means) { (self.desk, self.means) = (desk, means) }

    /// Tells until the graceful shutdown.
    package func run() async throws { await cancelWhenGracefulShutdown { await tellOnAndOn() } }

    private func tellOnAndOn() async {
        var (scan, ways) = (AlertScan(), [AlertChannel: Way]())
        var active: Timestamp? = await desk.board.state().started
        while !Task.isCancelled {
            do { try await desk.time.sleep(for: Self.pause) } catch { return }
            guard let policy = await desk.board.currentFleet().alerts, await desk.board.currentRole() == .active else {
                // Another controller tells meanwhile, or nobody should.
                for (channel, way) in ways { await end(way, channel) }
                ways = [:]
                if await desk.board.currentRole() != .active { active = nil }
                continue
            }
            let (state, now) = (await desk.board.state(), desk.time.now())
            let since = active ?? now
            active = since
            let sight = scan.sight(of: state, policy, active: since, now: now)
            let wanted = policy.channels
            for (channel, way) in ways where !wanted.contains(channel) {
                await end(way, channel)
                ways[channel] = nil
            }
            for channel in wanted {
                let way: Way
                if let known = ways[channel] { way = known } else { way = Way(channel, desk, means) }
                ways[channel] = way
                way.offer((sight, policy, state.definitions.loaded))
            }
        }
        for way in ways.values { await way.end() }
    }

    /// Ends a way; that it failed matters no more.
    private func end(_ way: Way, _ channel: AlertChannel) async {
        await way.end()
        await desk.board.note(channel: "\(channel.name) \(channel.target)", problem: nil)
    }

    /// One way with its loop, which takes the latest that is so whenever it is ready.
    private struct Way: Sendable {
        typealias Latest = (sight: AlertSight, policy: AlertPolicy, loaded: Timestamp)

        private let latest: AsyncStream<Latest>.Continuation
        private let loop: Task<Void, Never>

        init(_ channel: AlertChannel, _ desk: Desk, _ means: AlertChannel.Means) {
            let (stream, continuation) = AsyncStream.makeStream(
                of: Latest.self,
                bufferingPolicy: .bufferingNewest(1)
            )
            latest = continuation
            loop = Task {
                var teller = AlertTeller(channel, desk, means)
                for await (sight, policy, loaded) in stream { await teller.tell(sight, policy, loaded: loaded) }
            }
        }

        func offer(_ latest: Latest) { self.latest.yield(latest) }

        /// Returns once it says nothing any more.
        func end() async {
            latest.finish()
            loop.cancel()
            await loop.value
        }
    }
}

extension AlertPolicy {
    /// The ways of the policy.
    package var channels: [AlertChannel] {
        topics.map { .topic($0, login: login) } + webhooks.map { .webhook($0, secretFile: webhookSecretFile) }
            + (command.isEmpty ? [] : [.command(command)])
    }
}
