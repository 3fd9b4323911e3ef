/// An absolute `http` or `https` URL in its parts, as far as this program needs them.
package struct HTTPURL: Hashable, Sendable {
    /// Whether it is `https`.
    package let isSecure: Bool
    /// The host, lower case, without the brackets of an IPv6 address.
    package let host: String
    /// The port; nil for the scheme's own.
    package let port: Int?
    /// What follows the authority, percent-encoded, from its first slash on; empty when nothing follows.
    package let path: String

    /// Reads a URL; nil for another scheme, user information, a fragment, a bad port or a character that needs encoding.
    package init?(_ text: String) {
        let isClean = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x5C && $0 != 0x22 && $0 != 0x23 }
        guard isClean, let schemeEnd = text.firstIndex(of: ":") else { return nil }
        switch text[..<schemeEnd].lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: return nil
        }
        let rest = text[text.index(after: schemeEnd)...]
        guard rest.hasPrefix("//") else { return nil }
        let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
        guard let (host, port) = Self.hostAndPort(authority) else { return nil }
        (self.host, self.port, path) = (host.lowercased(), port, String(rest[authority.endIndex...]))
    }

    private static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
        guard !authority.contains("@") else { return nil }
        let host: Substring
        var rest: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            rest = authority[authority.index(after: end)...]
            guard host.utf8.allSatisfy({ isHexadecimal($0) || $0 == 0x3A || $0 == 0x2E }), host.contains(":") else {
                return nil
            }
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
            guard !host.isEmpty, host.utf8.allSatisfy(isNameByte) else { return nil }
        }
        guard !rest.isEmpty else { return (String(host), nil) }
        guard rest.first == ":" else { return nil }
        rest = rest.dropFirst()
        guard rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(rest), (1...65_535).contains(port)
        else { return nil }
        return (String(host), port)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
            || byte == 0x2E || byte == 0x5F
    }

    /// The host and the port if it is not the scheme's own, as the header `Host` has them.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        guard let port, port != (isSecure ? 443 : 80) else { return name }
        return "\(name):\(port)"
    }

    /// The scheme and the authority, without a path.
    package var origin: String { (isSecure ? "https://" : "http://") + authority }

    /// Whether the host is this machine: `localhost`, `127.0.0.0/8` or `::1`.
    ///
    /// Only dotted addresses of four decimal numbers count: other ways to write one may mean another to someone else.
    package var isLoopback: Bool { host == "localhost" || host == "::1" || ipv4?.first == 127 }

    /// Whether the host is one of those from which instances and containers get their credentials.
    ///
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>
    package var isCredentialHost: Bool {
        let hosts: Set = ["169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23"]
        return hosts.contains(host)
    }

    private var ipv4: [UInt8]? {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in part == "0" || part.first != "0" ? UInt8(part) : nil }
        return parts.count == 4 && numbers.count == 4 ? numbers : nil
    }
}
