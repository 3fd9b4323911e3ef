package import Fleet
package import Values

/// The pair of a function that was made by hand: four environment variables and nothing else.
package enum ManualPair {
    /// Why the environment tells no pair.
    package struct Problem: Error, Hashable, Sendable {
        /// What is wrong and what to do.
        package let detail: String

        /// A problem.
        package init(detail: String) { self.detail = detail }
    }

    /// The four names, as the manual procedure writes them.
    package static let variables = ["region", "vpcid", "host1eni", "host2eni"]

    /// Reads the four variables; the account and the name are those of the invoked function.
    ///
    /// Status checks do not count, because the manual procedure's policy does not allow to read them. Nothing is
    /// published, because its destinations do that.
    package static func read(_ environment: [String: String], function: ARN) throws(Problem) -> Pair {
        let region = try value("region", environment, "region code", Region.init)
        let first = try value("host1eni", environment, "network interface id", ENIID.init)
        let second = try value("host2eni", environment, "network interface id", ENIID.init)
        guard first != second else {
            throw Problem(detail: "'host1eni' and 'host2eni' are both \(first); a pair has two routers")
        }
        guard let account = AccountID(function.account) else {
            throw Problem(detail: "the function's ARN '\(function)' names no account")
        }
        return Pair(
            name: try name(function),
            region: region,
            account: account,
            vpc: try value("vpcid", environment, "VPC id", VPCID.init),
            members: BySide(
                first: Member(name: "host1", instance: nil, interfaces: [Interface(eni: first)]),
                second: Member(name: "host2", instance: nil, interfaces: [Interface(eni: second)])
            ),
            failover: FailoverPolicy(statusChecks: false),
            notify: Notifications(everyRun: true)
        )
    }

    private static func value<Value>(
        _ key: String,
        _ environment: [String: String],
        _ noun: String,
        _ read: (String) -> Value?
    ) throws(Problem) -> Value {
        guard let text = environment[key], !text.isEmpty else {
            let all = variables.joined(separator: "', '")
            throw Problem(detail: "the environment has no '\(key)'; the function needs 'pair.json' or '\(all)'")
        }
        guard let value = read(text) else {
            throw Problem(detail: "the environment variable '\(key)' is '\(text)', which is no \(noun)")
        }
        return value
    }

    /// The function's name, made fit for a pair: lower case, other characters as hyphens, cut off.
    private static func name(_ function: ARN) throws(Problem) -> PairName {
        let parts = function.resource.split(separator: ":", omittingEmptySubsequences: false)
        let text = (parts.count > 1 ? parts[1] : "").lowercased()
        let bare = text.hasPrefix("vaer-") ? String(text.dropFirst(5)) : text
        let fit = bare.unicodeScalars.map { scalar in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
        }
        guard let name = PairName(String(String(fit).drop { !$0.isLetter }.prefix(31))) else {
            throw Problem(detail: "the function's ARN '\(function)' names no function")
        }
        return name
    }
}
