import Engine
import Fleet
import Foundation
import Records
import Testing
import Values

/// Values that many tests of the history need.
enum Samples {
    /// A moment that is `seconds` after the start of all samples.
    static func moment(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: 1_772_357_400_000 + seconds * 1000) }

    /// A pair's name.
    static func name(_ text: String = "sfo-edge") throws -> PairName { try #require(PairName(text)) }

    /// A pair in San Francisco.
    static func pair(_ name: String = "sfo-edge", description: String = "San Francisco edge") throws -> Pair {
        Pair(
            name: try Samples.name(name),
            region: try #require(Region("us-west-1")),
            account: try #require(AccountID("731262942057")),
            vpc: try #require(VPCID("vpc-0bf5741eb0ef56a41")),
            members: BySide(
                first: Member(name: "vAER-A", instance: InstanceID("i-045ebd27124159b6d"), interfaces: []),
                second: Member(name: "vAER-B", instance: nil, interfaces: [])
            ),
            description: description
        )
    }

    /// What a look at a pair gave.
    static func sighting(
        _ name: String = "sfo-edge",
        at seconds: Int64 = 0,
        state: PairState = .protected,
        health: BySide<Health> = BySide(first: .eligible, second: .eligible),
        carries: BySide<Int> = BySide(first: 3, second: 0),
        reason: String = "both members are eligible"
    ) throws -> Sighting {
        let reading = MemberReading(state: .absent, statusCheck: .absent, interfaces: [:])
        return Sighting(
            pair: try pair(name),
            observation: Observation(
                time: moment(seconds),
                members: BySide(first: reading, second: reading),
                routes: nil
            ),
            decision: Decision(
                verdict: .steady,
                moves: [],
                reason: reason,
                health: health,
                state: state,
                carried: carries,
                notifies: false,
                memory: Memory()
            )
        )
    }

    /// A move of one route from A to B.
    static func move(_ destination: String = "10.0.0.0/16") throws -> Move {
        Move(
            table: try #require(RouteTableID("rtb-024855d8566b8128b")),
            destination: try #require(Destination(destination)),
            from: try #require(ENIID("eni-071b4d6cbf57de651")),
            to: try #require(ENIID("eni-0847da0f62b486046"))
        )
    }

    /// A failover from A to B that took 812 ms.
    static func failover(
        _ name: String = "sfo-edge",
        at seconds: Int64 = 10,
        trigger: Trigger = .sweep,
        moves: [MoveRecord] = []
    ) throws -> FailoverRecord {
        FailoverRecord(
            pair: try Samples.name(name),
            source: .sweep,
            trigger: trigger,
            direction: .failover,
            from: "vAER-A",
            to: "vAER-B",
            started: moment(seconds),
            finished: moment(seconds) + .milliseconds(812),
            reason: "vAER-A is stopped",
            moves: moves
        )
    }

    /// The routes of a pair.
    static func snapshot(_ name: String = "sfo-edge", at seconds: Int64 = 0) throws -> Snapshot {
        let route = { (destination: String, isBlackhole: Bool) in
            RouteReading(
                table: try #require(RouteTableID("rtb-024855d8566b8128b")),
                destination: try #require(Destination(destination)),
                target: try #require(ENIID("eni-071b4d6cbf57de651")),
                isBlackhole: isBlackhole
            )
        }
        return Snapshot(
            pair: try Samples.name(name),
            time: moment(seconds),
            routes: [try route("1.1.1.1/32", false), try route("pl-0a1b2c3d4e5f60718", true)].sorted {
                ($0.table, $0.destination) < ($1.table, $1.destination)
            }
        )
    }
}

/// A directory that is gone when the test ends.
final class TemporaryDirectory: Sendable {
    /// The path.
    let path: String

    /// A new empty directory.
    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "vaer-history-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        // What cannot be removed is left to the system's own cleaning.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of something inside.
    func file(_ name: String = "vaer.sqlite") -> String { "\(path)/\(name)" }
}

/// Runs a program to its end and gives its exit status.
func runProgram(_ path: String, _ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
}
