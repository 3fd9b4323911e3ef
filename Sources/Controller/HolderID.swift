import Foundation
import Values

/// Who holds a lease: a process of a machine, so that others of that machine can see whether it still runs.
package struct HolderID: Hashable, Sendable {
    private let host: String
    /// The boot of the kernel and the namespace of process numbers: only within both do numbers mean the same.
    private let scope: String
    private let process: Int
    /// When the process began, in the kernel's ticks: its number may be another process's later.
    private let start: String

    /// This process.
    package static func ofThisProcess() -> HolderID {
        HolderID(
            host: ProcessInfo.processInfo.hostName.filter { $0 != "/" },
            scope: Self.scope,
            process: Int(ProcessInfo.processInfo.processIdentifier),
            start: Self.start(of: "self") ?? "0"
        )
    }

    private init(host: String, scope: String, process: Int, start: String) {
        (self.host, self.scope, self.process, self.start) = (host, scope, process, start)
    }

    /// Reads a holder's text.
    init?(_ text: String) {
        let parts = text.split(separator: "/").map(String.init)
        guard parts.count == 4, let process = Int(parts[2]) else { return nil }
        self.init(host: parts[0], scope: parts[1], process: process, start: parts[3])
    }

    /// Host, scope, process and start, such as `edge1/9f0c…-4026531836/812/55120`.
    package var text: String { "\(host)/\(scope)/\(process)/\(start)" }

    /// Whether the holder is known to be no more; false when that cannot be told from here.
    var isGone: Bool {
        let own = Self.ofThisProcess()
        guard host == own.host, scope == own.scope else { return false }
        // A process may be hidden in /proc and is found by a signal that does nothing, even where it may not be sent.
        if kill(pid_t(process), 0) != 0, errno == ESRCH { return true }
        return Self.start(of: String(process)).map { $0 != start } ?? false
    }

    private static var scope: String {
        let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? "unknown"
        let space = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "unknown"
        return boot.filter { $0.isHexDigit } + "-" + space.filter(\.isNumber)
    }

    /// The 22nd field of the process's `stat`, counted after the name, which may contain anything.
    ///
    /// <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>
    private static func start(of process: String) -> String? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? String(fields[19]) : nil
    }
}
