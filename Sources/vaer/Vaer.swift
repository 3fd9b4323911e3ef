import ArgumentParser

/// The command `vaer`.
@main
struct Vaer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vaer",
        abstract: "Keeps the routes of router pairs in AWS pointing at a router that works.",
        discussion: """
            Pairs are described in pairs.d/*.vaer. 'check' reads them, 'plan' shows what AWS lacks, 'apply' makes it, \
            'drill' proves that it works, 'status' tells how the fleet is.

            Exit status: 0 done, 1 failed, 2 changes pending, 3 partly done, 4 credentials, 5 locked, 6 refused by a \
            guard, 64 usage, 65 errors in the definitions, 130 interrupted.
            """,
        version: vaerVersion,
        subcommands: [
            CheckCommand.self, FmtCommand.self, ShowCommand.self, LspCommand.self, PlanCommand.self, ApplyCommand.self,
            DestroyCommand.self,
            RunCommand.self, StatusCommand.self, DescribeCommand.self, CheckFleetCommand.self, HistoryCommand.self,
            ReportCommand.self, AlertsCommand.self, SweepCommand.self, DrillCommand.self, FailoverCommand.self,
            PreflightCommand.self,
            DiscoverCommand.self, OnboardCommand.self, AdoptCommand.self, ExplainCommand.self, DbCommand.self,
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            Traffic.ofProcess.end()
        } catch let failure as Failure {
            Console(color: .auto, isQuiet: false, environment: GlobalOptions.environment).report(failure)
            Traffic.ofProcess.end()
            exit(withError: failure.status.code)
        } catch is CancellationError {
            Traffic.ofProcess.end()
            exit(withError: ExitStatus.interrupted.code)
        } catch {
            // Help, the version, usage errors and the exit statuses of commands.
            Traffic.ofProcess.end()
            CheckFleetCommand.endAsPlugin(error)
            exit(withError: error)
        }
    }
}

/// The version of this program and of the engine in it.
let vaerVersion = "0.1.0"
