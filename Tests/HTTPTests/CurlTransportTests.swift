import Dispatch
import Glibc
import HTTP
import Synchronization
import Testing

@Suite struct CurlTransportTests {
    let transport = CurlTransport()

    /// Answers every request of a connection with its head and body.
    private static func echo(_ connection: Connection) {
        while let request = connection.request() { connection.reply(request, headers: ["X-A: 1", "x-b:  two "]) }
    }

    /// The error of an exchange with a server that does one thing; nil when there is none.
    private func failure(
        timeout: Duration = .seconds(20),
        bodyLimitBytes: Int = 1 << 20,
        _ handler: @escaping LoopbackServer.Handler
    ) async throws -> TransportError? {
        let server = try LoopbackServer(handler)
        defer { server.stop() }
        var request = HTTPRequest(method: "GET", url: server.url(), timeout: timeout)
        request.bodyLimitBytes = bodyLimitBytes
        do {
            _ = try await transport.send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a request is sent as it is and the reply comes back whole`() async throws {
        let server = try LoopbackServer(Self.echo)
        defer { server.stop() }
        let headers = [HTTPHeader("Content-Type", "a/b"), HTTPHeader("X-Empty", "")]
        let url = server.url("/a%2Fb/../c//?q=%20")
        let request = HTTPRequest(method: "POST", url: url, headers: headers, body: Array("x=1\0y".utf8))
        let response = try await transport.send(request)
        #expect(response.status == 200)
        #expect(response.header("X-B") == "two")
        let text = String(decoding: response.body, as: UTF8.self)
        let lines = text.split(separator: "\r\n").map(String.init)
        #expect(lines.first == "POST /a%2Fb/../c//?q=%20 HTTP/1.1")
        #expect(
            Set(lines.dropFirst()).isSuperset(of: ["Host: 127.0.0.1:\(server.port)", "Content-Type: a/b", "X-Empty:"])
        )
        #expect(lines.last == "x=1\0y")
        #expect(!text.contains("Expect") && !text.contains("Accept-Encoding"))
    }

    @Test(arguments: ["GET", "DELETE", "PUT", "POST", "PATCH", "HEAD", "OPTIONS"])
    func `a method without a body is sent with that name and no type`(method: String) async throws {
        let server = try LoopbackServer { connection in
            while let request = connection.request() {
                let body = method == "HEAD" ? "" : request
                connection.reply(body, headers: ["X-Line: \(request.prefix { $0 != "\r\n" })"])
            }
        }
        defer { server.stop() }
        let response = try await transport.send(HTTPRequest(method: method, url: server.url("/x")))
        #expect(response.header("X-Line") == "\(method) /x HTTP/1.1")
        #expect(!String(decoding: response.body, as: UTF8.self).contains("Content-Type"))
    }

    @Test func `a connection is used again`() async throws {
        let server = try LoopbackServer(Self.echo)
        defer { server.stop() }
        for _ in 0..<5 { _ = try await transport.send(HTTPRequest(method: "GET", url: server.url())) }
        #expect(server.connectionCount == 1)
    }

    @Test func `many requests at once share the connections that are allowed`() async throws {
        let server = try LoopbackServer(Self.echo)
        defer { server.stop() }
        let transport = CurlTransport(CurlTransport.Options(connectionsPerHost: 4))
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<100 {
                group.addTask {
                    try await transport.send(HTTPRequest(method: "GET", url: server.url("/\(index)"))).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [Int](repeating: 200, count: 100))
        #expect(server.connectionCount <= 4)
    }

    @Test func `long polls take no place from other requests, nor wait for one`() async throws {
        let server = try LoopbackServer { connection in
            guard let request = connection.request() else { return }
            if request.contains("/poll") { return connection.waitForEnd() }
            connection.reply("answered")
        }
        defer { server.stop() }
        let transport = CurlTransport(CurlTransport.Options(connectionsPerHost: 1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    let poll = HTTPRequest(method: "GET", url: server.url("/poll"), isLongPoll: true)
                    _ = try? await transport.send(poll)
                }
            }
            while server.connectionCount < 3 { try await Task.sleep(for: .milliseconds(5)) }
            let reply = try await transport.send(HTTPRequest(method: "GET", url: server.url("/other")))
            #expect(reply.status == 200)
            group.cancelAll()
        }
    }

    @Test func `a connection that was opened ahead stands before its reply comes, and carries the next request`()
        async throws
    {
        let mayReply = DispatchSemaphore(value: 0)
        let server = try LoopbackServer { connection in
            while connection.request() != nil {
                mayReply.wait()
                connection.reply()
            }
        }
        defer { server.stop() }
        let transport = CurlTransport(CurlTransport.Options(connectionsPerHost: 1))
        // The reply comes when this task goes on, which on a busy machine may be late.
        try await transport.open(for: HTTPRequest(method: "GET", url: server.url(), timeout: .seconds(600)))
        mayReply.signal()
        mayReply.signal()
        #expect(try await transport.send(HTTPRequest(method: "GET", url: server.url("/next"))).status == 200)
        #expect(server.connectionCount == 1)
    }

    @Test func `a connection that cannot be opened ahead is told as any other`() async throws {
        let server = try LoopbackServer { _ in }
        server.stop()
        let error = await #expect(throws: TransportError.self) {
            try await CurlTransport().open(for: HTTPRequest(method: "GET", url: server.url()))
        }
        #expect(error?.label == "unreachable")
    }

    @Test func `a kept connection that the server has closed does not fail the next request`() async throws {
        let server = try LoopbackServer { connection in
            guard let request = connection.request() else { return }
            connection.reply(request)
        }
        defer { server.stop() }
        for _ in 0..<3 {
            #expect(try await transport.send(HTTPRequest(method: "POST", url: server.url(), body: [1])).status == 200)
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308, 404, 500])
    func `an error status is a reply, and a redirect is not followed`(status: Int) async throws {
        let other = try LoopbackServer(Self.echo)
        let place = other.url("/other")
        let server = try LoopbackServer { connection in
            while connection.request() != nil {
                connection.reply("away", status: "\(status) Elsewhere", headers: ["Location: \(place)"])
            }
        }
        defer {
            server.stop()
            other.stop()
        }
        let response = try await transport.send(HTTPRequest(method: "GET", url: server.url()))
        #expect(response.status == status)
        #expect(server.connectionCount == 1)
        #expect(other.connectionCount == 0)
    }

    @Test func `of an interim reply nothing is kept`() async throws {
        let server = try LoopbackServer { connection in
            guard connection.request() != nil else { return }
            connection.send("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
            connection.reply("body", headers: ["X-Late: 1"])
        }
        defer { server.stop() }
        let response = try await transport.send(HTTPRequest(method: "GET", url: server.url()))
        #expect(response.status == 200)
        #expect(response.header("X-Early") == nil)
        #expect(response.header("X-Late") == "1")
    }

    @Test func `a reply that breaks off is an interruption`() async throws {
        let reset = try await failure { connection in
            guard connection.request() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            connection.reset()
        }
        #expect(reset?.label == "interrupted")
        let short = try await failure { connection in
            guard connection.request() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
        }
        #expect(short?.label == "interrupted")
        let nothing = try await failure { connection in _ = connection.request() }
        #expect(nothing?.label == "interrupted")
        let nonsense = try await failure { connection in
            guard connection.request() != nil else { return }
            connection.send("SSH-2.0-x\r\n\r\n")
        }
        #expect(nonsense?.label == "interrupted")
    }

    @Test func `a silent server and one that drips are given up on`() async throws {
        let silent = try await failure(timeout: .milliseconds(100)) { $0.waitForEnd() }
        #expect(silent == .timedOut(host: "127.0.0.1", after: .milliseconds(100)))
        let drip = try await failure(timeout: .milliseconds(100)) { connection in
            guard connection.request() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while connection.send(".") { usleep(10_000) }
        }
        #expect(drip?.label == "timed-out")
        let slowHead = try await failure(timeout: .milliseconds(100)) { connection in
            guard connection.request() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\n")
            while connection.send("X") { usleep(10_000) }
        }
        #expect(slowHead?.label == "timed-out")
    }

    @Test func `a body or a head without an end is cut off`() async throws {
        let body = try await failure(bodyLimitBytes: 1000) { connection in
            guard connection.request() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send(String(repeating: "x", count: 1000)) {}
        }
        #expect(body == .tooLarge(host: "127.0.0.1", limitBytes: 1000, status: 200))
        let head = try await failure { connection in
            guard connection.request() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\n")
            while connection.send("X: \(String(repeating: "y", count: 1000))\r\n") {}
        }
        #expect(head?.label == "too-large")
        let line = try await failure { connection in
            guard connection.request() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nX: ")
            while connection.send(String(repeating: "y", count: 1000)) {}
        }
        #expect(line?.label == "too-large")
        let chunks = try await failure(bodyLimitBytes: 1000) { connection in
            guard connection.request() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while connection.send("1\r\nx\r\n") {}
        }
        #expect(chunks == .tooLarge(host: "127.0.0.1", limitBytes: 1000, status: 200))
    }

    @Test func `a body that says it is packed stays packed`() async throws {
        // What unpacks to a thousand times its size is taken as the bytes that came.
        let packed = String(repeating: "\u{1F}", count: 1000)
        let server = try LoopbackServer { connection in
            while connection.request() != nil {
                connection.reply(packed, headers: ["Content-Encoding: gzip", "Content-Type: text/xml"])
            }
        }
        defer { server.stop() }
        let response = try await transport.send(HTTPRequest(method: "GET", url: server.url()))
        #expect(response.body == Array(packed.utf8))
    }

    @Test func `a body of just the limit is taken`() async throws {
        #expect(
            try await failure(bodyLimitBytes: 5) { connection in
                while connection.request() != nil { connection.reply("12345") }
            } == nil
        )
    }

    @Test func `a port where nobody listens is unreachable`() async throws {
        let server = try LoopbackServer { _ in }
        server.stop()
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(HTTPRequest(method: "GET", url: server.url()))
        }
        #expect(error?.label == "unreachable")
    }

    @Test func `cancelling the task closes the connection`() async throws {
        let (events, report) = AsyncStream.makeStream(of: String.self)
        let server = try LoopbackServer { connection in
            guard connection.request() != nil else { return }
            report.yield("asked")
            connection.waitForEnd()
            report.yield("closed")
        }
        defer { server.stop() }
        let task = Task { [transport] in try await transport.send(HTTPRequest(method: "GET", url: server.url())) }
        var iterator = events.makeAsyncIterator()
        #expect(await iterator.next() == "asked")
        task.cancel()
        let error = await #expect(throws: TransportError.self) { try await task.value }
        #expect(error == .cancelled)
        #expect(await iterator.next() == "closed")
    }

    @Test func `of many that wait for a connection each is told when all are cancelled at once`() async throws {
        let server = try LoopbackServer { $0.waitForEnd() }
        defer { server.stop() }
        let request = HTTPRequest(method: "GET", url: server.url(), timeout: .seconds(600))
        for _ in 0..<40 {
            let transport = CurlTransport(CurlTransport.Options(connectionsPerHost: 1))
            let count = await withTaskGroup(of: TransportError?.self) { group in
                for _ in 0..<300 {
                    group.addTask {
                        do throws(TransportError) {
                            _ = try await transport.send(request)
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                // Whichever of them wait by then: each must be told.
                try? await Task.sleep(for: .milliseconds(20))
                group.cancelAll()
                return await group.reduce(into: 0) { $0 += $1 == .cancelled ? 1 : 0 }
            }
            #expect(count == 300)
        }
    }

    @Test func `a task that is cancelled before it starts sends nothing`() async throws {
        let server = try LoopbackServer(Self.echo)
        defer { server.stop() }
        let task = Task { [transport] in
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await transport.send(HTTPRequest(method: "GET", url: server.url()))
        }
        let error = await #expect(throws: TransportError.self) { try await task.value }
        #expect(error == .cancelled)
        #expect(server.connectionCount == 0)
    }

    @Test(arguments: [
        HTTPRequest(method: "GET", url: "http://example.com/"), HTTPRequest(method: "GET", url: "file:///etc/passwd"),
        HTTPRequest(method: "GET", url: "http://169.254.169.254/"), HTTPRequest(method: "get", url: "https://h/"),
        HTTPRequest(method: "GET /x", url: "https://h/"), HTTPRequest(method: "GET", url: "https://u:p@h/"),
        HTTPRequest(method: "GET", url: "https://h/", headers: [HTTPHeader("A", "b\r\nC: d")]),
        HTTPRequest(method: "GET", url: "https://h/", headers: [HTTPHeader("A b", "c")]),
        HTTPRequest(method: "GET", url: "https://h/", headers: [HTTPHeader("", "c")]),
        HTTPRequest(method: "GET", url: "https://h/a b"), HTTPRequest(method: "GET", url: "https://h/\r\nX"),
    ])
    func `what must not be sent is refused before any connection`(request: HTTPRequest) async {
        let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
        #expect(error?.label == "invalid-request")
    }

    @Test func `a secret header field is not printed`() {
        let request = HTTPRequest(
            method: "GET",
            url: "https://h/",
            headers: [
                HTTPHeader("Authorization", "canary"), HTTPHeader("X-Amz-Security-Token", "canary"),
                HTTPHeader("A", "b"),
            ]
        )
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(request)", String(reflecting: request), dumped] {
            #expect(!text.contains("canary"), "\(text)")
            #expect(text.contains("A: b"))
        }
    }
}
