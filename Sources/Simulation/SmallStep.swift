import Engine
import Fleet
import Values

/// A state of the small model, packed into one number: two bits for each condition, target and call, twenty for a mind.
///
/// Conditions are 0 fit, 1 unfit, 2 failed; targets are 0 the first member, 1 the second, 2 something else; a call is its
/// target, or 3 for none; a mind is its number in the model's list.
struct SmallState: Hashable {
    private(set) var bits: UInt64 = 0

    init() {
        for index in 0..<2 {
            for route in 0..<2 { setCall(index, route, nil) }
        }
    }

    func condition(_ side: Side) -> Int { read(side == .first ? 0 : 2) }

    mutating func setCondition(_ side: Side, _ condition: Int) { write(condition, side == .first ? 0 : 2) }

    func target(_ route: Int) -> Int { read(4 + 2 * route) }

    /// Both targets as one number.
    var targets: Int { target(0) + target(1) * 3 }

    mutating func setTarget(_ route: Int, _ target: Int) { write(target, 4 + 2 * route) }

    func call(_ decider: Int, _ route: Int) -> Int? {
        let target = read(8 + 24 * decider + 2 * route)
        return target == 3 ? nil : target
    }

    mutating func setCall(_ decider: Int, _ route: Int, _ target: Int?) {
        write(target ?? 3, 8 + 24 * decider + 2 * route)
    }

    func mind(_ decider: Int) -> Int { read(12 + 24 * decider, 0xFFFFF) }

    mutating func setMind(_ decider: Int, _ mind: Int) { write(mind, 12 + 24 * decider, 0xFFFFF) }

    private func read(_ shift: Int, _ mask: UInt64 = 3) -> Int { Int(bits >> UInt64(shift) & mask) }

    private mutating func write(_ value: Int, _ shift: Int, _ mask: UInt64 = 3) {
        bits = bits & ~(mask << UInt64(shift)) | UInt64(value) << UInt64(shift)
    }

    /// The deciders are alike, so that states in which they have changed places are the same.
    var canonical: SmallState {
        let (first, second) = (bits >> 8 & 0xFFFFFF, bits >> 32 & 0xFFFFFF)
        var ordered = self
        ordered.bits = bits & 0xFF | min(first, second) << 8 | max(first, second) << 32
        return ordered
    }

    func isFit(_ side: Side) -> Bool { condition(side) == 0 }

    func isFailed(_ side: Side) -> Bool { condition(side) == 2 }

    var words: String {
        let members = Side.allCases.map { "\($0.name) is \(Self.conditionWords[condition($0)])" }
        let routes = (0..<2).map { "route \($0 + 1) points at \(Self.targetWords[target($0)])" }
        return (members + routes).joined(separator: ", ")
    }

    static let conditionWords = ["fit", "unfit", "failed"]
    static let targetWords = [Side.first.name, Side.second.name, "something else"]
}

/// One thing that happens in the small model.
enum SmallStep: Hashable {
    case become(Side, Int)
    case look(Int, Look)
    case arrives(Int, Int)
    case isLost(Int, Int)
    case arrivesAndStays(Int, Int)
    case forget(Int)
    case crash(Int)
    case wait(Int64)
    case others(Int, Int)

    /// How a decider looks.
    enum Look: Int, CaseIterable {
        case sweep, firstUnread, secondUnread, routesUnread, tooOld
        case firstStops, secondStops, firstDown, secondDown, toFirst, toSecond
    }

    static let all: [SmallStep] = {
        var steps: [SmallStep] = [.wait(60_000), .wait(200_000)]
        for side in Side.allCases { steps += (0..<3).map { .become(side, $0) } }
        for index in 0..<2 {
            steps += Look.allCases.map { .look(index, $0) } + [.forget(index), .crash(index)]
            for route in 0..<2 {
                steps += [.arrives(index, route), .isLost(index, route), .arrivesAndStays(index, route)]
            }
        }
        for route in 0..<2 { steps += (0..<3).map { .others(route, $0) } }
        return steps
    }()

    var words: String {
        switch self {
        case .become(let side, let condition): "\(side.name) is \(SmallState.conditionWords[condition])"
        case .look(let index, let look): "decider \(index + 1) looks (\(look))"
        case .arrives(let index, let route): "the call of decider \(index + 1) for route \(route + 1) takes effect"
        case .isLost(let index, let route): "the call of decider \(index + 1) for route \(route + 1) is lost"
        case .arrivesAndStays(let index, let route):
            "the call of decider \(index + 1) for route \(route + 1) takes effect and is sent again"
        case .forget(let index): "decider \(index + 1) forgets everything"
        case .crash(let index): "decider \(index + 1) crashes"
        case .wait(let time): "\(time / 1000) seconds pass"
        case .others(let route, let target): "somebody points route \(route + 1) at \(SmallState.targetWords[target])"
        }
    }
}

