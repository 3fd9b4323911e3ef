import Controller
import Engine
import Fleet
import NIOCore
import Records
import Values

/// The fleet and its controller as metrics, each name with its unit last.
///
/// Counters count from the start of the controller, as Prometheus' rules for restarts have it.
struct FleetMetrics: Sendable {
    /// The state of everything.
    let state: FleetState
    /// What happened since the controller began.
    let tally: RunTally
    /// The processor time that the process has used; nil when that cannot be told.
    let processorTime: Duration?
    /// The memory that the process has, in bytes; nil when that cannot be told.
    let memoryBytes: Int?

    /// The whole text in a form, in pieces.
    func pieces(_ form: MetricsText.Form) -> [ByteBuffer] {
        var text = MetricsText(form)
        controller(&text)
        places(&text)
        pairs(&text)
        failovers(&text)
        return text.pieces
    }

    private func controller(_ text: inout MetricsText) {
        text.family("vaer_build_info", .gauge, "The version of the controller; always 1.")
        text.sample("vaer_build_info", [("version", state.version)], 1)
        text.family("vaer_controller_active", .gauge, "Whether this controller acts (1) or stands by (0).")
        text.sample("vaer_controller_active", [], state.role == .active ? 1 : 0)
        text.family(
            "vaer_definitions_loaded_timestamp_seconds",
            .gauge,
            unit: "seconds",
            "When the definitions that are in use were loaded."
        )
        text.sample("vaer_definitions_loaded_timestamp_seconds", [], state.definitions.loaded.seconds)
        text.family("vaer_definitions_problem", .gauge, "Whether the definitions on disk have errors and are not used.")
        text.sample("vaer_definitions_problem", [], state.definitions.problem == nil ? 0 : 1)
        text.family("vaer_history_recording", .gauge, "Whether what happens is recorded.")
        text.sample("vaer_history_recording", [], state.recording == .on ? 1 : 0)
        text.family("process_start_time_seconds", .gauge, unit: "seconds", "When the controller began.")
        text.sample("process_start_time_seconds", [], state.started.seconds)
        if let processorTime {
            text.family("process_cpu_seconds", .counter, unit: "seconds", "The processor time of the controller.")
            text.sample("process_cpu_seconds_total", [], processorTime.inSeconds)
        }
        if let memoryBytes {
            text.family("process_resident_memory_bytes", .gauge, unit: "bytes", "The memory of the controller.")
            text.sample("process_resident_memory_bytes", [], Double(memoryBytes))
        }
    }

    private func places(_ text: inout MetricsText) {
        let all = { (_ text: inout MetricsText, name: String, value: (FleetState.PlaceState) -> Double?) in
            for place in state.places { if let value = value(place) { text.sample(name, Self.labels(place), value) } }
        }
        text.family("vaer_place_up", .gauge, "Whether the latest look at a region of an account worked.")
        all(&text, "vaer_place_up") { $0.swept == nil && $0.problem == nil ? nil : $0.problem == nil ? 1 : 0 }
        text.family(
            "vaer_place_swept_timestamp_seconds",
            .gauge,
            unit: "seconds",
            "When the latest look at a region of an account ended."
        )
        all(&text, "vaer_place_swept_timestamp_seconds") { $0.swept?.seconds }
        text.family(
            "vaer_place_sweep_duration_seconds",
            .gauge,
            unit: "seconds",
            "How long the latest look at a region of an account took."
        )
        all(&text, "vaer_place_sweep_duration_seconds") { $0.swept == nil ? nil : $0.took.inSeconds }
        text.family("vaer_queue_up", .gauge, "Whether the queue vaer-events of a region of an account can be asked.")
        all(&text, "vaer_queue_up") { $0.queueProblem != nil ? 0 : $0.drained == nil ? nil : 1 }
        text.family("vaer_queue_messages", .counter, "Messages that came through the queue vaer-events.")
        all(&text, "vaer_queue_messages_total") { Double($0.messages) }
    }

