package import HTTP
package import Values

/// Where a service is reached in a region, and for which region it is signed.
package struct Endpoint: Hashable, Sendable {
    /// The scheme, the host and the port, such as `https://ec2.us-west-1.amazonaws.com`.
    package let origin: String
    /// The host and the port, as they are signed.
    package let authority: String
    /// The host alone, for messages.
    package let host: String
    /// A path before the service's own, without a slash at its end; nearly always empty.
    package let basePath: String
    /// The region in the credential scope.
    package let signingRegion: String

    /// An endpoint at a URL.
    package init(_ url: HTTPURL, signingRegion: String) {
        (origin, authority, host, self.signingRegion) = (url.origin, url.authority, url.host, signingRegion)
        basePath = url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path
    }
}

/// What one place of configuration says of endpoints.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html>
package struct EndpointSettings: Hashable, Sendable {
    /// The URL for every service; nil for none.
    package var all: String?
    /// URLs by service, such as `EVENTBRIDGE`; they win over ``all``.
    package var byService: [String: String] = [:]
    /// Whether the URLs of all places are to be ignored; nil when that is not said, as for the others.
    package var ignoresURLs: Bool?
    /// Whether the hosts with validated cryptography are to be used.
    package var usesFIPS: Bool?
    /// Whether the hosts that are reached by IPv6 too are to be used.
    package var usesDualStack: Bool?
    /// Whether STS is to be reached at its one old host from the regions that have always been there.
    package var usesLegacySTS: Bool?

    /// Settings that say nothing.
    package init() {}

    /// Reads the settings by the names that they have in a profile; an empty value counts as not set.
    package init(byService: [String: String] = [:], _ value: (_ name: String) -> String?) {
        func text(_ name: String) -> String? { value(name).flatMap { $0.isEmpty ? nil : $0 } }
        func flag(_ name: String) -> Bool? { text(name).map { $0.lowercased() == "true" } }
        (all, self.byService) = (text("endpoint_url"), byService.filter { !$0.value.isEmpty })
        ignoresURLs = flag("ignore_configured_endpoint_urls")
        (usesFIPS, usesDualStack) = (flag("use_fips_endpoint"), flag("use_dualstack_endpoint"))
        usesLegacySTS = text("sts_regional_endpoints").map { $0.lowercased() == "legacy" }
    }

    /// Reads the settings of the environment, such as `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_EC2`.
    package init(environment: [String: String]) {
        let prefix = "AWS_ENDPOINT_URL_"
        let urls = environment.filter { $0.key.hasPrefix(prefix) }
            .map { (String($0.key.dropFirst(prefix.count)), $0.value) }
        self.init(byService: Dictionary(urls) { first, _ in first }) { environment["AWS_" + $0.uppercased()] }
    }
}

/// Finds the endpoint of a service in a region.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
package struct EndpointResolver: Hashable, Sendable {
    /// The places whose URLs count, the strongest first.
    private let places: [EndpointSettings]
    private let usesFIPS: Bool
    private let usesDualStack: Bool
    private let usesLegacySTS: Bool

    /// A resolver by the rules that all AWS tools share.
    ///
    /// `explicit` is the URL that the command line gives, `profile` what the shared files say. In each place a
    /// service's own URL wins over the general one. `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` switches off all but the
    /// explicit URL.
    package init(
        environment: [String: String] = [:],
        profile: EndpointSettings? = nil,
        explicit: String? = nil
    ) {
        let configured = [EndpointSettings(environment: environment), profile ?? EndpointSettings()]
        func first(_ choice: (EndpointSettings) -> Bool?) -> Bool { configured.compactMap(choice).first ?? false }
        var places: [EndpointSettings] = []
        if let explicit {
            var settings = EndpointSettings()
            settings.all = explicit
            places.append(settings)
        }
        self.places = places + (first { $0.ignoresURLs } ? [] : configured)
        (usesFIPS, usesDualStack) = (first { $0.usesFIPS }, first { $0.usesDualStack })
        usesLegacySTS = first { $0.usesLegacySTS }
    }

    /// The endpoint; throws ``AWSError/configuration(detail:)`` when a URL is not one that may be used.
    package func endpoint(for service: Service, in region: Region) throws(AWSError) -> Endpoint {
        let partition = region.partition
        let signingRegion = service.isGlobal ? partition.globalRegion : region.name
        for place in places {
            guard let text = place.byService[service.environmentName] ?? place.all else { continue }
            return Endpoint(try check(text, for: service), signingRegion: signingRegion)
        }
        let isPlain = !usesFIPS && !usesDualStack
        if usesLegacySTS, isPlain, service.legacyRegions.contains(region.name) {
            return try endpoint(service, "\(service.endpointPrefix).\(partition.dnsSuffix)", partition.globalRegion)
        }
        let name = service.endpointPrefix + (usesFIPS && hasOwnFIPSHost(service, partition) ? "-fips." : ".")
        let place = service.isGlobal ? globalLabels(partition) : region.name + "."
        let suffix = usesDualStack ? partition.dualStackSuffix : partition.dnsSuffix
        return try endpoint(service, name + place + suffix, signingRegion)
    }

    private func endpoint(_ service: Service, _ host: String, _ signingRegion: String) throws(AWSError) -> Endpoint {
        guard let url = HTTPURL("https://\(host)") else {
            throw .configuration(detail: "\(service.name) has no host name that can be used: '\(host)'")
        }
        return Endpoint(url, signingRegion: signingRegion)
    }

    private func hasOwnFIPSHost(_ service: Service, _ partition: Partition) -> Bool {
        guard partition == .govCloud else { return true }
        switch service.govCloudFIPS {
        case .ownHosts: return true
        case .plainHostsForIPv4: return usesDualStack
        case .plainHosts: return false
        }
    }

    /// What stands between a global service's name and the suffix of its partition.
    ///
    /// Only IAM is global here; its hosts follow no rule, so this is the list of them.
    /// <https://docs.aws.amazon.com/general/latest/gr/iam-service.html>
    private func globalLabels(_ partition: Partition) -> String {
        switch partition {
        case .aws: usesDualStack ? "global." : ""
        case .china: usesFIPS ? "" : usesDualStack ? "global." : "cn-north-1."
        case .govCloud: "us-gov."
        case .iso, .isoB: usesDualStack ? "" : partition.globalRegion + "."
        case .europe, .isoE, .isoF: usesFIPS || usesDualStack ? "" : partition.globalRegion + "."
        }
    }

    /// An override may be `https`, or `http` to this machine, so that no signed call goes over a wire in clear.
    private func check(_ text: String, for service: Service) throws(AWSError) -> HTTPURL {
        guard !usesFIPS, !usesDualStack else {
            throw .configuration(
                detail: "an endpoint URL for \(service.name) and \(usesFIPS ? "FIPS" : "dual-stack") endpoints cannot "
                    + "be had together: set one of them only"
            )
        }
        guard !text.contains("@") else {
            // The URL is not shown: there may be a password in it.
            throw .configuration(detail: "the endpoint URL for \(service.name) has user information: leave it out")
        }
        guard let url = HTTPURL(text), !url.path.contains("?") else {
            throw .configuration(
                detail: "the endpoint URL '\(text)' for \(service.name) is no plain http or https URL: "
                    + "write it as https://host[:port]"
            )
        }
        guard url.isSecure || url.isLoopback else {
            throw .configuration(
                detail: "the endpoint URL '\(text)' for \(service.name) is not encrypted: "
                    + "use https, or http to this machine only"
            )
        }
        return url
    }
}
