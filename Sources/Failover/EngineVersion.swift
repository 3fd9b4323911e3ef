/// Which engine this is.
package enum EngineVersion {
    /// The version of the engine, the same in the function and in the controller that was built with it.
    package static let text = "0.1.0"
}
