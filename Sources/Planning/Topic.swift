package import Codecs

/// Where a pair's messages go.
package struct Topic: Hashable, Sendable {
    /// The name.
    package var name: String
    /// The ARN.
    package var arn: String
    /// Who may publish to it.
    package var policy: JSON
    /// The tags.
    package var tags: [String: String]

    /// A topic.
    package init(name: String, arn: String, policy: JSON, tags: [String: String]) {
        (self.name, self.arn, self.policy, self.tags) = (name, arn, policy, tags)
    }
}

/// Someone who gets what a topic is told.
package struct Subscription: Hashable, Sendable {
    /// The topic's ARN.
    package var topic: String
    /// `email`, `https`, `sqs` and so on.
    package var protocolName: String
    /// The address, the URL or the queue's ARN.
    package var endpoint: String
    /// The subscription's ARN; nil before it is made and while it waits for confirmation.
    package var arn: String?

    /// A subscription.
    package init(topic: String, protocolName: String, endpoint: String, arn: String? = nil) {
        (self.topic, self.protocolName, self.endpoint, self.arn) = (topic, protocolName, endpoint, arn)
    }

    /// Whether both are of the same topic, protocol and endpoint.
    package func isSame(as other: Subscription) -> Bool {
        (topic, protocolName, endpoint) == (other.topic, other.protocolName, other.endpoint)
    }

    /// The protocol and the endpoint, without the user, the password and the query of a URL.
    package var safeName: String {
        guard protocolName.hasPrefix("http"), let slashes = endpoint.firstRange(of: "://") else {
            return "\(protocolName) \(endpoint)"
        }
        let rest = endpoint[slashes.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
        let path = rest.dropFirst(authority.count).prefix { $0 != "?" && $0 != "#" }
        return "\(protocolName) \(endpoint[..<slashes.upperBound])\(host)\(path)"
    }
}
