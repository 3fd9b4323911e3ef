import Glibc

/// Where the status page listens.
package enum ListenAddress: Hashable, Sendable {
    /// A host's address, or `localhost`, and a port; port 0 is any that is free.
    case tcp(host: String, port: Int)
    /// A socket in the file system.
    case unix(path: String)

    /// The longest path of a socket, in bytes.
    package static let pathLimitBytes = SocketFile.pathLimitBytes

    /// Reads `127.0.0.1:9717`, `[::1]:9717`, `localhost:9717` or `unix:/run/vaer.sock`; nil for anything else.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/"), path.utf8.count <= Self.pathLimitBytes, !path.contains("\0") else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":") else { return nil }
        } else {
            guard !host.contains(":") else { return nil }
        }
        let isName = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
        }
        guard !host.isEmpty, isName else { return nil }
        self = .tcp(host: host, port: Int(port))
    }

    /// Whether only this machine can reach it.
    package var isLocal: Bool {
        switch self {
        case .unix: true
        case .tcp(let host, _): Self.isLoopback(host)
        }
    }

    /// Whether a host is this machine, by its name or its address.
    static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

extension ListenAddress: CustomStringConvertible {
    /// The address as it is written, `http://` before those that a browser takes.
    package var description: String {
        switch self {
        case .tcp(let host, let port): "http://\(host.contains(":") ? "[\(host)]" : host):\(port)/"
        case .unix(let path): "unix:\(path)"
        }
    }
}

/// Why the status page cannot listen.
package struct ListenError: Error, Hashable, Sendable {
    /// Where.
    package let address: ListenAddress
    /// Why, in words.
    package let reason: String
    /// The way out.
    package let hint: String

    /// What an operator is to be told, without a full stop.
    package var message: String { "cannot listen on \(address): \(reason)" }

    /// An error in these words.
    init(address: ListenAddress, reason: String, hint: String) {
        (self.address, self.reason, self.hint) = (address, reason, hint)
    }

    /// What the system says when a program asks for an address.
    init(_ address: ListenAddress, errno code: Int32) {
        self.address = address
        switch code {
        case EADDRINUSE, EEXIST: (reason, hint) = ("another program listens there", "stop it, or choose another port")
        case EADDRNOTAVAIL:
            (reason, hint) = ("this machine has no such address", "choose one of this machine, such as 127.0.0.1")
        case EACCES, EPERM:
            (reason, hint) = ("this user may not listen there", "choose a port from 1024 on, or a folder of this user")
        case ENOENT, ENOTDIR: (reason, hint) = ("there is no such folder", "make it, or choose another path")
        default: (reason, hint) = ("the system says \(code)", "choose another address")
        }
    }
}
