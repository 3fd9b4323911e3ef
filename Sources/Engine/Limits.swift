import Values

/// The engine's own limits, the same in the Lambda and in the controller.
package enum Limits {
    /// How old an observation may be; an older one tells nothing about now.
    package static let observationAge: Duration = .seconds(5)

    /// The time over which failbacks are counted.
    package static let failbackWindow: Duration = .seconds(3600)

    /// How long after a failback its leftovers may still be moved without counting as another one.
    package static let failbackCompletion: Duration = .seconds(600)

    /// How long reads may fail before someone is told: one throttled sweep is no news.
    package static let unknownPatience: Duration = .seconds(180)
}
