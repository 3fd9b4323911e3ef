import AWS
import AWSControlPlane
import Codecs
import Engine
import Failover
import Fleet
import Planning
import Records

extension Preflight {
    /// Lets the pair's own function try, because its role, and not this login, moves the routes of a failover.
    ///
    /// Nothing but the engine is ever run: what somebody else's function would do is not known.
    func function() async -> PreflightCheck {
        let name = PairNames(pair).function
        let apply = "run 'vaer apply \(pair.name)'"
        switch facts.functions {
        case .failure(let unknown):
            let text = "whether the function may move routes is not known: \(unknown.reason)"
            return PreflightCheck("function", .warning, text, wayOut: "allow lambda:ListFunctions to who runs this")
        case .success(let functions):
            guard functions[name] != true else { break }
            let text = functions[name] == nil ? "the pair is not applied yet" : "\(name) does not have the engine yet"
            return PreflightCheck("function", .warning, text, wayOut: apply)
        }
        await pace.admit(tableCount, time)
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

    /// How many dry runs the function makes: one for each table with a route of the pair.
    private var tableCount: Int { Set((facts.observations[pair.name]?.routes ?? []).map(\.table)).count }

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
