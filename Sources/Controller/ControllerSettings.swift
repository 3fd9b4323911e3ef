import Values

/// How often a controller looks, how long it waits, and how long it remembers.
package struct ControllerSettings: Hashable, Sendable {
    /// The time between two looks at a place; a tenth more or less, so that places do not march in step.
    package var interval: Duration = .seconds(60)
    /// How long a pair's own function is given before the controller moves its routes.
    package var grace: Duration = .seconds(20)
    /// The time between two comparisons of all of AWS with the definitions, and two readings of the functions' logs.
    package var inspection: Duration = .seconds(6 * 3600)
    /// How long single entries are kept in the history; their days' figures stay for ever.
    package var retention: Duration = .seconds(400 * 86_400)
    /// How long the right to act lasts without being renewed.
    package var lease: Duration = .seconds(30)
    /// The time between two looks at the files of the definitions.
    package var definitionsPoll: Duration = .seconds(3)

    /// The usual settings.
    package init() {}

    /// The interval, a tenth more or less, by a number between 0 and 1.
    func jittered(_ interval: Duration, by random: Double) -> Duration {
        .milliseconds(Int64(Double(interval.milliseconds) * (0.9 + 0.2 * random)))
    }
}
