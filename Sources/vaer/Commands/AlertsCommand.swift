import AWS
import Alerting
import ArgumentParser
import Codecs
import Controller
import Fleet
import HTTP
import History
import Records
import Reports
import Values

/// `vaer alerts`: what the controller has told, by which ways, and whether messages arrive.
struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "Show what the controller told and is not over, and by which ways; --test tries the ways.",
        discussion: """
            What is told, whom and when not is the 'alerts' block of the definitions: see 'vaer explain alerts'. With \
            --test each way gets a message that says that nothing is wrong; exit status 3 when some ways do not take it, \
            1 when none does.
            """
    )

    @Flag(help: "Send a message that says that nothing is wrong by each way.")
    var test = false

    @Option(name: .shortAndLong, help: "How to write it: table, wide, json or csv.")
    var output = OutputFormat.table

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        let fleet = try FleetLoader.fleet(options, console)
        guard let policy = fleet.alerts else {
            throw Failure(
                .failed,
                "the definitions have no 'alerts' block, so the controller tells nobody",
                hint: "write \(Self.example); see 'vaer explain alerts'"
            )
        }
        let access = AWSAccess(fleet, options, console)
        let told = try await told()
        let outcomes = test ? try await Interruption.handled(console) { await tried(policy, access) } : nil
        let report = AlertReport(
            ways: policy.channels.map { ($0.name, $0.target, outcomes?[$0] ?? nil) },
            told: told,
            now: access.time.now()
        )
        console.data(report.rendered(as: output, wasTested: test, colors: console.colorsData))
        guard let outcomes else { return }
        let failed = outcomes.values.count { $0 != nil }
        if failed > 0 { throw (failed == outcomes.count ? ExitStatus.failed : .partlyDone).code }
    }

    private static let example = "alerts { webhooks = [\"https://alerts.example.com/vaer\"] }"

    /// Why each way does not take a message; nil when it does.
    private func tried(_ policy: AlertPolicy, _ access: AWSAccess) async -> [AlertChannel: String?] {
        let time = access.time
        let means = AlertChannel.Means(
            caller: { login, topic throws(AWSError) in try access.caller(login, for: topic) },
            transport: .forWebhooks(GlobalOptions.environment),
            time: time
        )
        let message = AlertMessage(testFrom: HolderID.ofThisProcess().text, now: time.now())
        return await withTaskGroup(of: (AlertChannel, String?).self) { group in
            for channel in policy.channels {
                group.addTask {
                    do throws(AlertChannel.Failure) {
                        try await channel.send(message, means)
                        return (channel, nil)
                    } catch {
                        return (channel, error.reason)
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// What is open; nothing when no controller ran yet, and an error when the history cannot tell.
    private func told() async throws -> [NotificationRecord] {
        do throws(HistoryError) {
            let history = try HistoryStore(options.historyPlace(), access: .readOnly, now: SystemTime().now())
            return try await history.openEpisodes()
        } catch {
            if case .missing = error { return [] }
            throw Failure(error)
        }
    }
}

extension Transport where Self == CurlTransport {
    /// What posts to webhooks: verified TLS, no redirect, no secret of AWS, through the proxies that AWS is reached by.
    static func forWebhooks(_ environment: [String: String]) -> CurlTransport {
        CurlTransport(CurlTransport.Options(proxies: ProxySettings(environment: environment)))
    }
}
