import AWS
import Alerting
import ArgumentParser
import Controller
import Fleet
import HTTP
import History
import PairLanguage
import Provisioning
import Records
import Reports
import StatusServer
import Synchronization
import Values

/// `vaer run`: looks after the fleet until it is stopped.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Look after the fleet until stopped: sweep, record, and move what a pair's own function did not.",
        discussion: """
            The pairs' functions do without it; it is the second line of defence and the memory. Definitions are loaded \
            anew when they change and at SIGHUP; a bad edit keeps the last good fleet. SIGTERM stops it within two \
            seconds, or a few more while another program has the history locked, and a kill at any moment loses nothing. \
            Of two controllers with one history one acts and one stands by; two with a history each do no harm to each \
            other.
            """
    )

    @Option(help: ArgumentHelp("The time between two looks at all pairs.", valueName: "time"))
    var interval = "60s"

    @Option(
        help: ArgumentHelp("How long a pair's own function may take before this moves its routes.", valueName: "time")
    )
    var grace = "20s"

    @Option(
        help: ArgumentHelp(
            "The time between two comparisons of AWS with the definitions, and readings of the functions' logs.",
            valueName: "time"
        )
    )
    var inspection = "6h"

    @Option(help: ArgumentHelp("How long single entries stay in the history; figures by day stay.", valueName: "time"))
    var retention = "400d"

    @OptionGroup var page: StatusPageOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        LongRunningProgram.prepare()
        let console = options.console
        let log = RunLog(console: console, environment: GlobalOptions.environment)
        let settings = try settings()
        let signals = await ControllerSignals()
        let sources = FleetSources(options, console)
        let stamp = await sources.definitions.stamp()
        let fleet = try FleetLoader.fleet(options, console)
        let manager = ServiceManager(environment: GlobalOptions.environment)
        let desk = desk(settings, log)
        let alerts = AlertService(desk, sources.means)
        let others = try page.services(desk, options) + [alerts]
        let run = ControllerRun(
            source: sources.definitions,
            desk: desk,
            compare: sources.comparison(log),
            watchdog: manager.watchdog,
            tell: { message in
                manager.tell(message)
                if case .alive = message { LongRunningProgram.giveBackMemory() }
            }
        )
        do {
            try await run.run(fleet, sources.callers(of: fleet), stamp: stamp, until: signals, others: others)
        } catch let error as ListenError {
            throw Failure(.failed, error.message, hint: error.hint)
        }
    }

    private func settings() throws -> ControllerSettings {
        var settings = ControllerSettings()
        settings.interval = try Self.time(interval, "--interval", atLeast: .seconds(1))
        settings.grace = try Self.time(grace, "--grace", atLeast: .zero)
        settings.inspection = try Self.time(inspection, "--inspection", atLeast: .seconds(1))
        settings.retention = try Self.time(retention, "--retention", atLeast: .seconds(86_400))
        return settings
    }

    private func desk(_ settings: ControllerSettings, _ log: RunLog) -> Desk {
        let time = SystemTime()
        let board = FleetBoard(started: time.now(), version: vaerVersion)
        let options = options
        let keeper = HistoryKeeper(board: board, time: time, narrate: log.narrate) { () throws(HistoryError) in
            try HistoryStore(options.historyPlace(), now: time.now())
        }
        return Desk(
            board: board,
            keeper: keeper,
            settings: settings,
            time: time,
            random: { Double.random(in: 0..<1) },
            narrate: log.narrate,
            version: vaerVersion,
            holder: HolderID.ofThisProcess().text
        )
    }

    private static func time(_ text: String, _ option: String, atLeast least: Duration) throws -> Duration {
        guard let duration = Duration(shortText: text), duration >= least else {
            let limit = least > .zero ? ", at least \(least.shortText)" : ""
            throw Failure(.usage, "'\(text)' is no time for \(option)", hint: "write a number and s, m, h or d\(limit)")
        }
        return duration
    }
}

