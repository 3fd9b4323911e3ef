package import Codecs
package import Values

/// What somebody made by hand for one pair, as it was read: a function with what hangs on it.
package struct Handmade: Hashable, Sendable {
    /// A rule that wakes the function.
    package struct Rule: Hashable, Sendable {
        /// The name.
        package var name: String
        /// Which events; nil for none.
        package var pattern: JSON?
        /// Whether it does anything.
        package var isEnabled: Bool
        /// Whether it wakes nothing else.
        package var isOnlyFor: Bool

        /// A rule.
        package init(name: String, pattern: JSON?, isEnabled: Bool, isOnlyFor: Bool) {
            (self.name, self.pattern, self.isEnabled, self.isOnlyFor) = (name, pattern, isEnabled, isOnlyFor)
        }

        /// Whether changes of an instance's state are among its events.
        var isOnStateChanges: Bool {
            let kinds = pattern?["detail-type"]?.elements.compactMap(\.string) ?? []
            return kinds.contains("EC2 Instance State-change Notification")
        }
    }

    /// Who gets what the function's topic is told.
    package struct Subscriber: Hashable, Sendable {
        /// `email`, `https`, `sqs` and so on.
        package var protocolName: String
        /// The address, URL or queue.
        package var endpoint: String

        /// A subscriber.
        package init(protocolName: String, endpoint: String) {
            (self.protocolName, self.endpoint) = (protocolName, endpoint)
        }
    }

    /// How long the function's log is kept.
    package enum Retention: Hashable, Sendable {
        /// There is no log yet.
        case noLog
        /// Without limit.
        case forever
        /// So many days.
        case days(Int)
    }

    /// Another function of the region.
    package struct Neighbour: Hashable, Sendable {
        /// The name.
        package var name: String
        /// The ARN of its role.
        package var role: String
        /// The ARNs that its results go to; read only of functions that were made by hand for a pair.
        package var destinations: [String]

        /// Another function.
        package init(name: String, role: String, destinations: [String] = []) {
            (self.name, self.role, self.destinations) = (name, role, destinations)
        }
    }

    /// The four variables by which a function made by hand is known.
    package static let variables = ["region", "vpcid", "host1eni", "host2eni"]

    /// Whether a function with this environment was made by hand for a pair.
    package static func isOne(_ environment: [String: String]) -> Bool {
        variables.allSatisfy { environment[$0] != nil }
    }

    /// The function's name.
    package var function: String
    /// Its account.
    package var account: AccountID
    /// Its region.
    package var region: Region
    /// `x86_64` or `arm64`.
    package var architecture: String
    /// Its variables.
    package var environment: [String: String]
    /// What it is tied to that takes rights or code of its own, in words.
    package var ties: [String] = []
    /// The ARN of its role.
    package var role: String
    /// The ARN of the role's permissions boundary; nil for none.
    package var boundary: String?
    /// Its log group, where it is not Lambda's own; nil when it is.
    package var logGroup: String?
    /// How long its log is kept.
    package var retention = Retention.noLog
    /// The ARN that is told of a success; nil for none.
    package var onSuccess: String?
    /// The ARN that is told of a failure; nil for none.
    package var onFailure: String?
    /// The rules that wake it.
    package var rules: [Rule] = []
    /// Who has subscribed to the topic that it tells.
    package var subscribers: [Subscriber] = []
    /// The other functions of the region.
    package var neighbours: [Neighbour] = []
    /// The instances that its two interfaces are attached to.
    package var routers: [Network.Instance] = []
    /// What people call the VPC; empty for no name.
    package var vpcName = ""

    /// A function of which nothing but itself was read yet.
    package init(
        function: String,
        account: AccountID,
        region: Region,
        architecture: String,
        environment: [String: String],
        role: String
    ) {
        (self.function, self.account, self.region) = (function, account, region)
        (self.architecture, self.environment, self.role) = (architecture, environment, role)
    }

    /// The topic that it tells; nil for none.
    package var topic: ARN? {
        [onFailure, onSuccess].lazy.compactMap { $0.flatMap(ARN.init) }.first { $0.service == "sns" }
    }
}
