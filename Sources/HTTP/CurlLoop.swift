import CCurl
import Glibc
import Synchronization

/// Owns the thread that moves all transfers, and hands transfers over to it.
final class CurlLoop: Sendable {
    private let core: CurlCore

    /// A loop; its thread begins with the first transfer.
    init(connectionsPerHost: Int) { core = CurlCore(connectionsPerHost: connectionsPerHost) }

    /// Starts the thread; whether there is one.
    private func start() -> Bool {
        guard core.isReady else { return false }
        let context = unsafe Unmanaged.passRetained(core)
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<CurlCore>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            context.toOpaque()
        )
        guard result == 0 else {
            unsafe context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    deinit {
        core.inbox.withLock { $0.isClosed = true }
        core.wake()
    }

    /// Begins a transfer as soon as the thread comes to it.
    func submit(_ transfer: CurlTransfer) {
        let isTaken = core.inbox.withLock { inbox in
            if !inbox.hasThread { inbox.hasThread = start() }
            if inbox.hasThread { inbox.submitted.append(transfer) }
            return inbox.hasThread
        }
        if isTaken {
            core.wake()
        } else {
            transfer.finish(.failure(.invalidRequest(detail: "libcurl cannot be started")))
        }
    }

    /// Lets the thread look which transfers were cancelled.
    func noticeCancellation() {
        core.inbox.withLock { $0.hasCancellation = true }
        core.wake()
    }
}

/// What the thread works on; the thread keeps it alive until it ends.
///
/// It is `Sendable` although it has C handles: `multi` and `active` are touched by that one thread only, but for
/// `curl_multi_wakeup`, which libcurl allows from any thread while the handle lives; the rest is behind a mutex.
@safe final class CurlCore: @unchecked Sendable {
    /// What other threads leave for the thread.
    struct Inbox {
        /// The transfers that were not begun.
        var submitted: [CurlTransfer] = []
        /// Whether some transfer was cancelled.
        var hasCancellation = false
        /// Whether the thread was started.
        var hasThread = false
        /// Whether nobody will submit any more.
        var isClosed = false
    }

    /// What other threads leave for the thread.
    let inbox = Mutex(Inbox())
    /// libcurl's multi handle; nil when libcurl could not be started.
    private let multi: UnsafeMutableRawPointer?
    /// The TLS sessions of all transfers, so that a further connection to a host takes up the first one's.
    private let sessions: UnsafeMutableRawPointer?
    /// The transfers under way, by the addresses of their handles.
    private var active: [UInt: CurlTransfer] = [:]
    /// The transfers that wait for a connection, by origin; libcurl's own queue stalls for seconds under load.
    private var waiting: [String: [CurlTransfer]] = [:]
    /// How many transfers to an origin are under way, but for long polls.
    private var counts: [String: Int] = [:]
    /// The most transfers to an origin that are under way at once, but for long polls.
    private let connectionsPerHost: Int

    /// Starting libcurl is not safe in two threads at once; a static is made once.
    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// While nothing happens the thread sleeps for that long; it is woken for everything that matters.
    private static let idleMilliseconds: Int32 = 60_000

    init(connectionsPerHost: Int) {
        self.connectionsPerHost = max(1, connectionsPerHost)
        unsafe multi = Self.isLibraryReady ? curl_multi_init() : nil
        unsafe sessions = unsafe multi == nil ? nil : curl_share_init()
        if let sessions = unsafe sessions { _ = unsafe vaer_share_sessions(sessions) }
        guard let multi = unsafe multi else { return }
        _ = unsafe vaer_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 4 * connectionsPerHost)
    }

    deinit {
        if let multi = unsafe multi { _ = unsafe curl_multi_cleanup(multi) }
        if let sessions = unsafe sessions { _ = unsafe curl_share_cleanup(sessions) }
    }

    /// Whether libcurl could be started.
    var isReady: Bool { unsafe multi != nil }

