import Engine
import Fleet
import Values

/// Every state that a pair with two routes and two deciders can come to in a few steps, searched breadth first.
///
/// A step is one thing that happens: a member becomes fit, unfit or failed; a decider looks, in one of eleven ways; a call
/// takes effect, is lost, or takes effect and stays on its way to do so again; a decider forgets or crashes; time passes;
/// somebody else moves a route. All invariants of a decision are checked for every look, and in every state that the next
/// look of either decider heals all, and that both come to rest on the same routes.
package struct SmallModel {
    /// What a search came to.
    package struct Result: Sendable {
        /// How many different states there are.
        package var states = 0
        /// How many steps lead from one to another.
        package var steps = 0
        /// How many different sights were decided on.
        package var sights = 0
        /// What does not hold; nil when all does.
        package var violation: Violation?
        /// The steps that lead to it.
        package var story: [String] = []
    }

    let judge: Judge
    let pair: Pair
    /// What deciders can have in mind, by number; the first is nothing.
    var minds: [Mind] = [Mind()]
    var numbers: [Mind: Int] = [Mind(): 0]
    /// What has been decided, by mind and then by what is seen and how.
    var decided: [[UInt32]] = []
    var result = Result()
    private var found = StateTable()
    /// The states in the order in which they were found, each with the one that it was reached from.
    private var order: [(state: SmallState, parent: Int32)] = []

    /// What a decider remembers and what it has to answer for, as of a clock that stands at zero.
    struct Mind: Hashable {
        var memory = Memory()
        var account = Account()
    }

    /// Searches from every health of each member and every target of each route.
    ///
    /// With a failback policy of one minute, or with none.
    package static func search(depth: Int, subject: Subject = .engine, hasFailback: Bool) -> Result {
        let failover = FailoverPolicy(failback: hasFailback ? .after(.seconds(60)) : .never)
        var model = SmallModel(
            judge: Judge(subject: subject, only: nil),
            pair: Estate.small.pair(
                failover: failover,
                namesInstance: BySide(first: true, second: true),
                hasAlarms: false
            )
        )
        do {
            try model.search(depth)
        } catch {
            model.result.violation = error
            model.result.story.append("\(error)")
        }
        return model.result
    }

    private init(judge: Judge, pair: Pair) { (self.judge, self.pair) = (judge, pair) }

    private mutating func search(_ depth: Int) throws(Violation) {
        for health in 0..<9 {
            for targets in 0..<9 {
                var state = SmallState()
                state.setCondition(.first, health % 3)
                state.setCondition(.second, health / 3)
                state.setTarget(0, targets % 3)
                state.setTarget(1, targets / 3)
                try visit(state, from: -1)
            }
        }
        var start = 0
        for _ in 0..<depth {
            let end = order.count
            for index in start..<end { try expand(index) }
            start = end
        }
    }

    private mutating func expand(_ index: Int) throws(Violation) {
        let state = order[index].state
        for step in SmallStep.all {
            let next: SmallState?
            do {
                next = try self.next(state, step)
            } catch {
                tell(index)
                result.story.append(step.words)
                throw error
            }
            guard let next, next != state else { continue }
            result.steps += 1
            try visit(next, from: index)
        }
    }

    private mutating func visit(_ state: SmallState, from parent: Int) throws(Violation) {
        let state = state.canonical
        guard found.insert(state.bits) else { return }
        order.append((state, Int32(parent)))
        result.states += 1
        do {
            try checkQuiet(state)
        } catch {
            tell(order.count - 1)
            throw error
        }
    }

    /// Makes the story of a state: how it is reached.
    private mutating func tell(_ index: Int) {
        var path: [SmallState] = []
        var index = index
        while index >= 0 {
            path.append(order[index].state)
            index = Int(order[index].parent)
        }
        path.reverse()
        result.story = zip(path, path.dropFirst()).map { from, to in
            let step = SmallStep.all.first { (try? next(from, $0))?.canonical == to }
            return step?.words ?? "something happens"
        }
        if let start = path.first { result.story.insert("in the beginning \(start.words)", at: 0) }
    }

    /// L1, L3 and L4: the next look of either decider heals, and then neither finds anything to do.
    private mutating func checkQuiet(_ state: SmallState) throws(Violation) {
        var ends = (0, 0)
        for first in 0..<2 {
            var after = try healed(state, by: first)
            for side in Side.allCases where state.isFailed(side) && state.isFit(side.peer) {
                let isLeft = (0..<2).contains { after.target($0) == (side == .first ? 0 : 1) }
                try judge.require(
                    .oneRound,
                    !isLeft,
                    "after one look routes are left on \(side.name), which has failed"
                )
            }
            after = try healed(after, by: 1 - first)
            let rest = try healed(after, by: first)
            try judge.require(.confluence, rest.targets == after.targets, "the deciders do not come to rest")
            if first == 0 { ends.0 = after.targets } else { ends.1 = after.targets }
        }
        try judge.require(.confluence, ends.0 == ends.1, "which decider looks first makes a difference")
    }

    /// What is so when a decider looks, sees all, and all its calls take effect.
    private mutating func healed(_ state: SmallState, by index: Int) throws(Violation) -> SmallState {
        var state = state
        for route in 0..<2 { state.setCall(index, route, nil) }
        state = try look(state, index, .sweep)
        for route in 0..<2 {
            guard let target = state.call(index, route) else { continue }
            state.setTarget(route, target)
            state.setCall(index, route, nil)
        }
        return state
    }
}

/// A set of numbers, none of which is all ones.
private struct StateTable {
    private var slots = [UInt64](repeating: .max, count: 1 << 16)
    private var count = 0

    /// Puts a number in; false when it was there.
    mutating func insert(_ number: UInt64) -> Bool {
        if count * 2 > slots.count { grow() }
        return place(number)
    }

    private mutating func place(_ number: UInt64) -> Bool {
        let mask = slots.count - 1
        let mixed = (number ^ (number >> 21)) &* 0x9E37_79B9_7F4A_7C15
        var slot = Int(truncatingIfNeeded: mixed >> 20) & mask
        while slots[slot] != .max {
            if slots[slot] == number { return false }
            slot = (slot + 1) & mask
        }
        slots[slot] = number
        count += 1
        return true
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: .max, count: old.count * 4)
        count = 0
        for number in old where number != .max { _ = place(number) }
    }
}
