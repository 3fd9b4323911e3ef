package import AWS
import Codecs
package import Values

/// The credentials that a program writes, as `credential_process` names it.
///
/// Holds nothing: put a ``CredentialCache`` in front.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>
package struct ProcessCredentials: CredentialSource {
    /// What is run, and for which profile.
    package struct Command: Hashable, Sendable {
        /// The line, as it is written.
        package var line: String
        /// The profile, for messages.
        package var profile: String

        /// A command.
        package init(line: String, profile: String) { (self.line, self.profile) = (line, profile) }
    }

    private let command: Command
    private let environment: [String: String]

    /// What a person or a browser may take to answer such a program.
    private static let timeout: Duration = .seconds(60)
    private static let outputLimitBytes = 64 << 10

    /// The command, and the variables that the program gets.
    package init(_ command: Command, environment: [String: String]) {
        (self.command, self.environment) = (command, environment)
    }

    /// Runs the program and reads what it writes; no shell is involved, and nothing secret is among the arguments.
    ///
    /// Throws ``AWSError/credentials(detail:)``, in which nothing that the program wrote is quoted.
    package func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        let words: [String]
        do { words = try ShellWords.split(command.line) } catch {
            switch error {
            case .openQuotation: throw complaint("has a quotation mark that is not closed")
            case .openEscape: throw complaint("ends in a backslash")
            }
        }
        guard let program = words.first else { throw complaint("names no program") }
        let output: [UInt8]
        do {
            output = try await ProgramRun.output(
                of: words,
                environment: environment,
                limitBytes: Self.outputLimitBytes,
                timeout: Self.timeout
            )
        } catch {
            throw complaint(error, program)
        }
        guard let json = try? JSON.parse(output) else {
            let hint = words.contains("|") ? "; it is run without a shell, so put the pipeline into a script" : ""
            throw complaint("writes no JSON: run '\(program)' by hand to see what it writes\(hint)")
        }
        guard json["Version"]?.integer == 1 else { throw complaint("writes no \"Version\": 1") }
        let source = "the credential_process of profile '\(command.profile)'"
        return try CredentialDocument.read(json, token: "SessionToken", source: source)
    }

    private func complaint(_ text: String) -> AWSError {
        .credentials(detail: "the credential_process of profile '\(command.profile)' \(text)")
    }

    private func complaint(_ failure: ProgramRun.Failure, _ program: String) -> AWSError {
        switch failure {
        case .notStarted(let reason): complaint("cannot be started: '\(program)': \(reason)")
        case .ended(let status): complaint("ended with status \(status): run '\(program)' by hand to see why")
        case .killed(let signal): complaint("was ended by signal \(signal): run '\(program)' by hand to see why")
        case .timedOut: complaint("took longer than \(Self.timeout.shortText)")
        case .tooLong: complaint("writes more than \(Self.outputLimitBytes) bytes")
        case .cancelled: .cancelled
        }
    }
}
