import ArgumentParser
import Controller
import Foundation
import History
import ServiceLifecycle
import StatusServer
import Values

/// Where the controller serves its page, and to whom.
struct StatusPageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Serve the status page, the JSON API and the metrics there, such as 127.0.0.1:9717 or unix:/run/vaer/page.sock; \
            may be given more than once. An address that others can reach needs --token-file.
            """,
            valueName: "address"
        )
    )
    var listen: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file with the token that readers have to show, as Bearer or as the password of Basic.",
            valueName: "file"
        )
    )
    var tokenFile: String?

    /// The servers, and the socket by which other commands ask.
    func services(_ desk: Desk, _ options: GlobalOptions) throws(Failure) -> [any Service] {
        let token = try tokenFile.map(Self.token)
        let addresses = try listen.map(Self.address)
        if token != nil, addresses.isEmpty { throw Failure(.usage, "--token-file needs --listen") }
        guard let place = try? options.historyPlace() else { return [] }
        let reader = HistoryReader(place, time: desk.time)
        var services: [any Service] = try addresses.map { address throws(Failure) in
            guard address.isLocal || token != nil else {
                throw Failure(
                    .usage,
                    "\(address) can be reached by others",
                    hint: "give --token-file FILE, or listen on 127.0.0.1 and let a proxy with TLS ask there"
                )
            }
            let site = StatusSite(desk, reader, token: token, hosts: address.hosts)
            return StatusServer(site, at: address) { desk.narrate(.info, "the status page is at \($0)") }
        }
        guard let path = place.socketPath else { return services }
        let site = StatusSite(desk, reader, token: nil, hosts: nil)
        if let socket = LocalSocket(site, path: path) {
            services.append(socket)
        } else {
            desk.narrate(.info, "'vaer status' cannot ask this controller: '\(path)' is too long for a socket")
        }
        return services
    }

    private static func address(_ text: String) throws(Failure) -> ListenAddress {
        guard let address = ListenAddress(text) else {
            throw Failure(
                .usage,
                "'\(text)' is no address to listen on",
                hint: "write 127.0.0.1:9717, [::1]:9717, localhost:9717 or unix:/run/vaer/page.sock"
            )
        }
        return address
    }

    private static func token(_ file: String) throws(Failure) -> AccessToken {
        let text: String
        do {
            let rights = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int ?? 0
            guard rights & 0o007 == 0 else {
                throw Failure(
                    .usage,
                    "everybody can read '\(file)'",
                    hint: "chmod 600 '\(file)', and put a new token in it"
                )
            }
            text = try String(contentsOfFile: file, encoding: .utf8)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(
                .usage,
                "cannot read '\(file)': \(error.localizedDescription)",
                hint: "check the path and its rights"
            )
        }
        guard let token = AccessToken(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Failure(
                .usage,
                "'\(file)' has no token",
                hint:
                    "write one line of at least \(AccessToken.shortest) letters and digits, such as from 'openssl rand -hex 24'"
            )
        }
        return token
    }
}

extension ListenAddress {
    /// The names by which a page that only this machine can reach is called; nil when any is good.
    ///
    /// Where others can reach it, the token tells readers from pages that borrow their browser.
    fileprivate var hosts: Set<String>? {
        guard isLocal, case .tcp(let host, _) = self else { return nil }
        return ["localhost", "127.0.0.1", "::1", host.lowercased()]
    }
}

extension HistoryPlace {
    /// The path of the socket of the controller that keeps this history; nil when it is in memory.
    var socketPath: String? {
        guard self != .memory else { return nil }
        return (path.hasSuffix(".sqlite") ? String(path.dropLast(7)) : path) + ".sock"
    }
}
