import Glibc
package import Values

/// The machine's clock.
package struct SystemTime: TimeSource {
    /// The machine's clock.
    package init() {}

    /// The present moment; the start of 1970 if the kernel has no clock.
    package func now() -> Timestamp {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return Timestamp(milliseconds: 0) }
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Waits; ends early with `CancellationError` when the task is cancelled.
    package func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}

/// The variables of the process.
package enum ProcessEnvironment {
    /// All variables; of one that stands twice the first counts, as for `getenv`.
    package static func variables() -> [String: String] {
        var variables: [String: String] = [:]
        var place = unsafe environ
        while let entry = unsafe place.pointee {
            let text = unsafe String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                let name = String(text[..<equals])
                if variables[name] == nil { variables[name] = String(text[text.index(after: equals)...]) }
            }
            unsafe place += 1
        }
        return variables
    }
}
