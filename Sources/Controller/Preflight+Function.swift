import AWS
import AWSControlPlane
import Codecs
import Failover
import Fleet
import Planning
import Records

extension Preflight {
    /// Lets the pair's own function try, because its role, and not this login, moves the routes of a failover.
    func function() async -> PreflightCheck {
        let name = PairNames(pair).function
        let apply = "run 'vaer apply \(pair.name)'"
        do {
            let result = try await caller.send(Lambda.invoke(name, payload: ["vaer": ["dry-run": true]]))
            if result.functionError != nil {
                let message = result.payload["errorMessage"]?.string ?? "it says nothing"
                return PreflightCheck("function", .failed, "\(name) fails: \(message)", wayOut: "see its log; \(apply)")
            }
            guard result.payload["kind"]?.string == DryRunReport.kind else {
                return PreflightCheck("function", .warning, "\(name) knows no dry runs: it is older", wayOut: apply)
            }
            return check(name, result.payload)
        } catch {
            switch error.code {
            case "ResourceNotFoundException":
                return PreflightCheck("function", .warning, "the pair is not applied yet", wayOut: apply)
            case "AccessDeniedException":
                let text = "whether the function may move routes is not known: this login may not invoke it"
                return PreflightCheck("function", .warning, text, wayOut: "allow lambda:InvokeFunction on \(name)")
            default:
                let text = "whether the function may move routes is not known: \(error.message)"
                return PreflightCheck("function", .warning, text)
            }
        }
    }

    /// What the function's answer says.
    private func check(_ name: String, _ answer: JSON) -> PreflightCheck {
        let wayOut = "run 'vaer apply \(pair.name)', which sets the role's policy, and look for a boundary or an SCP"
        guard answer["owned"] != nil, answer["state"]?.string != "unknown" else {
            let reason = answer["reason"]?.string ?? "it cannot tell why"
            return PreflightCheck("function", .failed, "\(name) does not see all: \(reason)", wayOut: wayOut)
        }
        let refused = answer["refused"]?.elements ?? []
        if let first = refused.first {
            let code = first["code"]?.string ?? first["message"]?.string ?? ""
            let table = first["table"]?.string ?? ""
            let text = "AWS would refuse \(name) the routes of \(refused.count) tables; \(table): \(code)"
            return PreflightCheck("function", .failed, text, wayOut: wayOut)
        }
        let engine = answer["engine"]?.string ?? ""
        return PreflightCheck("function", .ok, "\(name) sees both routers and may move every route (engine \(engine))")
    }
}
