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
        while !Task.isCancelled {
            do { try await desk.time.sleep(for: Self.pause) } catch { return }
            guard let policy = await desk.board.currentFleet().alerts, await desk.board.currentRole() == .active else {
                // Another controller tells meanwhile, or nobody should.
                for way in ways.values { way.end() }
                ways = [:]
                continue
            }
            let alerts = scan.alerts(in: await desk.board.state(), policy, now: desk.time.now())
            let wanted = policy.channels
            for (channel, way) in ways where !wanted.contains(channel) {
                way.end()
                ways[channel] = nil
            }
            for channel in wanted {
                let way: Way
                if let known = ways[channel] { way = known } else { way = Way(channel, desk, means) }
                ways[channel] = way
                way.offer(alerts, policy)
            }
        }
        for way in ways.values { way.end() }
    }

    /// One way with its loop, which takes the latest that is so whenever it is ready.
    private struct Way: Sendable {
        private let latest: AsyncStream<(alerts: [Alert], policy: AlertPolicy)>.Continuation
        private let loop: Task<Void, Never>

        init(_ channel: AlertChannel, _ desk: Desk, _ means: AlertChannel.Means) {
            let (stream, continuation) = AsyncStream.makeStream(
                of: (alerts: [Alert], policy: AlertPolicy).self,
                bufferingPolicy: .bufferingNewest(1)
            )
            latest = continuation
            loop = Task {
                var teller = AlertTeller(channel, desk, means)
                for await (alerts, policy) in stream { await teller.tell(alerts, policy) }
            }
        }

        func offer(_ alerts: [Alert], _ policy: AlertPolicy) { latest.yield((alerts, policy)) }

        func end() {
            latest.finish()
            loop.cancel()
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
