package import Fleet
import Records
import ServiceLifecycle
import Values

/// What became of an attempt to load the definitions.
package enum LoadedDefinitions: Sendable {
    /// A fleet without errors, and who talks to AWS for it.
    case fleet(Fleet, FleetCallers)
    /// Errors: in one line, and all of them as `vaer check` writes them.
    case faulty(summary: String, text: String)
}

/// Where definitions come from.
package struct DefinitionsSource: Sendable {
    /// Loads and checks all of them.
    package let load: @Sendable () async -> LoadedDefinitions
    /// Something that differs whenever a file of them was changed, added or removed; cheap.
    package let stamp: @Sendable () async -> String

    /// A source.
    package init(
        load: @escaping @Sendable () async -> LoadedDefinitions,
        stamp: @escaping @Sendable () async -> String
    ) {
        (self.load, self.stamp) = (load, stamp)
    }
}

/// Loads the definitions anew when they change, or somebody asks; a bad edit keeps the last good fleet.
struct DefinitionsWatch: Service {
    let source: DefinitionsSource
    let desk: Desk
    /// What ``DefinitionsSource/stamp`` gave before the fleet of the start was loaded.
    let stamp: String
    /// Is told when loading begins and when it is over, for the service manager.
    let reloading: @Sendable (Bool) -> Void
    /// Is called when what is to be said of the definitions has changed.
    let changed: @Sendable () async -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown { await watchFiles() }
    }

    /// Loads the definitions because somebody asks.
    func reload() async {
        desk.narrate(.info, "SIGHUP: loading the definitions")
        await load()
    }

    /// Loads the definitions and takes them over if they are good; otherwise says so everywhere.
    func load() async {
        reloading(true)
        defer { reloading(false) }
        switch await source.load() {
        case .fleet(let fleet, let callers):
            await take(fleet, callers)
            // A pair that is defined anew may be on record.
            await desk.recall(anew: true)
        case .faulty(let summary, let text):
            let isNew = await desk.board.complain(summary, text: text, now: desk.time.now())
            guard isNew else { break }
            desk.narrate(.error, "the definitions are not used, the last good ones stay: \(summary)\n\(text)")
        }
        await changed()
    }

    /// Takes over a good fleet.
    func take(_ fleet: Fleet, _ callers: FleetCallers) async {
        let before = await desk.board.currentFleet()
        await desk.board.adopt(fleet, callers, now: desk.time.now())
        desk.narrate(.info, Self.words(before, fleet))
    }

    private static func words(_ before: Fleet, _ after: Fleet) -> String {
        let (old, new) = (Set(before.pairs.map(\.name)), Set(after.pairs.map(\.name)))
        let (added, removed) = (new.subtracting(old).count, old.subtracting(new).count)
        let changes = old.isEmpty ? "" : " (\(added) added, \(removed) removed)"
        return "looking after \(new.count == 1 ? "1 pair" : "\(new.count) pairs")\(changes)"
    }

    private func watchFiles() async {
        var (used, last) = (stamp, stamp)
        while !Task.isCancelled {
            do { try await desk.time.sleep(for: desk.settings.definitionsPoll) } catch { return }
            let now = await source.stamp()
            // Twice the same: an editor that still writes is left alone.
            if now != used, now == last {
                used = now
                await load()
            }
            last = now
        }
    }
}
