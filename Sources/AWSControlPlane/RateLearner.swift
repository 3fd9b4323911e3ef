import AWS
import Glibc
import Values

/// What throttles teach about how many calls a second AWS takes: fewer after each, then carefully more.
///
/// In the standard mode the published limit is the most; in the adaptive mode there is no limit until the first
/// throttle, and then none but what was learned, so that it finds the limits of accounts where AWS has changed them.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>
struct RateLearner: Sendable {
    private let published: Double
    private let mode: RetryPolicy.Mode
    private var curve: CubicCurve
    private var meter: RateMeter
    /// The rate that was learned; nil as long as nothing was throttled.
    private var learned: Double?

    /// No throttle makes it slower than that.
    private static let slowest = 0.5

    /// A learner that knows nothing but a published limit.
    init(published: Double, mode: RetryPolicy.Mode, now: Timestamp) {
        (self.published, self.mode) = (published, mode)
        (curve, meter) = (CubicCurve(start: now), RateMeter(start: now))
    }

    /// The calls per second that may be sent; nil for any number.
    func rate(at now: Timestamp) -> Double? {
        guard let learned else { return mode == .standard ? published : nil }
        // Time alone heals in the standard mode, so that the first calls after a pause are not slow.
        return mode == .standard ? min(published, max(Self.slowest, curve.rate(at: now))) : learned
    }

    /// The most that may be sent at once, where that follows from the rate; nil where the published burst stays.
    var burst: Double? { mode == .adaptive ? learned.map { max(1, $0) } : nil }

    /// Takes note of an answer.
    mutating func note(wasThrottled: Bool, at now: Timestamp) {
        switch mode {
        case .standard: if wasThrottled { slowDown(at: now) }
        case .adaptive: adapt(wasThrottled: wasThrottled, at: now)
        }
    }

    private mutating func slowDown(at now: Timestamp) {
        // Calls that were under way together are throttled together, which is news only once.
        if learned != nil, now - curve.start < RateMeter.window { return }
        learned = curve.cut(from: rate(at: now) ?? published, at: now)
    }

    /// The rule of the adaptive mode: the rate that was measured when AWS throttled, and never more than twice the
    /// present one.
    private mutating func adapt(wasThrottled: Bool, at now: Timestamp) {
        let measured = meter.record(at: now)
        var rate: Double
        if wasThrottled {
            rate = curve.cut(from: learned.map { min(measured, $0) } ?? measured, at: now)
        } else {
            guard learned != nil else { return }
            rate = curve.rate(at: now)
        }
        rate = max(Self.slowest, min(rate, 2 * measured))
        learned = rate
    }
}

/// A rate over time after it was cut: quickly back to near the old peak, slowly across it, then faster again.
///
/// <https://www.rfc-editor.org/rfc/rfc9438#section-4.2>
struct CubicCurve: Sendable {
    /// The rate before the cut.
    private var peak = 0.0
    /// When it was cut.
    private(set) var start: Timestamp

    private static let scale = 0.4
    private static let beta = 0.7

    /// A curve that starts from nothing.
    init(start: Timestamp) { self.start = start }

    /// Cuts a rate and gives what is left of it.
    mutating func cut(from rate: Double, at now: Timestamp) -> Double {
        (peak, start) = (rate, now)
        return rate * Self.beta
    }

    /// The rate at a moment.
    func rate(at now: Timestamp) -> Double {
        let untilPeak = cbrt(peak * (1 - Self.beta) / Self.scale)
        let time = Double((now - start).milliseconds) / 1000 - untilPeak
        return Self.scale * time * time * time + peak
    }
}

/// How many answers come per second, smoothed over windows of half a second.
struct RateMeter: Sendable {
    /// The length of a window.
    static let window = Duration.milliseconds(500)

    private var rate = 0.0
    private var count = 0
    private var last: Int64

    private static let smoothing = 0.8

    /// A meter that has seen nothing.
    init(start: Timestamp) { last = start.milliseconds / 1000 * 2 }

    /// Counts an answer and gives the rate, as of the last window that is over.
    mutating func record(at now: Timestamp) -> Double {
        count += 1
        let present = now.milliseconds / Self.window.milliseconds
        if present > last {
            let latest = Double(count) / (Double(present - last) / 2)
            rate = latest * Self.smoothing + rate * (1 - Self.smoothing)
            (count, last) = (0, present)
        }
        return rate
    }
}
