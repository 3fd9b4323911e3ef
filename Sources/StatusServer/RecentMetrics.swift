import Controller
import NIOCore
import Values

/// The metrics of a moment ago, for all that ask at about the same time.
///
/// Those of a large fleet are megabytes, and readers tend to come together: each would need the memory anew.
actor RecentMetrics {
    /// For how long a text counts as what is so now.
    private static let lifetime = Duration.seconds(1)

    private var texts: [MetricsText.Form: (made: Timestamp, pieces: [ByteBuffer])] = [:]

    /// The text in a form, made of what `metrics` gives unless it was made a moment ago.
    func text(
        _ form: MetricsText.Form,
        _ time: any TimeSource,
        of metrics: () async -> FleetMetrics
    ) async -> [ByteBuffer] {
        if let text = recent(form, time) { return text }
        let metrics = await metrics()
        // Another reader may have come first meanwhile.
        if let text = recent(form, time) { return text }
        let pieces = metrics.pieces(form)
        let made = time.now()
        texts[form] = (made, pieces)
        Task {
            try? await time.sleep(for: Self.lifetime)
            if texts[form]?.made == made { texts[form] = nil }
        }
        return pieces
    }

    private func recent(_ form: MetricsText.Form, _ time: any TimeSource) -> [ByteBuffer]? {
        guard let text = texts[form] else { return nil }
        // A clock that was set back makes nothing recent.
        let age = time.now() - text.made
        return (.zero..<Self.lifetime).contains(age) ? text.pieces : nil
    }
}
