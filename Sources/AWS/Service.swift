/// An AWS service: where it is, how it signs and which protocol it speaks.
package struct Service: Hashable, Sendable {
    /// How calls and replies are written.
    package enum WireProtocol: Hashable, Sendable {
        /// A form that names the action; the reply is XML, as EC2 shapes it.
        case ec2(version: String)
        /// A form that names the action; the reply is XML, wrapped in `<Action>Result`.
        case query(version: String)
        /// JSON, the action in `X-Amz-Target`.
        case json(version: String, targetPrefix: String)
        /// Paths, query parameters and JSON bodies.
        case restJSON
    }

    /// Which hosts serve FIPS in GovCloud, where the plain hosts of most services do.
    package enum GovCloudFIPS: Hashable, Sendable {
        /// Hosts of their own, as in every other partition.
        case ownHosts
        /// The plain hosts for IPv4, hosts of their own for both protocols.
        case plainHostsForIPv4
        /// The plain hosts.
        case plainHosts
    }

    /// What a person calls it, such as `EventBridge`.
    package let name: String
    /// The first label of its host name, such as `events`.
    package let endpointPrefix: String
    /// The name in the credential scope.
    package let signingName: String
    /// What follows `AWS_ENDPOINT_URL_` in the environment, such as `EVENTBRIDGE`.
    package let environmentName: String
    /// Whether the partition has just one endpoint, signed for one region.
    package let isGlobal: Bool
    /// How it speaks.
    package let wire: WireProtocol
    /// Which hosts serve FIPS in GovCloud.
    package let govCloudFIPS: GovCloudFIPS
    /// The regions that are served by the host of `us-east-1` where the old way is asked for; only STS has that.
    package let legacyRegions: [String]

    /// A service.
    package init(
        name: String,
        endpointPrefix: String,
        environmentName: String,
        wire: WireProtocol,
        signingName: String? = nil,
        isGlobal: Bool = false,
        govCloudFIPS: GovCloudFIPS = .plainHostsForIPv4,
        legacyRegions: [String] = []
    ) {
        (self.name, self.endpointPrefix, self.environmentName) = (name, endpointPrefix, environmentName)
        (self.wire, self.signingName, self.isGlobal) = (wire, signingName ?? endpointPrefix, isGlobal)
        (self.govCloudFIPS, self.legacyRegions) = (govCloudFIPS, legacyRegions)
    }
}
