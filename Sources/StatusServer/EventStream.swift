import Codecs
import Controller
import Records
import Values

/// The changes of the fleet for one reader, as server-sent events: its summary now and at each change, without end.
///
/// Nothing is made ahead of the reader; one that is slow misses what lies between, never the latest.
/// <https://html.spec.whatwg.org/multipage/server-sent-events.html>
struct EventStream: AsyncSequence, Sendable {
    /// The shortest time between two events: a look at a large fleet changes it many times a second.
    static let pause = Duration.seconds(1)
    /// The longest time without a word, so that a reader knows that the line is alive.
    static let silence = Duration.seconds(10)

    let desk: Desk

    func makeAsyncIterator() -> Iterator { Iterator(desk: desk) }

    /// Where one reader is.
    struct Iterator: AsyncIteratorProtocol {
        fileprivate let desk: Desk
        private var ticks: AsyncStream<Void>?
        private var told: Int?

        fileprivate init(desk: Desk) { self.desk = desk }

        /// The next event or sign of life; nil when nobody wants more.
        mutating func next() async -> String? {
            guard let ticks else {
                ticks = await Self.ticks(desk)
                // How long a reader waits before it asks again.
                return "retry: 2000\n\n"
            }
            if told != nil {
                do { try await desk.time.sleep(for: EventStream.pause) } catch { return nil }
            }
            var iterator = ticks.makeAsyncIterator()
            guard await iterator.next(isolation: #isolation) != nil else { return nil }
            let revision = await desk.board.currentRevision()
            guard revision != told else {
                let document: JSON = ["time": .string(desk.time.now().description)]
                return "event: alive\ndata: \(document.text)\n\n"
            }
            told = revision
            return await EventStream.event(revision, desk)
        }

        /// A tick at each change, and at the latest when it was silent for long.
        private static func ticks(_ desk: Desk) async -> AsyncStream<Void> {
            let (ticks, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            let changes = await desk.board.changes()
            let listening = Task { for await _ in changes { continuation.yield() } }
            let beating = Task {
                while !Task.isCancelled {
                    do { try await desk.time.sleep(for: EventStream.silence) } catch { return }
                    continuation.yield()
                }
            }
            continuation.onTermination = { _ in
                listening.cancel()
                beating.cancel()
            }
            return ticks
        }
    }

    /// The fleet on the whole, as an event of the kind `fleet`.
    private static func event(_ revision: Int, _ desk: Desk) async -> String {
        let summary = await desk.board.summary()
        let standings = Standing.allCases.map { JSON.Member($0.rawValue, .integer(summary.standings[$0] ?? 0)) }
        let document: JSON = [
            "revision": .integer(revision), "time": .string(desk.time.now().description),
            "role": .string(summary.role.rawValue), "line": .string(summary.line),
            "summary": .object([JSON.Member("pairs", .integer(summary.pairs))] + standings),
        ]
        return "id: \(revision)\nevent: fleet\ndata: \(document.text)\n\n"
    }
}
