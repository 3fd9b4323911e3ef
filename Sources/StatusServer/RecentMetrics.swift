import Controller
import NIOCore
import Values

/// The metrics of a moment ago, for all that ask at about the same time.
///
/// Those of a large fleet are megabytes, and readers tend to come together: each would need the memory anew.
actor RecentMetrics {
    /// For how long a text counts as what is so now.
    private static let lifetime = Duration.seconds(1)

    private var texts: [MetricsText.Form: (begun: Timestamp, text: Task<[ByteBuffer], Never>)] = [:]

    /// The text in a form, made of what `metrics` gives unless that was begun a moment ago.
    func text(
        _ form: MetricsText.Form,
        _ time: any TimeSource,
        of metrics: @escaping @Sendable () async -> FleetMetrics
    ) async -> [ByteBuffer] {
        let now = time.now()
        // A clock that was set back makes nothing recent.
        if let known = texts[form], (.zero..<Self.lifetime).contains(now - known.begun) {
            return await known.text.value
        }
        let text = Task { await metrics().pieces(form) }
        texts[form] = (now, text)
        Task {
            try? await time.sleep(for: Self.lifetime)
            if texts[form]?.begun == now { texts[form] = nil }
        }
        return await text.value
    }
}
