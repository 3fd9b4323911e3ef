package import Fleet
package import Values

/// The routes that are a pair's to move, by the member that carries them.
///
/// Owned means: selected by the pair's policy, made by a person or a tool, and pointing at an interface of a member,
/// whether EC2 calls it a blackhole or not.
package struct OwnedRoutes: Hashable, Sendable {
    /// The routes that each member carries, in the order in which they would move.
    package let carried: BySide<[RouteReading]>

    /// The owned ones among the routes that were read.
    package init(_ pair: Pair, _ routes: [RouteReading]) {
        let owned = routes.filter { route in
            route.isStatic && pair.side(carrying: route.target) != nil
                && pair.routes.selects(table: route.table, tags: route.tableTags, destination: route.destination)
        }
        var carried = BySide<[RouteReading]>(first: [], second: [])
        var latest: RouteReading?
        for route in owned.sorted(by: Self.movesFirst) {
            // EC2 lets a table have one route per destination; a second one is the same, shown by another page.
            if let latest, latest.table == route.table, latest.destination == route.destination { continue }
            latest = route
            if let side = pair.side(carrying: route.target) { carried[side].append(route) }
        }
        self.carried = carried
    }

    /// The moves that point what `side` carries at its peer, interface by interface of the same name.
    ///
    /// A route whose interface has no counterpart is left out.
    package func moves(from side: Side, in pair: Pair) -> [Move] {
        carried[side].compactMap { route in
            let name = pair.members[side].interfaces.first { $0.eni == route.target }?.name
            guard let target = name.flatMap(pair.members[side.peer].interface), target != route.target else {
                return nil
            }
            return Move(table: route.table, destination: route.destination, from: route.target, to: target)
        }
    }

    /// Whether `left` moves before `right`: default routes first, since most traffic hangs on them, then wide ones.
    private static func movesFirst(_ left: RouteReading, _ right: RouteReading) -> Bool {
        if left.destination.isDefaultRoute != right.destination.isDefaultRoute {
            return left.destination.isDefaultRoute
        }
        if left.destination != right.destination { return left.destination < right.destination }
        return left.table < right.table
    }
}

extension Pair {
    /// The member that has a network interface; nil when neither has it.
    package func side(carrying eni: ENIID) -> Side? {
        Side.allCases.first { side in members[side].interfaces.contains { $0.eni == eni } }
    }
}
