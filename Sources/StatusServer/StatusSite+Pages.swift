import Controller
import Fleet
import History
import NIOCore
import Records
import Reports
import Values

extension StatusSite {
    /// How many failovers the fleet's page shows, and its history's.
    private static let failoverLimit = (latest: 10, history: 500)
    /// How many of the latest events a pair's page shows.
    private static let eventLimit = 100

    /// The page of the fleet.
    func fleetPage(_ question: Question) async -> Reply {
        let state = await desk.board.state()
        let chosen: [PairStatus]
        do throws(Refusal) {
            chosen = try PairFilter(question.query).pairs(of: state.pairs, await desk.board.currentFleet())
        } catch {
            return missing(state, error)
        }
        let known = ["search", "standing", "region", "account", "tag"]
        let since = desk.time.now() + .seconds(-30 * 86_400)
        let listing = LivePage.Listing(
            chosen,
            page: Int(question.query["page"] ?? "") ?? 1,
            fields: question.query.filter { known.contains($0.key) && !$0.value.isEmpty },
            regions: Set(state.pairs.map(\.region.name)).sorted(),
            failovers: try? await failovers(since: since, limit: Self.failoverLimit.latest)
        )
        return .page(LivePage(frame(state), listing).text)
    }

    /// The page of a pair.
    func pairPage(_ name: String) async -> Reply {
        let state = await desk.board.state()
        guard let status = state.pairs.first(where: { $0.pair.text == name }) else {
            return missing(state, .noPair(name))
        }
        let (pair, now) = (status.pair, desk.time.now())
        let since = now + .seconds(-30 * 86_400)
        let request = FleetReport.Request(
            since: since,
            now: now,
            drillEvery: FleetReport.standardDrillInterval,
            engine: state.version
        )
        let known = try? await read { store throws(HistoryError) in
            let record = FleetReport.Record(
                histories: [pair: try await store.history(of: pair, limit: 1000)],
                watches: try await store.watches(since: since).filter { $0.key == pair },
                observations: [pair: try await store.observations(of: pair, since: since)]
            )
            let entries = Array((record.histories[pair] ?? []).prefix(Self.eventLimit))
            let notes = try await store.notifications(since: since).filter { $0.pair == pair }
            return (record, entries, Array(notes.prefix(Self.eventLimit)))
        }
        let page = LivePage(
            frame(state),
            status,
            report: known.map { FleetReport([status], $0.0, request) },
            entries: known?.1,
            notifications: known?.2 ?? []
        )
        return .page(page.text)
    }

    /// The page of what happened to the fleet.
    func historyPage(_ question: Question) async -> Reply {
        let state = await desk.board.state()
        do throws(Refusal) {
            let since = try since(question, usual: .seconds(7 * 86_400))
            let found = try? await failovers(since: since, limit: Self.failoverLimit.history)
            let span = question.query["since"].flatMap { $0.isEmpty ? nil : $0 } ?? "7d"
            let isCut = (found?.count ?? 0) >= Self.failoverLimit.history
            return .page(LivePage(frame(state), found, span: span, isCut: isCut).text)
        } catch {
            return missing(state, error)
        }
    }

    /// The page in the place of one that cannot be had.
    private func missing(_ state: FleetState, _ refusal: Refusal) -> Reply {
        var reply = Reply.page(LivePage(frame(state), missing: refusal.detail).text)
        reply.status = refusal.status
        return reply
    }

    private func frame(_ state: FleetState) -> LivePage.Frame {
        LivePage.Frame(
            version: state.version,
            role: state.role,
            troubles: state.summary.troubles,
            standings: state.summary.standings,
            now: desk.time.now(),
            assets: (Asset.style.path, Asset.script.path)
        )
    }

    /// A style sheet or a script; nil when there is none of that name, as after an update.
    func asset(_ name: String) -> Reply? {
        guard let asset = [Asset.style, .script].first(where: { $0.name == name }) else { return nil }
        return Reply(
            headers: [("Content-Type", asset.type), ("Cache-Control", "public, max-age=31536000, immutable")],
            body: .bytes([ByteBuffer(bytes: asset.bytes)])
        )
    }
}

/// A file that pages need: its name changes with its content, so that a browser may keep it for ever.
private struct Asset: Sendable {
    let name: String
    let type: String
    let bytes: [UInt8]

    /// Where pages find it.
    var path: String { "/assets/\(name)" }

    /// The style sheet of all pages.
    static let style = Asset("style", "css", "text/css; charset=utf-8", Array(LivePage.style.utf8))
    /// What keeps a page up to date.
    static let script = Asset("live", "js", "text/javascript; charset=utf-8", PackageResources.live_js)

    private init(_ stem: String, _ ending: String, _ type: String, _ bytes: [UInt8]) {
        // FNV-1a: enough to tell versions apart. <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        name = "\(stem)-\(String(hash, radix: 16)).\(ending)"
        (self.type, self.bytes) = (type, bytes)
    }
}
