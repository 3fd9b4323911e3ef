package import AWS
package import HTTP
package import Values

/// Makes a caller out of credentials, a region and the endpoints; what the shell gives to sources that must ask AWS.
package typealias CallerMaker =
    @Sendable (_ credentials: any CredentialSource, _ region: Region, _ endpoints: EndpointResolver) -> any Caller

/// What credential sources are surrounded by: the variables, the network and the clock.
package struct CredentialSurroundings: Sendable {
    /// The variables, without those that hold nothing but spaces.
    package let environment: [String: String]
    /// The URL that the command line puts in the place of AWS's own; nil for none.
    package let endpointURL: String?
    /// The clock.
    package let time: any TimeSource
    /// Makes the callers of STS and of the single sign-on services.
    package let makeCaller: CallerMaker
    /// Makes the network to the hosts that give credentials to instances and containers, and to those named here.
    package let makeTransport: @Sendable (_ plainHosts: Set<String>) -> any Transport
    /// The sources that serve others.
    let shelf: SourceShelf

    /// Surroundings; those of several profiles may share a shelf.
    package init(
        environment: [String: String],
        endpointURL: String? = nil,
        time: any TimeSource = SystemTime(),
        shelf: SourceShelf = SourceShelf(),
        makeCaller: @escaping CallerMaker,
        makeTransport: @escaping @Sendable (_ plainHosts: Set<String>) -> any Transport
    ) {
        // A variable with nothing but spaces is one that somebody wanted to unset.
        self.environment = environment.filter { !$0.value.trimmed.isEmpty }
        (self.endpointURL, self.time, self.shelf) = (endpointURL, time, shelf)
        (self.makeCaller, self.makeTransport) = (makeCaller, makeTransport)
    }
}

/// The caches of sources that serve others, one for each source.
package actor SourceShelf {
    /// What tells one source from another.
    struct Key: Hashable, Sendable {
        /// How its credentials come about.
        let chain: ProfileChain
        /// Where the metadata service is asked; nil when it is not.
        let metadata: InstanceMetadata.Settings?
    }

    private var caches: [Key: CredentialCache] = [:]

    /// An empty shelf.
    package init() {}

    /// The cache of a source, made in front of that source when it is asked for the first time.
    func cache(_ key: Key, _ source: any CredentialSource) -> CredentialCache {
        if let cache = caches[key] { return cache }
        let cache = CredentialCache(source)
        caches[key] = cache
        return cache
    }
}
