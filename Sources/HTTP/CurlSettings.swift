import CCurl
import Glibc
import Values

/// Sets the options of one handle, all of them in this place.
@safe struct CurlSettings: ~Copyable {
    private let handle: UnsafeMutableRawPointer
    /// Whether libcurl took every option so far.
    private(set) var isComplete = true

    /// Settings of a handle.
    init(_ handle: UnsafeMutableRawPointer) { unsafe self.handle = unsafe handle }

    /// Sets a number or a truth value.
    mutating func set(_ option: CURLoption, _ value: Int) {
        note(unsafe vaer_set_long(handle, option, value))
    }

    /// Sets a text, which libcurl copies; nil takes the option's own value away.
    mutating func set(_ option: CURLoption, _ value: String?) {
        note(unsafe vaer_set_text(handle, option, value))
    }

    /// Sets a pointer, which must live as long as the handle.
    mutating func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) {
        note(unsafe vaer_set_pointer(handle, option, pointer))
    }

    /// Sets what takes the body and the header lines.
    mutating func receive(body: vaer_sink, header: vaer_sink) {
        note(unsafe vaer_set_sink(handle, CURLOPT_WRITEFUNCTION, body))
        note(unsafe vaer_set_sink(handle, CURLOPT_HEADERFUNCTION, header))
    }

    /// Sets what is told when the connection stands.
    mutating func connected(_ callback: curl_prereq_callback) {
        note(unsafe vaer_set_connected(handle, callback))
    }

    /// Sets where the request goes and what it carries.
    mutating func target(_ request: HTTPRequest) {
        set(CURLOPT_URL, request.url)
        // The path is signed; libcurl must not tidy it.
        set(CURLOPT_PATH_AS_IS, 1)
        let carriesBody = !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method)
        if carriesBody {
            set(CURLOPT_POST, 1)
            note(unsafe vaer_set_body(handle, request.body, request.body.count))
        } else if request.method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
        }
        if request.method != (carriesBody ? "POST" : "GET"), request.method != "HEAD" {
            set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    /// Sets how the other side is reached: the version of HTTP, and the proxy, never one that libcurl finds by itself.
    mutating func way(url: HTTPURL, options: CurlTransport.Options, proxy: ProxySettings.Proxy?) {
        let offersHTTP2 = options.offersHTTP2 && url.isSecure && Self.knowsHTTP2
        set(CURLOPT_HTTP_VERSION, offersHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
        // With HTTP/2 all share one connection, once it is known whether the server speaks it.
        set(CURLOPT_PIPEWAIT, offersHTTP2 ? 1 : 0)
        set(CURLOPT_PROXY, proxy?.url ?? "")
        set(CURLOPT_NOPROXY, "")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        if let socket = options.unixSocket { set(CURLOPT_UNIX_SOCKET_PATH, socket) }
    }

    /// Sets the limits of time.
    mutating func limits(_ timeout: Duration, connect: Duration) {
        // Zero would mean no limit.
        let total = max(1, min(timeout.milliseconds, Int64(Int32.max)))
        set(CURLOPT_TIMEOUT_MS, Int(total))
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, min(connect.milliseconds, total))))
        // A byte a second is no transfer; the time is long because a function that is waited for says nothing.
        // Who asks for more than an hour waits for something to happen.
        if timeout < .seconds(3600) {
            set(CURLOPT_LOW_SPEED_LIMIT, 1)
            set(CURLOPT_LOW_SPEED_TIME, 60)
        }
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
    }

    /// Sets what keeps a signed request and its reply from anyone else.
    mutating func security(url: HTTPURL, options: CurlTransport.Options) {
        set(CURLOPT_PROTOCOLS_STR, url.isSecure ? "https" : "http")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        guard url.isSecure else { return }
        for option in [CURLOPT_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYPEER] { set(option, 1) }
        for option in [CURLOPT_SSL_VERIFYHOST, CURLOPT_PROXY_SSL_VERIFYHOST] { set(option, 2) }
        for option in [CURLOPT_SSLVERSION, CURLOPT_PROXY_SSLVERSION] { set(option, CURL_SSLVERSION_TLSv1_2) }
        // With a directory of certificates libcurl would read the bundle anew for each connection: 30 ms each.
        for option in [CURLOPT_CAPATH, CURLOPT_PROXY_CAPATH] { set(option, nil) }
        switch options.trust {
        case .system: trust(file: Self.systemBundle)
        case .file(let path): trust(file: path)
        case .pem(let bytes):
            trust(file: nil)
            note(unsafe vaer_set_blob(handle, CURLOPT_CAINFO_BLOB, bytes, bytes.count))
            note(unsafe vaer_set_blob(handle, CURLOPT_PROXY_CAINFO_BLOB, bytes, bytes.count))
        }
    }

    private mutating func trust(file: String?) {
        for option in [CURLOPT_CAINFO, CURLOPT_PROXY_CAINFO] { set(option, file) }
    }

    /// Whether this libcurl was built with HTTP/2.
    private static let knowsHTTP2 = vaer_knows_http2()

    /// Where Amazon Linux, Red Hat, Debian and Alpine keep their bundle; the first that is there.
    private static let systemBundle: String = {
        let paths = [
            "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        ]
        return paths.first { unsafe access($0, R_OK) == 0 } ?? paths[0]
    }()

    private mutating func note(_ code: CURLcode) {
        if code != CURLE_OK { isComplete = false }
    }
}
