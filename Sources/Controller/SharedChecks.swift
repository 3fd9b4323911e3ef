import Failover
import Fleet
import Planning
import Records

/// The checks that all pairs of an account and region have in common: whether there is room for them, and time.
struct SharedChecks {
    let facts: PreflightFacts
    let pairs: [Pair]

    /// The pairs of which nothing is in AWS yet.
    private var missing: Int {
        guard case .success(let functions) = facts.functions else { return 0 }
        return pairs.count { functions[PairNames($0).function] == nil }
    }

    /// The checks.
    var checks: [PreflightCheck] { [quotas, runs, together].compactMap(\.self) }

    /// Whether the account may have as many rules and roles as the pairs will need.
    private var quotas: PreflightCheck {
        let counted = [
            ("rules", facts.room.rules, "L-244521F2", "events:ListRules and servicequotas:GetServiceQuota"),
            ("roles", facts.room.roles, "L-FE177D64", "iam:GetAccountSummary"),
        ]
        var known: [String] = []
        for (noun, room, code, actions) in counted {
            switch room {
            case .failure(let unknown):
                let text = "whether there is room for more \(noun) is not known: \(unknown.reason)"
                return PreflightCheck("quotas", .warning, text, wayOut: "allow \(actions) to who runs this")
            case .success(let count):
                guard count.used + missing <= count.quota else {
                    let text = "\(missing) more \(noun) are needed, and \(count.used) of \(count.quota) are used"
                    let wayOut = "ask for more in Service Quotas (\(code)), or delete what is not used"
                    return PreflightCheck("quotas", .failed, text, wayOut: wayOut)
                }
                known.append("\(count.used) of \(count.quota) \(noun) used")
            }
        }
        let needed = missing > 0 ? ", \(missing) more of each needed" : ""
        return PreflightCheck("quotas", .ok, known.joined(separator: ", ") + needed)
    }

    /// Whether all functions of the region may run at once, as they would when a zone fails.
    private var runs: PreflightCheck? {
        switch facts.room.runs {
        case .failure(let unknown):
            let text = "how many functions may run at once is not known: \(unknown.reason)"
            return PreflightCheck("runs", .warning, text, wayOut: "allow lambda:GetAccountSettings to who runs this")
        case .success(let runs) where runs < pairs.count:
            let text = "Lambda runs \(runs) functions at once, and \(pairs.count) pairs may fail together"
            let wayOut = "ask for more concurrent executions in Service Quotas (L-B99A9384)"
            return PreflightCheck("runs", .warning, text, wayOut: wayOut)
        case .success: return nil
        }
    }

    /// How long the last route waits when all pairs of the account and region fail together.
    private var together: PreflightCheck? {
        let (count, seconds) = (facts.routeCount, MoveBudget.seconds(for: facts.routeCount))
        guard pairs.count > 1, seconds > 60 else { return nil }
        let text =
            "if all \(pairs.count) pairs of the account and region fail together, the last of \(count) routes waits"
        let wayOut = "spread the pairs over accounts, or put destinations into customer-managed prefix lists"
        return PreflightCheck("time", .warning, "\(text) \(seconds) s", wayOut: wayOut)
    }
}
