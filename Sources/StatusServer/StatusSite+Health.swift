import Codecs
import Controller
import Records

extension StatusSite {
    /// Whether the controller lives: 200, or 503 when one of its loops gives no sign.
    func health() async -> Reply {
        let silent = await desk.silentPlaces()
        let reasons = silent.map { "no sign from the loop of \($0.region) of \($0.account)" }
        return .json(
            ["status": .string(silent.isEmpty ? "ok" : "hanging"), "reasons": .strings(reasons)],
            status: silent.isEmpty ? 200 : 503
        )
    }

    /// Whether the controller does its work: 200 when all places were looked at or it stands by, else 503.
    func readiness() async -> Reply {
        let state = await desk.board.summary()
        let waiting = state.places.filter { $0.swept == nil && $0.problem == nil }
        let isReady = state.role == .standby || waiting.isEmpty
        let reasons = isReady ? [] : waiting.map { "\($0.place.region) of \($0.place.account) was not looked at yet" }
        return .json(
            [
                "status": .string(isReady ? "ready" : "starting"), "role": .string(state.role.rawValue),
                "reasons": .strings(reasons),
            ],
            status: isReady ? 200 : 503
        )
    }
}
