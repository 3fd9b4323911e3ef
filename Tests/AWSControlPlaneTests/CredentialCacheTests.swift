import AWS
import AWSControlPlane
import Testing
import Values

/// When credentials are asked for anew, and how often.
@Suite struct CredentialCacheTests {
    /// Gives numbered keys that live for an hour, or fails; holds every asker until it is opened.
    actor Source: CredentialSource {
        private(set) var count = 0
        private var isFailing = false
        private var gate: [CheckedContinuation<Void, Never>]?

        private let lifetime: Duration

        init(isClosed: Bool = false, lifetime: Duration = .seconds(3600)) {
            gate = isClosed ? [] : nil
            self.lifetime = lifetime
        }

        func fail(_ isFailing: Bool) { self.isFailing = isFailing }

        func open() {
            let waiting = gate ?? []
            gate = nil
            for waiter in waiting { waiter.resume() }
        }

        func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
            count += 1
            let number = count
            if gate != nil { await withCheckedContinuation { gate?.append($0) } }
            if isFailing { throw .credentials(detail: "failing") }
            let end = now + lifetime
            return Credentials(accessKeyID: "\(number)", secretAccessKey: Secret("x"), expiration: end, source: "test")
        }
    }

    private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

    @Test func `credentials are kept until fifteen minutes before their end, then renewed in the background`()
        async throws
    {
        let source = Source()
        let cache = CredentialCache(source)
        #expect(try await cache.credentials(at: at(0)).accessKeyID == "1")
        #expect(try await cache.credentials(at: at(2699)).accessKeyID == "1")
        #expect(await source.count == 1)
        #expect(try await cache.credentials(at: at(2700)).accessKeyID == "1")
        while try await cache.credentials(at: at(2701)).accessKeyID == "1" { await Task.yield() }
        #expect(try await cache.credentials(at: at(2701)).accessKeyID == "2")
        #expect(await source.count == 2)
    }

    @Test func `in the last ten minutes whoever asks waits for the renewed ones`() async throws {
        let source = Source()
        let cache = CredentialCache(source)
        _ = try await cache.credentials(at: at(0))
        #expect(try await cache.credentials(at: at(3000)).accessKeyID == "2")
    }

    @Test func `credentials that live for a quarter of an hour are kept for most of it`() async throws {
        let source = Source(lifetime: .seconds(900))
        let cache = CredentialCache(source)
        _ = try await cache.credentials(at: at(0))
        #expect(try await cache.credentials(at: at(674)).accessKeyID == "1")
        #expect(await source.count == 1)
        #expect(try await cache.credentials(at: at(750)).accessKeyID == "2")
    }

    @Test func `credentials that ended before they came are an error`() async throws {
        let cache = CredentialCache(Source(lifetime: .zero))
        let detail = "the credentials from test ended at 1970-01-01T00:00:05Z: renew them"
        await #expect(throws: AWSError.credentials(detail: detail)) { try await cache.credentials(at: at(5)) }
    }

    @Test func `all who ask at once wait for one answer`() async throws {
        let source = Source(isClosed: true)
        let cache = CredentialCache(source)
        let now = at(0)
        let keys = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await cache.credentials(at: now).accessKeyID } }
            group.addTask {
                while await source.count == 0 { await Task.yield() }
                await source.open()
                return "1"
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(keys == ["1"])
        #expect(await source.count == 1)
    }

    @Test func `when renewing fails those that are there serve to their end`() async throws {
        let source = Source()
        let cache = CredentialCache(source)
        _ = try await cache.credentials(at: at(0))
        await source.fail(true)
        #expect(try await cache.credentials(at: at(3100)).accessKeyID == "1")
        #expect(try await cache.credentials(at: at(3129)).accessKeyID == "1")
        #expect(await source.count == 2)
        #expect(try await cache.credentials(at: at(3130)).accessKeyID == "1")
        #expect(await source.count == 3)
        await #expect(throws: AWSError.credentials(detail: "failing")) { try await cache.credentials(at: at(3600)) }
        await source.fail(false)
        #expect(try await cache.credentials(at: at(3601)).accessKeyID == "5")
    }

    @Test func `credentials that AWS calls expired are forgotten, others are not`() async throws {
        let source = Source()
        let cache = CredentialCache(source)
        let first = try await cache.credentials(at: at(0))
        await cache.forget(first)
        #expect(try await cache.credentials(at: at(1)).accessKeyID == "2")
        await cache.forget(first)
        #expect(try await cache.credentials(at: at(2)).accessKeyID == "2")
    }
}