/// The fleet of the definitions on disk, its ways to AWS, and what AWS holds beside it; each again and again.
private final class FleetSources: Sendable {
    private let options: GlobalOptions
    private let console: Console
    /// The way to AWS of the fleet that was loaded last.
    private let access = Mutex<AWSAccess?>(nil)
    /// What compares, for the fleet that was compared last.
    private let deployer = Mutex<(fleet: Fleet, deployer: Deployer)?>(nil)

    init(_ options: GlobalOptions, _ console: Console) { (self.options, self.console) = (options, console) }

    func callers(of fleet: Fleet) -> FleetCallers {
        let new = AWSAccess(fleet, options, console)
        access.withLock { $0 = new }
        return new.callers
    }

    var definitions: DefinitionsSource {
        let places = options.places
        return DefinitionsSource(
            load: {
                do throws(Failure) {
                    let loader = try FleetLoader(places: places)
                    guard !loader.hasErrors else {
                        return .faulty(summary: loader.summary, text: loader.text(color: false))
                    }
                    return .fleet(loader.compilation.fleet, self.callers(of: loader.compilation.fleet))
                } catch {
                    return .faulty(summary: error.message, text: error.hint ?? "")
                }
            },
            stamp: { PairFiles.stamp(paths: places) }
        )
    }

    /// What alerts are told with: always the logins of the fleet that was loaded last.
    var means: AlertChannel.Means {
        AlertChannel.Means(
            caller: { login, topic throws(AWSError) in
                guard let access = self.access.withLock({ $0 }) else {
                    throw .configuration(detail: "no fleet is loaded")
                }
                return try access.caller(login, for: topic)
            },
            transport: .forWebhooks(GlobalOptions.environment),
            time: SystemTime()
        )
    }

    /// Compares with AWS; nil, and told, when there is no artifact to compare with.
    func comparison(_ log: RunLog) -> Comparison? {
        let engine: [UInt8]
        do {
            engine = try EngineArtifact.load(environment: GlobalOptions.environment)
        } catch {
            log.narrate(.warning, "drift is not looked for: \(error.message); \(error.hint ?? "")")
            return nil
        }
        return { pairs, fleet in
            guard let deployer = self.deployer(for: fleet, engine) else { return [:] }
            return await deployer.drift(of: pairs)
        }
    }

    private func deployer(for fleet: Fleet, _ engine: [UInt8]) -> Deployer? {
        guard let access = access.withLock({ $0 }) else { return nil }
        return deployer.withLock { known in
            if let known, known.fleet == fleet { return known.deployer }
            let new = Deployer(fleet, engine, access, options, console)
            known = (fleet, new)
            return new
        }
    }
}

/// The log of a controller: a line on standard error for each thing that somebody may want to know.
struct RunLog: Sendable {
    let console: Console
    /// Whether the journal of systemd reads the lines; it adds the time, and takes the level in front.
    private let isJournal: Bool

    /// A log on the console.
    init(console: Console, environment: [String: String]) {
        self.console = console
        isJournal = environment["JOURNAL_STREAM"] != nil
    }

    /// Writes lines; each is one line whatever is in it.
    var narrate: Narrator {
        { level, text in
            guard !console.isQuiet || level < .info else { return }
            let lines = text.split(separator: "\n").map { line in
                isJournal
                    ? "<\(level.priority)>\(String(line).shown)"
                    : "\(SystemTime().now().textToTheSecond) \(level.word)\(String(line).shown)"
            }
            console.notice(lines.joined(separator: "\n"))
        }
    }
}

extension NarrationLevel {
    /// The level as syslog counts.
    fileprivate var priority: Int {
        switch self {
        case .error: 3
        case .warning: 4
        case .info: 6
        }
    }

    /// The level before a line; nothing for the usual one.
    fileprivate var word: String {
        switch self {
        case .error: "error: "
        case .warning: "warning: "
        case .info: ""
        }
    }
}
