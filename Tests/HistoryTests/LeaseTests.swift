import History
import Records
import Testing
import Values

struct LeaseTests {
    private let file = "controller"

    private func take(
        _ store: HistoryStore,
        _ holder: String,
        at seconds: Int64,
        gone: Set<String> = []
    ) async throws -> Lease {
        try await store.takeLease(
            file,
            holder: holder,
            for: .seconds(30),
            now: Samples.moment(seconds),
            isGone: { gone.contains($0) }
        )
    }

    @Test func `one of two holds the lease as long as it asks in time`() async throws {
        let directory = try TemporaryDirectory()
        let (one, other) = (
            try HistoryStore(.file(directory.file()), now: Samples.moment(0)),
            try HistoryStore(.file(directory.file()), now: Samples.moment(0))
        )
        #expect(try await take(one, "a", at: 0).holder == "a")
        #expect(try await take(other, "b", at: 10).holder == "a")
        #expect(try await take(one, "a", at: 20).token == 1)
        #expect(try await take(other, "b", at: 49).holder == "a")
        let second = try await take(other, "b", at: 51)
        #expect(second.holder == "b" && second.token == 2)
        #expect(try await take(one, "a", at: 52) == second)
    }

    @Test func `a lease whose holder is gone, or gave it back, is free at once`() async throws {
        let store = try HistoryStore(.memory, now: Samples.moment(0))
        _ = try await take(store, "a", at: 0)
        #expect(try await take(store, "b", at: 1, gone: ["a"]).token == 2)
        let lease = try await take(store, "b", at: 2)
        try await store.giveBack(Lease(holder: "a", token: 1, expires: lease.expires), of: file)
        #expect(try await take(store, "c", at: 3).holder == "b")
        try await store.giveBack(lease, of: file)
        let next = try await take(store, "c", at: 4)
        #expect(next.holder == "c" && next.token == 3)
    }

    @Test func `a controller is told of with what is wrong with its definitions`() async throws {
        let store = try HistoryStore(.memory, now: Samples.moment(0))
        var record = ControllerRecord(holder: "h", version: "0.1.0", started: Samples.moment(0), role: .active)
        try await store.record(controller: record)
        (record.seen, record.pairs) = (Samples.moment(60), 4)
        (record.definitionsProblem, record.problemSince) = ("1 error", Samples.moment(50))
        try await store.record(controller: record)
        #expect(try await store.controllers(since: Samples.moment(10)) == [record])
        #expect(try await store.controllers(since: Samples.moment(100)).isEmpty)
    }
}
