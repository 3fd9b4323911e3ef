import Foundation
import Synchronization

/// A server on this machine that speaks as the test wants, one thread per connection.
final class LoopbackServer: Sendable {
    /// What is done with a connection; it is closed afterwards.
    typealias Handler = @Sendable (Connection) -> Void

    /// The port that it listens on.
    let port: Int
    private let listener: Int32
    private let accepted = Mutex(0)

    /// A server that is listening already.
    init(_ handler: @escaping Handler) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(listener, generic, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard isListening else { throw ServerError() }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        let thread = Thread { [self] in serve(handler) }
        thread.start()
    }

    /// The URL of a path on it.
    func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// How many connections were made to it.
    var connectionCount: Int { accepted.withLock { $0 } }

    /// Closes its port.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func serve(_ handler: @escaping Handler) {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            accepted.withLock { $0 += 1 }
            Thread {
                let connection = Connection(descriptor: descriptor)
                handler(connection)
                connection.end()
            }.start()
        }
    }
}

/// The test's own server does not work.
struct ServerError: Error {}

/// One connection to a server.
final class Connection: Sendable {
    private let descriptor: Int32
    private let isOpen = Mutex(true)

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Reads a request with its body; nil when the other side has closed.
    func request() -> String? {
        var text = ""
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let end = text.range(of: "\r\n\r\n") {
                let length = text.range(of: "Content-Length: ").map { range in
                    Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 0
                }
                if text[end.upperBound...].utf8.count >= length ?? 0 { return text }
            }
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { return nil }
            text += String(decoding: bytes[..<count], as: UTF8.self)
        }
    }

    /// Sends a text; false when the other side has gone.
    @discardableResult
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// Sends a whole reply.
    func reply(_ body: String = "", status: String = "200 OK", headers: [String] = []) {
        let fields = ["Content-Length: \(body.utf8.count)"] + headers
        send("HTTP/1.1 \(status)\r\n\(fields.joined(separator: "\r\n"))\r\n\r\n\(body)")
    }

    /// Breaks the connection off, so that the other side sees a reset.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        end()
    }

    /// Passes bytes on in both directions between this connection and a server on this machine, until one side closes.
    func relay(to port: Int) {
        let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(other) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe connect(other, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            var ready = [descriptor, other].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard unsafe poll(&ready, 2, -1) > 0 else { return }
            for (index, target) in [(0, other), (1, descriptor)] where ready[index].revents != 0 {
                let count = unsafe recv(ready[index].fd, &bytes, bytes.count, 0)
                guard count > 0, unsafe Glibc.send(target, bytes, count, Int32(MSG_NOSIGNAL)) == count else { return }
            }
        }
    }

    /// Waits until the other side has closed.
    func waitForEnd() {
        while request() != nil {}
    }

    /// Closes the connection, once.
    func end() {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if wasOpen { close(descriptor) }
    }
}
