import AWS
import ArgumentParser
import History
import Values

/// `vaer db`: looks after the history's file.
struct DbCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db",
        abstract: "Look after the history's file: copy it, check it, make it small.",
        discussion: "Failover needs none of it: AWS is the truth, the file is memory.",
        subcommands: [DbBackupCommand.self, DbCheckCommand.self, DbVacuumCommand.self]
    )
}

/// `vaer db backup`: writes a copy.
struct DbBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write a copy of this moment to a new file, also while a controller runs."
    )

    @Argument(help: "The new file; one that is there is never replaced.")
    var file: String

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let now = SystemTime().now()
        let history = try options.readHistory(now: now)
        do { try await history.backup(to: file, now: now) } catch { throw Failure(error) }
        options.console.talk("'\(file)' is a whole history; read it with --db '\(file)'")
    }
}

/// `vaer db check`: reads all of it.
struct DbCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read every page, index and reference of the file; exit status 1 when something is wrong."
    )

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let history = try options.readHistory(now: SystemTime().now())
        let complaints: [String]
        do { complaints = try await history.complaints() } catch { throw Failure(error) }
        for complaint in complaints { options.console.data(complaint) }
        guard complaints.isEmpty else {
            throw Failure(HistoryError.damaged(path: history.path, detail: "\(complaints.count) complaints"))
        }
        options.console.talk("'\(history.path)' is sound")
    }
}

/// `vaer db vacuum`: gives free pages back to the disk.
struct DbVacuumCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vacuum",
        abstract: "Write the file anew without its free pages; needs as much free space again for a moment."
    )

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        do {
            let history = try options.openHistory(console, now: SystemTime().now())
            let (before, after) = try await history.vacuum()
            console.talk("'\(history.path)': \(before / 1024) KiB before, \(after / 1024) KiB now")
        } catch {
            throw Failure(error)
        }
    }
}
