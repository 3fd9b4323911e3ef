import Engine
import Fleet
import Values

/// What is going to happen.
enum Event: Sendable {
    /// An instance goes from one state to the next by itself; void when it has been told otherwise since.
    case transition(Side, InstanceState, generation: Int)
    /// EC2's status check, or the owner's alarm, notices that a member hangs.
    case noticed(Side, generation: Int)
    /// EventBridge delivers.
    case delivery(Notice)
    /// A decider's clock says that it is time to look.
    case sweep(Int)
    /// The answers to a look are there.
    case looked(Int, run: Int)
    /// A run's pause is over.
    case woke(Int, run: Int)
    /// EC2 carries a call out.
    case arrived(call: Int)
    /// The decider has the answer, or gives up waiting.
    case answered(call: Int)
}

/// What EC2 and CloudWatch tell of.
struct Notice: Hashable, Sendable {
    let trigger: Trigger
    /// When it happened.
    let time: Int64
}

/// What is going to happen, in order of time; what is planned for the same moment happens in the order of planning.
struct Agenda: Sendable {
    private var entries: [(time: Int64, event: Event)] = []

    /// When the next thing happens.
    var next: Int64? { entries.first?.time }

    mutating func add(_ time: Int64, _ event: Event) {
        var index = entries.count
        while index > 0, entries[index - 1].time > time { index -= 1 }
        entries.insert((time, event), at: index)
    }

    mutating func takeNext() -> Event { entries.removeFirst().event }

    /// Whatever the bus still carries is lost.
    mutating func dropDeliveries() {
        entries.removeAll { if case .delivery = $0.event { true } else { false } }
    }

    /// Puts off all sweeps that would come earlier.
    mutating func postponeSweeps(until time: Int64) {
        let sweeps = entries.compactMap { entry -> Int? in
            guard case .sweep(let decider) = entry.event, entry.time < time else { return nil }
            return decider
        }
        entries.removeAll { if case .sweep = $0.event { $0.time < time } else { false } }
        for decider in sweeps { add(time, .sweep(decider)) }
    }
}