    /// Ends the thread's sleep.
    func wake() {
        if let multi = unsafe multi { _ = unsafe curl_multi_wakeup(multi) }
    }

    /// Moves transfers until the owner is gone.
    func run() {
        guard let multi = unsafe multi else { return }
        Self.blockSignals()
        while true {
            let left = inbox.withLock { inbox in
                defer { (inbox.submitted, inbox.hasCancellation) = ([], false) }
                return inbox
            }
            for transfer in left.submitted {
                // Many of them, one for each account, would keep all else from a region's host.
                if transfer.request.isLongPoll {
                    begin(transfer)
                } else {
                    waiting[transfer.url.origin, default: []].append(transfer)
                }
            }
            if left.hasCancellation { endCancelled() }
            beginWaiting()
            var running: Int32 = 0
            _ = unsafe curl_multi_perform(multi, &running)
            // A place that came free is taken before the thread sleeps.
            if endDone(), beginWaiting() { continue }
            if left.isClosed, active.isEmpty { return }
            _ = unsafe curl_multi_poll(multi, nil, 0, Self.idleMilliseconds, nil)
        }
    }

    /// Signals are for the program's other threads, which know what to do about them.
    private static func blockSignals() {
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Begins what waits, as far as there are places; whether anything was begun.
    @discardableResult
    private func beginWaiting() -> Bool {
        var hasBegun = false
        for (origin, transfers) in waiting {
            var rest = transfers[...]
            // One whose time is up takes no place, so the next comes at once.
            while counts[origin, default: 0] < connectionsPerHost, let next = rest.popFirst() {
                begin(next)
                hasBegun = true
            }
            waiting[origin] = rest.isEmpty ? nil : Array(rest)
        }
        return hasBegun
    }

    private func begin(_ transfer: CurlTransfer) {
        if let failure = transfer.reasonNotToBegin { return transfer.finish(.failure(failure)) }
        guard let handle = unsafe transfer.prepare(sessions), let multi = unsafe multi,
            unsafe curl_multi_add_handle(multi, handle) == CURLM_OK
        else {
            transfer.release()
            return transfer.finish(.failure(.invalidRequest(detail: "libcurl cannot take it")))
        }
        active[UInt(bitPattern: handle)] = transfer
        if !transfer.request.isLongPoll { counts[transfer.url.origin, default: 0] += 1 }
    }

    private func endCancelled() {
        for transfer in active.values where transfer.cancellation.isCancelled {
            end(transfer, .failure(.cancelled))
        }
        for (origin, transfers) in waiting {
            var rest: [CurlTransfer] = []
            // Each is asked once: one that is cancelled just now must be told too, and not only be left out.
            for transfer in transfers {
                if transfer.cancellation.isCancelled {
                    transfer.finish(.failure(.cancelled))
                } else {
                    rest.append(transfer)
                }
            }
            waiting[origin] = rest.isEmpty ? nil : rest
        }
    }

    /// Tells those whose transfers are over; whether there were any.
    private func endDone() -> Bool {
        guard let multi = unsafe multi else { return false }
        var hasEnded = false
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            guard let transfer = active[unsafe UInt(bitPattern: message.pointee.easy_handle)] else { continue }
            // The message is gone once its handle is removed.
            let code = unsafe vaer_message_result(message)
            end(transfer, transfer.result(code))
            hasEnded = true
        }
        return hasEnded
    }

    private func end(_ transfer: CurlTransfer, _ result: CurlTransfer.Outcome) {
        if let handle = unsafe transfer.handle, let multi = unsafe multi {
            active[UInt(bitPattern: handle)] = nil
            if !transfer.request.isLongPoll {
                let count = counts[transfer.url.origin, default: 1] - 1
                counts[transfer.url.origin] = count == 0 ? nil : count
            }
            _ = unsafe curl_multi_remove_handle(multi, handle)
            // Here and not wherever the transfer is let go of: the sessions are for this thread only.
            transfer.release()
        }
        transfer.finish(result)
    }
}
