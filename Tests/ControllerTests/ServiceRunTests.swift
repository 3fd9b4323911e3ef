import ServiceLifecycle
import Testing
import Values

@testable import Controller

struct ServiceRunTests {
    /// Ends when it is told to; `heeds` says by what.
    private struct Loop: Service {
        /// What makes a loop end.
        enum Ear { case stop, cancellation, nothing }

        let heeds: Ear
        let opened: AsyncStream<Void>

        func run() async throws {
            switch heeds {
            case .stop: try await gracefulShutdown()
            case .cancellation: try await Task.sleep(for: .seconds(3600))
            // A task of its own hears of no cancellation.
            case .nothing: await Task { for await _ in opened {} }.value
            }
        }
    }

    private struct Failing: Service {
        struct Trouble: Error {}

        func run() async throws { throw Trouble() }
    }

    @Test(arguments: [
        ([Loop.Ear.stop, .stop], patience: 3600, limit: 3600, "orderly"),
        ([.stop, .cancellation], 0.01, 3600, "cancelled"),
        ([.stop, .nothing], 0.01, 0.02, "left behind"),
        ([.nothing, .cancellation, .nothing], 0.01, 0.02, "left behind"),
    ])
    private func `a stop ends, whatever heeds it`(
        heeds: [Loop.Ear],
        patience: Double,
        limit: Double,
        expected: String
    ) async {
        let (opened, door) = AsyncStream<Void>.makeStream()
        defer { door.finish() }
        let loops = heeds.map { Loop(heeds: $0, opened: opened) }
        let run = ServiceRun(loops, patience: .seconds(patience), limit: .seconds(limit))
        run.stop()
        #expect(word(await run.run()) == expected)
    }

    @Test func `a second request to stop waits for nothing`() async {
        let (opened, door) = AsyncStream<Void>.makeStream()
        defer { door.finish() }
        let run = ServiceRun([Loop(heeds: .nothing, opened: opened)], patience: .seconds(3600), limit: .seconds(3600))
        run.stop()
        run.stop()
        #expect(word(await run.run()) == "left behind")
    }

    @Test func `a service that fails ends the others, and its error is told`() async {
        let (opened, door) = AsyncStream<Void>.makeStream()
        defer { door.finish() }
        let run = ServiceRun(
            [Loop(heeds: .cancellation, opened: opened), Failing()],
            patience: .milliseconds(10),
            limit: .seconds(3600)
        )
        guard case .failed(let error) = await run.run() else { return #expect(Bool(false), "no failure was told") }
        #expect(error is Failing.Trouble)
    }

    private func word(_ end: ServiceRun.End) -> String {
        switch end {
        case .orderly: "orderly"
        case .cancelled: "cancelled"
        case .leftBehind: "left behind"
        case .failed: "failed"
        }
    }
}
