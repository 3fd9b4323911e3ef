package import AWS
import HTTP
import Values

/// How the metadata service of EC2 instances is reached.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html>
package enum InstanceMetadata {
    /// What the environment and the profile say of it.
    package struct Settings: Hashable, Sendable {
        /// Scheme and host, without a slash at the end.
        package let endpoint: String
        /// The host alone, for messages.
        package let host: String
        /// Whether it must not be asked at all.
        package let isDisabled: Bool
        /// Whether it must not be asked without a session token.
        package let isV1Disabled: Bool
        /// The longest time for one question.
        package let timeout: Duration
        /// How often a question is asked; nil when nobody has said it.
        package let attempts: Int?

        /// Reads the settings; a variable wins over the profile's key of the same name.
        ///
        /// Throws ``AWSError/configuration(detail:)`` for an endpoint, a mode or a number that is none. The endpoint may be
        /// any host: nothing secret is sent to it, and whoever runs such a service says so on purpose.
        package init(environment: [String: String], profile: SharedConfig.Profile) throws(AWSError) {
            func text(_ name: String) -> (value: String, name: String)? {
                let variable = "AWS_" + name.uppercased()
                if let value = environment[variable] { return (value, variable) }
                return profile[name].map { ($0, name) }
            }
            func flag(_ name: String) -> Bool { text(name)?.value.lowercased() == "true" }
            func number(_ name: String) throws(AWSError) -> Int? {
                guard let (value, name) = text(name) else { return nil }
                guard let number = Int(value), (1...100).contains(number) else {
                    throw .configuration(detail: "\(name) '\(value)' is no number from 1 to 100")
                }
                return number
            }
            var isIPv6 = flag("imds_use_ipv6")
            if let (mode, name) = text("ec2_metadata_service_endpoint_mode") {
                guard ["ipv4", "ipv6"].contains(mode.lowercased()) else {
                    throw .configuration(detail: "\(name) '\(mode)' is no way to reach instance metadata: IPv4 or IPv6")
                }
                isIPv6 = mode.lowercased() == "ipv6"
            }
            let standard = isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
            let (endpoint, name) = text("ec2_metadata_service_endpoint") ?? (standard, "")
            guard let url = HTTPURL(endpoint), !url.path.contains("?") else {
                throw .configuration(detail: "\(name) is no plain http or https URL: write it as http://host")
            }
            self.endpoint = url.origin + (url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path)
            host = url.host
            isDisabled = environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true"
            isV1Disabled = flag("ec2_metadata_v1_disabled")
            timeout = .seconds(try number("metadata_service_timeout") ?? 1)
            attempts = try number("metadata_service_num_attempts")
        }

        /// Where the session token is.
        package var tokenURL: String { endpoint + "/latest/api/token" }

        /// Where the name of the instance's role is, and below it the role's credentials.
        var rolesURL: String { endpoint + "/latest/meta-data/iam/security-credentials/" }
    }
}
