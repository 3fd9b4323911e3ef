import Codecs
package import Controller
import Fleet
import Records
import Reports
import Values

/// Everything that the status page answers: one question at a time, from what the controller knows.
///
/// It reads only: nothing that a reader sends changes anything.
package struct StatusSite: Sendable {
    /// What the controller knows.
    let desk: Desk
    /// What happened before.
    let history: HistoryReader
    /// What readers have to show; nil when everybody on this machine may read.
    let token: AccessToken?
    /// The host names by which a reader on this machine calls the page; nil when any name is good.
    let hosts: Set<String>?
    /// What `/metrics` said last.
    let recentMetrics = RecentMetrics()

    /// The site of a controller.
    package init(_ desk: Desk, _ history: HistoryReader, token: AccessToken?, hosts: Set<String>?) {
        (self.desk, self.history, self.token, self.hosts) = (desk, history, token, hosts)
    }

    /// The answer to a question; nil stands for a target that is none.
    func answer(_ question: Question?) async -> Reply {
        guard let question else {
            return .problem(400, "Bad request", "the target is no path with a query of UTF-8 text")
        }
        if let refusal = refusal(of: question) { return refusal }
        let reply = await found(question) ?? Self.nothing
        guard question.method == "HEAD" else { return reply }
        var head = reply
        if case .events = reply.body { head.body = .bytes([]) }
        return head
    }

    private static let nothing = Reply.problem(
        404,
        "Not found",
        "there is no such page; / and /api/v1/openapi.json tell what there is"
    )

    /// Refuses whoever wants more than to read, or may not read.
    private func refusal(of question: Question) -> Reply? {
        guard ["GET", "HEAD"].contains(question.method) else {
            var reply = Reply.problem(405, "Method not allowed", "this reads only: GET and HEAD")
            reply.headers.append(("Allow", "GET, HEAD"))
            return reply
        }
        guard !question.hasBody else { return .problem(413, "Content too large", "a question here has no body") }
        guard !question.isFromSocket else { return nil }
        if let hosts, let host = question.headers["host"].map(Self.name(inHost:)), !hosts.contains(host) {
            // A page from elsewhere could make a browser ask this machine under a name of its own.
            return .problem(421, "Misdirected request", "'\(host)' is no name of this page: ask for localhost")
        }
        if let token, !token.isShown(in: question.headers["authorization"]) {
            var reply = Reply.problem(401, "Unauthorized", "show the token as Bearer, or as the password of Basic")
            reply.headers.append(("WWW-Authenticate", "Basic realm=\"vaer\", charset=\"UTF-8\""))
            reply.headers.append(("WWW-Authenticate", "Bearer realm=\"vaer\""))
            return reply
        }
        return nil
    }

    /// The name in a `Host` header, without its port.
    static func name(inHost host: String) -> String {
        let lower = host.lowercased()
        if lower.hasPrefix("["), let end = lower.firstIndex(of: "]") {
            return String(lower[lower.index(after: lower.startIndex)..<end])
        }
        return String(lower.prefix { $0 != ":" })
    }

    private func found(_ question: Question) async -> Reply? {
        let path = question.path
        switch (path.first, path.count) {
        case (nil, _): return await fleetPage(question)
        case ("pairs", 2): return await pairPage(path[1])
        case ("history", 1): return await historyPage(question)
        case ("assets", 2): return asset(path[1])
        case ("healthz", 1): return await health()
        case ("readyz", 1): return await readiness()
        case ("metrics", 1): return await metrics(question)
        case ("api", _) where path.count >= 3 && path[1] == "v1": return await document(Array(path[2...]), question)
        default: return nil
        }
    }
}
