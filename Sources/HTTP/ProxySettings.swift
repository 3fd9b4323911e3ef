/// Which proxy a request goes through, by the variables that all tools share.
///
/// Only `https` goes through one: `http` is for this machine and for the hosts that give credentials, which no proxy may
/// see, so `HTTP_PROXY` has nothing to say. What a proxy URL says of user and password is never shown.
package struct ProxySettings: Hashable, Sendable {
    /// A proxy, as libcurl is told of it.
    package struct Proxy: Hashable, Sendable {
        /// The whole URL, with a scheme, a port and perhaps user and password.
        let url: String
        /// The host, for messages.
        package let host: String
        /// The port.
        package let port: Int
    }

    /// A name whose hosts are asked without a proxy; nil for the port means any.
    fileprivate struct Exception: Hashable, Sendable {
        let name: String
        let port: Int?
    }

    /// What the variables say.
    private enum Choice: Hashable, Sendable {
        case none
        case proxy(Proxy)
        /// A variable that cannot be understood; its value is not kept.
        case unusable(variable: String)
    }

    private var choice = Choice.none
    private var exceptions: [Exception] = []
    private var isOffForAll = false

    /// No proxy.
    package init() {}

    /// What `https_proxy`, `all_proxy` and `no_proxy` say; the lower-case form of a name wins over the upper-case one.
    package init(environment: [String: String]) {
        let find = { (name: String) -> (name: String, text: String)? in
            for name in [name, name.uppercased()] {
                if let text = environment[name], !text.isEmpty { return (name, text) }
            }
            return nil
        }
        if let found = find("https_proxy") ?? find("all_proxy") {
            choice = Proxy(found.text).map { .proxy($0) } ?? .unusable(variable: found.name)
        }
        let isSeparator = { (character: Character) in character == "," || character.isWhitespace }
        for entry in (find("no_proxy")?.text ?? "").split(whereSeparator: isSeparator) {
            if entry == "*" { isOffForAll = true }
            let name = entry.hasPrefix("*.") ? entry.dropFirst(2) : entry.hasPrefix(".") ? entry.dropFirst() : entry
            guard let url = HTTPURL("https://" + name), url.path.isEmpty else { continue }
            exceptions.append(Exception(name: url.host, port: url.port))
        }
    }

    /// The proxy for a URL; nil for none.
    ///
    /// Throws when the variable that names it cannot be understood.
    package func proxy(for url: HTTPURL) throws(TransportError) -> Proxy? {
        let isDirect = !url.isSecure || url.isLoopback || url.isCredentialHost || isOffForAll
        guard !isDirect, !exceptions.contains(where: { $0.matches(url) }) else { return nil }
        switch choice {
        case .none: return nil
        case .proxy(let proxy): return proxy
        case .unusable(let variable):
            throw .invalidRequest(detail: "\(variable) names no proxy: write it as http://[user:password@]host:port")
        }
    }
}

extension ProxySettings.Exception {
    /// Whether the host is that one or lies below it.
    fileprivate func matches(_ url: HTTPURL) -> Bool {
        (url.host == name || url.host.hasSuffix("." + name)) && (port == nil || port == url.port ?? 443)
    }
}

extension ProxySettings.Proxy: CustomStringConvertible, CustomReflectable {
    /// A proxy by its URL, whose scheme may be left out; nil when it is none.
    fileprivate init?(_ text: String) {
        // The password may be of any characters, but the last '@' ends it.
        var rest = text[...]
        var scheme = "http"
        if let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") {
            scheme = text[..<colon].lowercased()
            rest = text[text.index(colon, offsetBy: 3)...]
        }
        guard let port = ["http": 80, "https": 443, "socks5": 1080, "socks5h": 1080][scheme] else { return nil }
        let loginEnd = rest.lastIndex(of: "@").map { rest.index(after: $0) } ?? rest.startIndex
        let login = rest[..<loginEnd]
        guard login.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        guard let place = HTTPURL("https://" + rest[loginEnd...]), ["", "/"].contains(place.path) else { return nil }
        (host, self.port) = (place.host, place.port ?? port)
        let name = host.contains(":") ? "[\(host)]" : host
        url = "\(scheme)://\(login)\(name):\(self.port)"
    }

    /// Host and port, without the user.
    package var description: String { "\(host):\(port)" }

    /// Shows what ``description`` shows.
    package var customMirror: Mirror { Mirror(self, children: ["place": description]) }
}
