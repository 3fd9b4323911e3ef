import AWS
import Codecs
import Engine
import Failover
import Fleet
import Foundation
import History
import Records
import Synchronization
import Testing
import Values

@testable import Controller

/// A controller's loops on one place, with a history in a file and a log.
final class Bench: Sendable {
    let place: FakePlace
    let time = VirtualTime()
    let board: FleetBoard
    let keeper: HistoryKeeper
    let desk: Desk
    let file: String
    let pair: Pair
    let log: Lines
    /// Why the history cannot be opened; nil when it can.
    let obstacle: Obstacle

    init(_ state: FakePlace.State = FakePlace.State(), role: ControllerRecord.Role = .active) async throws {
        place = try FakePlace(state)
        pair = try FakePlace.pair()
        let lines = Lines()
        let (time, obstacle) = (time, Obstacle())
        let file = FileManager.default.temporaryDirectory.appending(path: "vaer-\(UUID().uuidString).sqlite").path
        self.file = file
        (self.log, self.obstacle) = (lines, obstacle)
        board = FleetBoard(started: time.now(), version: "0.1.0")
        let open = { @Sendable () throws(HistoryError) -> HistoryStore in
            if let error = obstacle.error { throw error }
            return try HistoryStore(.file(file), now: time.now())
        }
        keeper = HistoryKeeper(board: board, time: time, narrate: { _, line in lines.add(line) }, open: open)
        desk = Desk(
            board: board,
            keeper: keeper,
            settings: ControllerSettings(),
            time: time,
            random: { 0.5 },
            narrate: { _, line in lines.add(line) },
            version: "0.1.0",
            holder: "this"
        )
        await adopt()
        await board.set(role: role)
    }

    deinit {
        // What cannot be removed is left to the system's own cleaning.
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + suffix) }
    }

    func adopt() async {
        let place = place
        let fleet = Fleet(pairs: [pair], credentials: [:])
        await board.adopt(fleet, FleetCallers(fleet) { _, _ throws(AWSError) in place }, now: time.now())
    }

    var watch: PlaceWatch { PlaceWatch(place: FleetCallers.place(of: pair), desk: desk) }

    var drain: QueueDrain { QueueDrain(place: FleetCallers.place(of: pair), desk: desk) }

    func history() async throws -> [HistoryEntry] {
        try await HistoryStore(.file(file), now: time.now()).history(of: pair.name, limit: 99)
    }

    /// The report of a function that moved both routes from A to B.
    func report(request: String = "8a3e") async -> JSON {
        let run = FailoverRun(caller: place, time: time, budget: MoveBudget(), engineVersion: "0.1.0")
        let request = FailoverRequest(
            pair: pair,
            trigger: .sweep,
            eventTime: time.now(),
            deadline: time.now() + .seconds(60),
            requestID: request
        )
        return await run.run(request).json
    }

    /// A message as SNS puts it into a queue.
    static func envelope(_ message: String, id: String = "1") -> String {
        JSON.strings([
            "Type": "Notification", "MessageId": id, "Message": message, "Subject": "vaer sfo-edge: moved",
            "TopicArn": "arn:aws:sns:us-west-1:731262942057:vaer-sfo-edge", "Timestamp": "2026-03-01T09:30:00.000Z",
        ]).text
    }
}

/// The lines of a log.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }
}

/// Why a history cannot be opened.
final class Obstacle: Sendable {
    private let found = Mutex<HistoryError?>(nil)

    var error: HistoryError? {
        get { found.withLock { $0 } }
        set { found.withLock { $0 = newValue } }
    }
}
