/// What all files define, each block checked by itself.
struct Definitions: Sendable {
    /// A template or a login: a named block with values.
    struct Shared: Sendable {
        let name: Name
        var layer: Layer
    }

    /// A router as a pair's block gives it.
    struct MemberGiven: Sendable {
        let name: Name
        let heading: Extent
        var layer = Layer()
        /// The interfaces of `enis`, the id nil when it was already complained about.
        var interfaces: [(name: Name, value: Typed, extent: Extent)] = []
        var enisExtent: Extent?
    }

    /// A pair as its own block gives it.
    struct PairGiven: Sendable {
        let name: Name
        let heading: Extent
        let origin: Name?
        var layer: Layer
        var members: [MemberGiven]
    }

    /// The `alerts` block.
    struct AlertsGiven: Sendable {
        let heading: Extent
        var layer = Layer()
        var mutes: [Shared] = []
    }

    var alerts: AlertsGiven?
    var defaults: Layer?
    var defaultsExtent: Extent?
    var templates: [String: Shared] = [:]
    var credentials: [String: Shared] = [:]
    var pairs: [PairGiven] = []
}
