import Fleet
import Values

/// EC2 as it really is, and as it was a short time ago, which is what a late read shows.
struct Cloud: Sendable {
    private(set) var machines = BySide(first: Machine(), second: Machine())
    private(set) var spots: [Spot]
    /// Where each route is as far as others than the deciders moved it; nil where a decider may have.
    private(set) var othersWork: [Spot?]
    /// The table whose routes the deciders have no right to change.
    var refusedTable: RouteTableID?
    private var past: [Moment] = []

    /// What was so until a moment.
    private struct Moment {
        let until: Int64
        let machines: BySide<Machine>
        let spots: [Spot]
    }

    /// How old an answer of EC2 can be; what is older is forgotten.
    static let longestLag: Int64 = 9000

    init(_ estate: Estate) {
        spots = estate.places.map(\.start)
        othersWork = estate.places.map { $0.isOurs ? nil : $0.start }
    }

    mutating func change(_ side: Side, at now: Int64, _ body: (inout Machine) -> Void) {
        keep(now)
        body(&machines[side])
    }

    /// A decider's call takes effect.
    mutating func replace(_ index: Int, _ spot: Spot, at now: Int64) {
        keep(now)
        spots[index] = spot
    }

    /// Somebody else moves, deletes or makes a route.
    mutating func disturb(_ index: Int, _ spot: Spot, isOurs: Bool, at now: Int64) {
        keep(now)
        spots[index] = spot
        othersWork[index] = isOurs && spot != .nowhere ? nil : spot
    }

    func machines(at time: Int64) -> BySide<Machine> {
        for moment in past where moment.until > time { return moment.machines }
        return machines
    }

    func spots(at time: Int64) -> [Spot] {
        for moment in past where moment.until > time { return moment.spots }
        return spots
    }

    private mutating func keep(_ now: Int64) {
        while let oldest = past.first, oldest.until < now - Self.longestLag { past.removeFirst() }
        past.append(Moment(until: now, machines: machines, spots: spots))
    }
}
