import Codecs
import Controller
import Fleet
import History
import NIOCore
import Planning
import Records
import Reports
import Values

extension StatusSite {
    /// The most pairs in one document, and how many without a wish.
    static let pageLimit = 1000

    /// A document below `/api/v1`; nil when there is none of that name.
    func document(_ path: [String], _ question: Question) async -> Reply? {
        do throws(Refusal) {
            switch (path[0], path.count) {
            case ("fleet", 1): return .json(await fleetDocument())
            case ("pairs", 1): return .json(try await pairsDocument(question))
            case ("pairs", 2): return .json(try await pairDocument(path[1]))
            case ("pairs", 3) where path[2] == "history": return .json(try await storyDocument(path[1], question))
            case ("failovers", 1): return .json(try await failoversDocument(question))
            case ("report", 1): return .json(try await reportDocument(question))
            case ("controllers", 1): return .json(try await controllersDocument())
            case ("events", 1):
                return Reply(headers: [("Content-Type", "text/event-stream; charset=utf-8")], body: .events)
            case ("openapi.json", 1):
                let bytes = PackageResources.openapi_json
                return Reply(headers: [("Content-Type", "application/json")], body: .bytes([ByteBuffer(bytes: bytes)]))
            default: return nil
            }
        } catch {
            return .problem(error.status, error.title, error.detail)
        }
    }

    /// Why there is no document.
    struct Refusal: Error {
        var status: Int
        var title: String
        var detail: String

        /// A field of the query that cannot be used.
        static func field(_ name: String, _ value: String, _ wayOut: String) -> Refusal {
            Refusal(status: 400, title: "Bad request", detail: "'\(value)' is no \(name): \(wayOut)")
        }

        /// A pair that nobody looks after.
        static func noPair(_ name: String) -> Refusal {
            Refusal(status: 404, title: "Not found", detail: "there is no pair '\(name)' in the fleet")
        }

        /// A history that cannot be read.
        static func history(_ error: HistoryError) -> Refusal {
            Refusal(status: 503, title: "History not readable", detail: "\(error.message): \(error.hint)")
        }
    }

    /// The controller and the fleet on the whole: kind `fleet`.
    func fleetDocument() async -> JSON {
        let state = await desk.board.state()
        let problem = state.definitions.problem
        var recording: JSON = ["on": true, "since": .null, "reason": .null, "hint": .null]
        if case .off(let since, let reason, let hint) = state.recording {
            recording = .complete([
                "on": .bool(false), "since": .moment(since), "reason": .string(reason), "hint": .string(hint),
            ])
        }
        return Document.json(
            kind: "fleet",
            [
                "time": .moment(desk.time.now()),
                "revision": .integer(state.revision),
                "version": .string(state.version),
                "started": .moment(state.started),
                "role": .string(state.role.rawValue),
                "definitions": .complete([
                    "loaded": .moment(state.definitions.loaded),
                    "problem": problem.map {
                        .complete([
                            "since": .moment($0.since), "summary": .string($0.summary), "text": .string($0.text),
                        ])
                    },
                ]),
                "recording": recording,
                "summary": Self.summary(state.pairs),
                "troubles": .strings(state.summary.troubles),
                "places": .array(state.places.map(Self.json)),
            ]
        )
    }

    private static func summary(_ pairs: [PairStatus]) -> JSON {
        .object(
            [JSON.Member("pairs", .integer(pairs.count))]
                + Standing.allCases.map { standing in
                    JSON.Member(standing.rawValue, .integer(pairs.count { $0.standing == standing }))
                }
        )
    }

    private static func json(_ state: FleetState.PlaceState) -> JSON {
        .complete([
            "region": .string(state.place.region.name),
            "account": .string(state.place.account.text),
            "login": state.place.login.map(JSON.string),
            "pairs": .integer(state.pairs),
            "swept": .moment(state.swept),
            "tookMilliseconds": .milliseconds(state.took),
            "problem": state.problem.map { .string($0.message) },
            "problemSince": .moment(state.problemSince),
            "drained": .moment(state.drained),
            "messages": .integer(state.messages),
            "queueProblem": state.queueProblem.map(JSON.string),
        ])
    }

    /// Some pairs: kind `pairs`, by name, from one name on.
    private func pairsDocument(_ question: Question) async throws(Refusal) -> JSON {
        let state = await desk.board.state()
        let chosen = try PairFilter(question.query).pairs(of: state.pairs, await desk.board.currentFleet())
        let limit = try Self.limit(question)
        let page = chosen.drop { $0.pair.text <= (question.query["after"] ?? "") }.prefix(limit)
        let isLast = page.last?.pair == chosen.last?.pair
        let report = StatusReport([], now: desk.time.now())
        return Document.json(
            kind: "pairs",
            [
                "time": .moment(report.now),
                "revision": .integer(state.revision),
                "matching": .integer(chosen.count),
                "pairs": .array(page.map { report.json($0) }),
                "next": isLast ? nil : page.last.map { .string($0.pair.text) },
            ]
        )
    }

