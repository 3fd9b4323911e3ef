package import AWS
package import Engine
package import Values

/// Moves routes, all of them at once, with ReplaceRoute and nothing else: no destination is ever without a route.
///
/// An error of one route never stops another.
package struct RouteMover: Sendable {
    /// Who sends the calls.
    package let caller: any Caller
    /// Where the time comes from.
    package let time: any TimeSource

    /// A mover.
    package init(caller: any Caller, time: any TimeSource) { (self.caller, self.time) = (caller, time) }

    /// Moves the routes and says what became of each, in the order given; what has no answer at `deadline` is given up.
    ///
    /// Idempotent: a route that points at its target already stays there.
    package func move(_ moves: [Move], deadline: Timestamp) async -> [MoveResult] {
        let start = time.now()
        let (caller, time) = (caller, time)
        return await withTaskGroup(of: Finished?.self) { group in
            for (index, move) in moves.enumerated() {
                group.addTask { Finished(index: index, result: await Self.move(move, caller: caller, time: time)) }
            }
            group.addTask {
                try? await time.sleep(for: max(.zero, deadline - start))
                return nil
            }
            var results: [MoveResult?] = moves.map { _ in nil }
            var left = moves.count
            while left > 0, let finished = await group.next() {
                guard let finished else { break }
                results[finished.index] = finished.result
                left -= 1
            }
            group.cancelAll()
            let elapsed = (time.now() - start).milliseconds
            return zip(moves, results).map { move, result in
                result
                    ?? MoveResult(
                        move: move,
                        outcome: .unfinished(reason: "no answer came in time"),
                        milliseconds: elapsed,
                        attempts: 1
                    )
            }
        }
    }

    /// Asks EC2 whether it would allow the moves, without moving anything.
    ///
    /// Gives the refusals, one for each table that has any, in the order of the moves; empty when all would be allowed.
    /// One route of each table is tried: the right to replace a route depends on nothing but its table, and a dry run
    /// counts against the limit of calls that a failover may need at any moment.
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html>
    package func refusals(of moves: [Move]) async -> [MoveResult] {
        var tables: Set<RouteTableID> = []
        let samples = moves.filter { tables.insert($0.table).inserted }
        let (caller, time) = (caller, time)
        return await withTaskGroup(of: Finished.self) { group in
            var refusals: [Finished] = []
            for (index, move) in samples.enumerated() {
                if index >= Self.dryRunsAtOnce, let finished = await group.next() { refusals.append(finished) }
                group.addTask {
                    let result = await Self.move(move, dryRun: true, caller: caller, time: time)
                    return Finished(index: index, result: result)
                }
            }
            for await finished in group { refusals.append(finished) }
            return refusals.filter(\.isRefusal).sorted { $0.index < $1.index }.map(\.result)
        }
    }

    /// Few enough to leave most of EC2's burst to a failover.
    private static let dryRunsAtOnce = 8

    /// One route's result and its place in the list.
    private struct Finished: Sendable {
        let index: Int
        let result: MoveResult

        /// Whether a dry run would not have been allowed.
        var isRefusal: Bool {
            if case .refused(code: "DryRunOperation", message: _) = result.outcome { return false }
            return result.outcome.isFailure
        }
    }

    private static func move(
        _ move: Move,
        dryRun: Bool = false,
        caller: any Caller,
        time: any TimeSource
    ) async -> MoveResult {
        let start = time.now()
        var attempts = 1
        var outcome = MoveResult.Outcome.moved
        let call = EC2.replaceRoute(table: move.table, destination: move.destination, target: move.to, dryRun: dryRun)
        do {
            try await caller.send(call)
        } catch {
            (outcome, attempts) = (Self.outcome(error), Self.attempts(error))
        }
        let milliseconds = (time.now() - start).milliseconds
        return MoveResult(move: move, outcome: outcome, milliseconds: milliseconds, attempts: attempts)
    }

    private static func outcome(_ error: AWSError) -> MoveResult.Outcome {
        switch error {
        case .refused(let refusal) where goneCodes.contains(refusal.code): .gone
        case .refused(let refusal) where passingCodes.contains(refusal.code) || refusal.status >= 500:
            .unfinished(reason: refusal.code)
        case .refused(let refusal): .refused(code: refusal.code, message: refusal.message)
        case .credentials(let detail): .refused(code: "NoCredentials", message: detail)
        case .configuration(let detail): .refused(code: "Configuration", message: detail)
        case .transport, .unreadable, .cancelled: .unfinished(reason: error.message)
        }
    }

    private static func attempts(_ error: AWSError) -> Int {
        switch error {
        case .refused(let refusal): refusal.attempts
        case .transport(_, call: _, let attempts): attempts
        case .unreadable, .cancelled: 1
        case .credentials, .configuration: 0
        }
    }

    /// The route or its table has been deleted since it was read.
    private static let goneCodes: Set<String> = ["InvalidRoute.NotFound", "InvalidRouteTableID.NotFound"]

    /// The call may succeed when it is sent again.
    ///
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>
    private static let passingCodes: Set<String> = [
        "RequestLimitExceeded", "Throttling", "ThrottlingException", "TooManyRequestsException", "Unavailable",
        "ServiceUnavailable", "InternalError", "InternalFailure",
    ]
}
