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

/// URLs that replace AWS's own, from one place of configuration.
package struct EndpointOverrides: Hashable, Sendable {
    /// The URL for every service; nil for none.
    package var all: String?
    /// URLs by service, such as `EVENTBRIDGE`; they win over ``all``.
    package var byService: [String: String]

    /// Overrides.
    package init(all: String? = nil, byService: [String: String] = [:]) {
        (self.all, self.byService) = (all, byService)
    }

    /// What `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>` say; empty values count as not set.
    package init(environment: [String: String]) {
        let prefix = "AWS_ENDPOINT_URL_"
        let set = environment.filter { !$0.value.isEmpty }
        all = set["AWS_ENDPOINT_URL"]
        byService = Dictionary(
            set.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
        ) { first, _ in first }
    }
}

/// Finds the endpoint of a service in a region.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
package struct EndpointResolver: Hashable, Sendable {
    /// The overrides, the strongest first.
    private let overrides: [EndpointOverrides]

    /// A resolver with overrides, the strongest first; a service's own URL in a place wins over that place's general one.
    package init(overrides: [EndpointOverrides] = []) { self.overrides = overrides }

    /// A resolver by the rules that all AWS tools share.
    ///
    /// `explicit` is what the command line says, `profile` what the shared files say.
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` switches off all but the explicit URL.
    package init(environment: [String: String], profile: EndpointOverrides? = nil, explicit: String? = nil) {
        let isIgnored = environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() == "true"
        let configured = isIgnored ? [] : [EndpointOverrides(environment: environment), profile].compactMap(\.self)
        overrides = (explicit.map { [EndpointOverrides(all: $0)] } ?? []) + configured
    }

    /// The endpoint; throws ``AWSError/configuration(detail:)`` when an override is not one that may be used.
    package func endpoint(for service: Service, in region: Region) throws(AWSError) -> Endpoint {
        let signingRegion = service.isGlobal ? region.partition.globalRegion : region.name
        for place in overrides {
            guard let text = place.byService[service.environmentName] ?? place.all else { continue }
            return Endpoint(try Self.check(text, for: service), signingRegion: signingRegion)
        }
        let host =
            service.isGlobal
            ? region.partition.globalHost(service.endpointPrefix)
            : "\(service.endpointPrefix).\(region.name).\(region.partition.dnsSuffix)"
        guard let url = HTTPURL("https://\(host)") else {
            throw .configuration(detail: "\(service.name) in \(region) has no host name that can be used: '\(host)'")
        }
        return Endpoint(url, signingRegion: signingRegion)
    }

    /// An override may be `https`, or `http` to this machine, so that no signed call goes over a wire in clear.
    private static func check(_ text: String, for service: Service) throws(AWSError) -> HTTPURL {
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

extension Partition {
    /// The region that global services are signed for.
    fileprivate var globalRegion: String {
        switch self {
        case .aws: "us-east-1"
        case .china: "cn-north-1"
        case .govCloud: "us-gov-west-1"
        }
    }

    /// The host of a global service.
    ///
    /// <https://docs.aws.amazon.com/general/latest/gr/iam-service.html>
    fileprivate func globalHost(_ prefix: String) -> String {
        switch self {
        case .aws: "\(prefix).\(dnsSuffix)"
        case .china: "\(prefix).cn-north-1.\(dnsSuffix)"
        case .govCloud: "\(prefix).us-gov.\(dnsSuffix)"
        }
    }
}