    private static func limit(_ question: Question) throws(Refusal) -> Int {
        guard let text = question.query["limit"] else { return pageLimit }
        guard let limit = Int(text), (1...pageLimit).contains(limit) else {
            throw .field("limit", text, "write a number from 1 to \(pageLimit)")
        }
        return limit
    }

    /// One pair: kind `pair`.
    private func pairDocument(_ name: String) async throws(Refusal) -> JSON {
        let status = try await status(name)
        let report = StatusReport([], now: desk.time.now())
        return Document.json(kind: "pair", ["time": .moment(report.now), "pair": report.json(status)])
    }

    /// How a pair is.
    func status(_ name: String) async throws(Refusal) -> PairStatus {
        guard let status = await desk.board.state().pairs.first(where: { $0.pair.text == name }) else {
            throw .noPair(name)
        }
        return status
    }

    /// What happened to a pair: kind `history`.
    private func storyDocument(_ name: String, _ question: Question) async throws(Refusal) -> JSON {
        let (pair, limit) = (try await status(name).pair, try Self.limit(question))
        let entries = try await read { store throws(HistoryError) in try await store.history(of: pair, limit: limit) }
        return HistoryReport(pair: pair, newestFirst: entries).json
    }

    /// The latest failovers and failbacks of the fleet: kind `failovers`.
    private func failoversDocument(_ question: Question) async throws(Refusal) -> JSON {
        let (since, limit) = (try since(question, usual: .seconds(30 * 86_400)), try Self.limit(question))
        let records = try await failovers(since: since, limit: limit)
        return Document.json(
            kind: "failovers",
            ["since": .moment(since), "failovers": .array(records.map { $0.document })]
        )
    }

    /// The latest failovers and failbacks of the fleet's pairs, the newest first.
    func failovers(since: Timestamp, limit: Int) async throws(Refusal) -> [FailoverRecord] {
        let names = Set(await desk.board.state().pairs.map(\.pair))
        let found = try await read { store throws(HistoryError) in try await store.failovers(since: since, limit: limit)
        }
        return found.filter { names.contains($0.pair) }
    }

    /// The moment from which a question wants to know.
    func since(_ question: Question, usual: Duration) throws(Refusal) -> Timestamp {
        guard let text = question.query["since"], !text.isEmpty else { return desk.time.now() + (.zero - usual) }
        guard let span = Duration(shortText: text), span > .zero else {
            throw .field("time for since", text, "write a number and h or d, such as 30d")
        }
        return desk.time.now() + (.zero - span)
    }

    /// The report, as `vaer report --format json` writes it: kind `report`.
    private func reportDocument(_ question: Question) async throws(Refusal) -> JSON {
        let since = try since(question, usual: .seconds(30 * 86_400))
        let state = await desk.board.state()
        var request = FleetReport.Request(
            since: since,
            now: desk.time.now(),
            drillEvery: FleetReport.standardDrillInterval,
            engine: state.version
        )
        if let text = question.query["group-by"] {
            guard let grouping = FleetReport.Grouping(text) else {
                throw .field("group-by", text, FleetReport.Grouping.wayOut)
            }
            request.groups = grouping.names(of: await desk.board.currentFleet().pairs)
        }
        let record = try await read { store throws(HistoryError) in try await FleetReport.Record(store, since: since) }
        return FleetReport(state.pairs, record, request).json
    }

    /// The controllers of this history in the last day: kind `controllers`.
    private func controllersDocument() async throws(Refusal) -> JSON {
        let since = desk.time.now() + .seconds(-86_400)
        let controllers = try await read { store throws(HistoryError) in try await store.controllers(since: since) }
        return Document.json(
            kind: "controllers",
            [
                "controllers": .array(
                    controllers.map { controller in
                        .complete([
                            "holder": .string(controller.holder),
                            "version": .string(controller.version),
                            "role": .string(controller.role.rawValue),
                            "pairs": .integer(controller.pairs),
                            "started": .moment(controller.started),
                            "seen": .moment(controller.seen),
                            "ended": .moment(controller.ended),
                            "definitionsProblem": controller.definitionsProblem.map(JSON.string),
                            "problemSince": .moment(controller.problemSince),
                        ])
                    }
                )
            ]
        )
    }

    /// Reads the history; one that is not there yet is empty of everything.
    func read<Value: Sendable>(
        _ body: @Sendable (HistoryStore) async throws(HistoryError) -> Value
    ) async throws(Refusal) -> Value {
        do throws(HistoryError) { return try await history.read(body) } catch { throw .history(error) }
    }
}
