import Controller
import Glibc

/// The service manager that started this process, such as systemd; every message is for nothing when there is none.
///
/// <https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html>
struct ServiceManager: Sendable {
    private let address: [UInt8]?
    /// How long it waits for a sign of life before it restarts the process; nil when it does not.
    let watchdog: Duration?

    /// The service manager that the environment names.
    init(environment: [String: String]) {
        // A leading '@' stands for the null byte of an abstract address.
        let name = environment["NOTIFY_SOCKET"].map { Array($0.utf8) }
        address = name.flatMap { bytes in
            switch bytes.first {
            case UInt8(ascii: "@"): [0] + bytes.dropFirst()
            case UInt8(ascii: "/"): bytes
            default: nil
            }
        }
        let isForUs = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) }
        watchdog = microseconds.flatMap { isForUs && $0 > 0 ? .microseconds($0) : nil }
    }

    /// Tells something; a manager that does not listen changes nothing.
    func tell(_ message: ManagerMessage) {
        switch message {
        case .ready: send("READY=1")
        case .reloading: send("RELOADING=1")
        case .stopping: send("STOPPING=1")
        case .alive(let status): send("WATCHDOG=1\nSTATUS=\(status.filter { !$0.isNewline })")
        }
    }

    private func send(_ text: String) {
        guard let address else { return }
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: place.sun_path)
        guard address.count < room else { return }
        unsafe withUnsafeMutableBytes(of: &place.sun_path) { unsafe $0.copyBytes(from: address) }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
        let bytes = Array(text.utf8)
        unsafe withUnsafePointer(to: &place) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = unsafe sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL), generic, length)
            }
        }
    }
}
