/// When a pair counts as watched.
package enum Watching {
    /// The longest time between two looks between which nothing is taken to have gone unseen.
    ///
    /// Five looks of a controller at its usual interval; from then on an observation is old.
    package static let longestGap = Duration.seconds(300)
}