extension SmallModel {
    /// The state after a step; nil when it cannot happen.
    mutating func next(_ state: SmallState, _ step: SmallStep) throws(Violation) -> SmallState? {
        var state = state
        switch step {
        case .become(let side, let condition): state.setCondition(side, condition)
        case .look(let index, let look): state = try self.look(state, index, look)
        case .arrives(let index, let route), .arrivesAndStays(let index, let route):
            guard let target = state.call(index, route) else { return nil }
            state.setTarget(route, target)
            if case .arrives = step { state.setCall(index, route, nil) }
        case .isLost(let index, let route): state.setCall(index, route, nil)
        case .forget(let index): state.setMind(index, 0)
        case .crash(let index):
            state.setMind(index, 0)
            for route in 0..<2 { state.setCall(index, route, nil) }
        case .wait(let time):
            for index in 0..<2 { state.setMind(index, number(aged(minds[state.mind(index)], by: time))) }
        case .others(let route, let target): state.setTarget(route, target)
        }
        return state
    }

    /// A decider looks and sends what it decides on; a call of its own that was on its way for the same route is lost.
    mutating func look(_ state: SmallState, _ index: Int, _ look: SmallStep.Look) throws(Violation) -> SmallState {
        let mind = state.mind(index)
        while decided.count <= mind { decided.append([UInt32](repeating: .max, count: 9 * 9 * 11)) }
        let health = state.condition(.first) + state.condition(.second) * 3
        let seen = health + state.targets * 9
        let key = seen * 11 + look.rawValue
        if decided[mind][key] == .max { decided[mind][key] = try decide(state, mind, look) }
        let answer = decided[mind][key]
        var state = state
        state.setMind(index, Int(answer >> 4))
        for route in 0..<2 {
            let target = Int(answer >> UInt32(2 * route) & 3) - 1
            if target >= 0 { state.setCall(index, route, target) }
        }
        return state
    }

    /// The number of the mind after the decision, and the calls that it sends, two bits for each route.
    private mutating func decide(
        _ state: SmallState,
        _ mind: Int,
        _ look: SmallStep.Look
    ) throws(Violation) -> UInt32 {
        var after = minds[mind]
        let sight = sight(state, after.memory, look)
        let decision = judge.subject.decide(sight)
        result.sights += 1
        try judge.check(sight, decision, &after.account)
        after.memory = decision.memory
        var answer = UInt32(number(after)) << 4
        for move in decision.moves {
            guard let route = sight.estate.index(move.table, move.destination) else { continue }
            let target: UInt32 = move.to == IDs.eni(.firstLAN) ? 1 : 2
            answer |= target << UInt32(2 * route)
        }
        return answer
    }

    private func sight(_ state: SmallState, _ memory: Memory, _ look: SmallStep.Look) -> Sight {
        let machines = BySide(first: Side.first, second: .second).map { side in
            let condition = state.condition(side)
            var machine = Machine(state: condition == 2 ? .stopped : .running)
            machine.lan.checksSourceAndDestination = condition == 1
            return machine
        }
        let spots = (0..<2).map { [Spot.firstLAN, .secondLAN, .elsewhere][state.target($0)] }
        var glimpse = Glimpse.complete(machines, spots, time: look == .tooOld ? -6000 : 0)
        var trigger = Trigger.sweep
        switch look {
        case .sweep, .tooOld: break
        case .firstUnread: glimpse.instances.first = nil
        case .secondUnread: glimpse.instances.second = nil
        case .routesUnread: glimpse.spots = nil
        case .firstStops: trigger = .stateChange(instance: IDs.instance(.first, isReplacement: false), state: .stopping)
        case .secondStops:
            trigger = .stateChange(instance: IDs.instance(.second, isReplacement: false), state: .stopping)
        case .firstDown: trigger = .rehearsal(assumeDown: .first)
        case .secondDown: trigger = .rehearsal(assumeDown: .second)
        case .toFirst: trigger = .switchover(to: .first)
        case .toSecond: trigger = .switchover(to: .second)
        }
        return Sight(pair: pair, estate: .small, glimpse: glimpse, trigger: trigger, memory: memory, now: 0)
    }

    private mutating func number(_ mind: Mind) -> Int {
        if let number = numbers[mind] { return number }
        minds.append(mind)
        numbers[mind] = minds.count - 1
        return minds.count - 1
    }

    private func aged(_ mind: Mind, by time: Int64) -> Mind {
        let back = Duration.zero - Duration.milliseconds(time)
        var mind = mind
        mind.memory.failbackWaitSince = mind.memory.failbackWaitSince.map { $0 + back }
        mind.memory.heldSince = mind.memory.heldSince.map { $0 + back }
        mind.memory.failbacks = mind.memory.failbacks.map { $0 + back }
        mind.account.age(by: time)
        return mind
    }
}
