import CCurl
import Synchronization
import Values

/// One exchange: its handle, what was received so far, and who waits for it.
///
/// It is `Sendable` although it can change: the thread that makes it hands it over through the loop's mutex and does
/// not touch it afterwards; from then on only the loop's thread does, in callbacks of libcurl's too.
@safe final class CurlTransfer: @unchecked Sendable {
    /// What a transfer leads to.
    typealias Outcome = Result<HTTPResponse, TransportError>

    /// Whether the task that waits was cancelled; set from any thread.
    final class Cancellation: Sendable {
        private let flag = Atomic(false)

        /// Whether the task was cancelled.
        var isCancelled: Bool { flag.load(ordering: .acquiring) }

        /// Notes that the task was cancelled.
        func cancel() { flag.store(true, ordering: .releasing) }
    }

    /// Whether nobody waits any more.
    let cancellation: Cancellation
    /// What is sent.
    let request: HTTPRequest
    /// Where to.
    let url: HTTPURL
    /// What the transport may do.
    let options: CurlTransport.Options
    /// Through which proxy; nil for none.
    let proxy: ProxySettings.Proxy?
    /// Whether the waiting task is told as soon as the connection stands, and the reply is of no interest.
    let isOpening: Bool
    /// libcurl's handle, from ``prepare()`` on.
    private(set) var handle: UnsafeMutableRawPointer?
    /// What was received.
    private(set) var response = HTTPResponse(status: 0)
    /// Why the callbacks stopped the transfer; nil when they did not.
    private(set) var stopReason: TransportError?
    /// Where libcurl writes what went wrong.
    let errorText: UnsafeMutableBufferPointer<CChar>

    private var continuation: CheckedContinuation<Outcome, Never>?
    private var fields: UnsafeMutablePointer<curl_slist>?
    private var headerBytes = 0
    private let start = ContinuousClock.now

    /// Header fields of more bytes than that are no reply of AWS.
    private static let headerLimitBytes = 256 << 10

    init(
        _ request: HTTPRequest,
        url: HTTPURL,
        options: CurlTransport.Options,
        proxy: ProxySettings.Proxy?,
        isOpening: Bool,
        cancellation: Cancellation,
        continuation: CheckedContinuation<Outcome, Never>
    ) {
        (self.request, self.url, self.options) = (request, url, options)
        (self.proxy, self.isOpening) = (proxy, isOpening)
        (self.cancellation, self.continuation) = (cancellation, continuation)
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0)
    }

    deinit {
        release()
        if let fields = unsafe fields { unsafe curl_slist_free_all(fields) }
        unsafe errorText.deallocate()
    }

    /// Gives the handle back to libcurl; it must not be in the loop any more.
    func release() {
        if let handle = unsafe handle { unsafe curl_easy_cleanup(handle) }
        unsafe handle = nil
    }

    /// Tells the waiting task, once; the handle must not be in the loop any more.
    func finish(_ outcome: Outcome) {
        continuation?.resume(returning: outcome)
        continuation = nil
    }

    /// The time that is left of what the request may take, from when it was made on.
    private var timeLeft: Duration { request.timeout - (ContinuousClock.now - start) }

    /// Why there is no point in beginning any more; nil when there is.
    var reasonNotToBegin: TransportError? {
        if cancellation.isCancelled { return .cancelled }
        return timeLeft > .zero ? nil : .timedOut(host: url.host, after: request.timeout)
    }

    /// A handle with every option set, which takes part in the sessions; nil when libcurl refuses one.
    func prepare(_ sessions: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let handle = unsafe curl_easy_init() else { return nil }
        unsafe self.handle = unsafe handle
        var settings = unsafe CurlSettings(handle)
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        settings.target(request)
        settings.way(url: url, options: options, proxy: proxy)
        settings.limits(timeLeft, connect: options.connectTimeout)
        settings.security(url: url, options: options)
        for header in request.headers {
            // With nothing after the colon libcurl would leave the field out.
            let line = header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
            unsafe fields = curl_slist_append(fields, line)
        }
        // libcurl adds these by itself; neither is signed, and the first costs a round trip.
        for name in ["Expect", "Content-Type"] where !request.headers.contains(where: { $0.isNamed(name) }) {
            unsafe fields = curl_slist_append(fields, "\(name):")
        }
        unsafe settings.set(CURLOPT_HTTPHEADER, pointer: fields)
        unsafe settings.set(CURLOPT_SHARE, pointer: sessions)
        unsafe settings.set(CURLOPT_ERRORBUFFER, pointer: errorText.baseAddress)
        unsafe settings.set(CURLOPT_WRITEDATA, pointer: context)
        unsafe settings.set(CURLOPT_HEADERDATA, pointer: context)
        unsafe settings.receive(
            body: { bytes, _, count, context in
                guard let transfer = unsafe CurlTransfer.from(context) else { return 0 }
                return unsafe transfer.takeBody(UnsafeRawBufferPointer(start: bytes, count: count))
            },
            header: { bytes, _, count, context in
                guard let transfer = unsafe CurlTransfer.from(context) else { return 0 }
                return unsafe transfer.takeHeader(UnsafeRawBufferPointer(start: bytes, count: count))
            }
        )
        if isOpening {
            unsafe settings.set(CURLOPT_PREREQDATA, pointer: context)
            unsafe settings.connected { context, _, _, _, _ in
                unsafe CurlTransfer.from(context)?.finish(.success(HTTPResponse(status: 0)))
                return CURL_PREREQFUNC_OK
            }
        }
        return unsafe settings.isComplete ? handle : nil
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    }
}

extension CurlTransfer {
    /// Keeps a piece of the body; any other count than the given one stops the transfer.
    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard response.body.count + bytes.count <= request.bodyLimitBytes else {
            stopReason = .tooLarge(host: url.host, limitBytes: request.bodyLimitBytes, status: status)
            return 0
        }
        unsafe response.body.append(contentsOf: bytes)
        return bytes.count
    }

    /// Keeps a line of the head; a status line starts it anew, because an interim reply may come before the real one.
    private func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        headerBytes += bytes.count
        guard headerBytes <= Self.headerLimitBytes else {
            stopReason = .tooLarge(host: url.host, limitBytes: Self.headerLimitBytes)
            return 0
        }
        let line = unsafe String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            response.headers = []
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...]
            response.headers.append(HTTPHeader(Self.trimmed(line[..<colon]), Self.trimmed(value)))
        }
        return bytes.count
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" || character.isNewline }
        let start = text.drop(while: isSpace)
        guard let end = start.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(start[...end])
    }
}