    private static func labels(_ state: FleetState.PlaceState) -> [MetricsText.Label] {
        [
            ("region", state.place.region.name), ("account", state.place.account.text),
            ("login", state.place.login ?? ""),
        ]
    }

    private func pairs(_ text: inout MetricsText) {
        let standings = state.summary.standings
        text.family("vaer_pairs", .gauge, "How many pairs stand how.")
        for standing in Standing.allCases {
            text.sample("vaer_pairs", [("standing", standing.rawValue)], Double(standings[standing] ?? 0))
        }
        text.family("vaer_pair_standing", .gauge, "How a pair stands: 1, with the standing as a label.")
        for pair in state.pairs {
            text.sample("vaer_pair_standing", Self.labels(pair) + [("standing", pair.standing.rawValue)], 1)
        }
        text.family("vaer_pair_protected", .gauge, "Whether the other router of a pair could take over now.")
        for pair in state.pairs {
            text.sample("vaer_pair_protected", Self.labels(pair), pair.state == .protected ? 1 : 0)
        }
        text.family(
            "vaer_pair_observed_timestamp_seconds",
            .gauge,
            unit: "seconds",
            "When a pair was last looked at."
        )
        for pair in state.pairs {
            guard let observed = pair.observedAt else { continue }
            text.sample("vaer_pair_observed_timestamp_seconds", Self.labels(pair), observed.seconds)
        }
        text.family("vaer_pair_routes", .gauge, "How many of a pair's routes point at a member.")
        for pair in state.pairs where pair.hasRoutesSeen {
            for side in Side.allCases {
                let member = pair.members[side]
                text.sample("vaer_pair_routes", Self.labels(pair) + [("member", member.name)], Double(member.carries))
            }
        }
        text.family("vaer_pair_drift", .gauge, "Whether AWS differs from the definition of a pair, as last compared.")
        for pair in state.pairs {
            guard let drift = pair.drift else { continue }
            text.sample("vaer_pair_drift", Self.labels(pair), drift.isPresent ? 1 : 0)
        }
    }

    private static func labels(_ pair: PairStatus) -> [MetricsText.Label] {
        [("pair", pair.pair.text), ("region", pair.region.name), ("account", pair.account.text)]
    }

    private func failovers(_ text: inout MetricsText) {
        text.family("vaer_failovers", .counter, "Failovers and failbacks of a pair since the controller began.")
        let sorted = tally.failovers.sorted {
            ($0.key.pair, $0.key.direction.rawValue, $0.key.source.rawValue)
                < ($1.key.pair, $1.key.direction.rawValue, $1.key.source.rawValue)
        }
        for (key, count) in sorted {
            let labels: [MetricsText.Label] = [
                ("pair", key.pair.text), ("direction", key.direction.rawValue), ("source", key.source.rawValue),
            ]
            text.sample("vaer_failovers_total", labels, Double(count))
        }
        text.family("vaer_routes_moved", .counter, "Routes that were moved since the controller began.")
        text.sample("vaer_routes_moved_total", [], Double(tally.moved))
        text.family("vaer_routes_not_moved", .counter, "Routes that should have been moved and could not.")
        text.sample("vaer_routes_not_moved_total", [], Double(tally.failed))
        text.family(
            "vaer_failover_recovery_seconds",
            .histogram,
            unit: "seconds",
            "The time from what happened to a member to the last moved route."
        )
        var count = 0
        for (index, number) in tally.classes.enumerated() {
            count += number
            let bound = index < RunTally.bounds.count ? "\(RunTally.bounds[index].inSeconds)" : "+Inf"
            text.sample("vaer_failover_recovery_seconds_bucket", [("le", bound)], Double(count))
        }
        text.sample("vaer_failover_recovery_seconds_sum", [], tally.recovery.inSeconds)
        text.sample("vaer_failover_recovery_seconds_count", [], Double(count))
    }
}

extension Timestamp {
    /// Seconds since the epoch.
    fileprivate var seconds: Double { Double(milliseconds) / 1000 }
}

extension Duration {
    /// The duration in seconds.
    fileprivate var inSeconds: Double { Double(milliseconds) / 1000 }
}
