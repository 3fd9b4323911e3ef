import AWS
import AWSControlPlane
import Foundation
import Testing
import Values

/// The credentials that programs write; real programs are run.
@Suite struct ProcessCredentialsTests {
    /// What Python's `shlex.split` makes of these lines.
    static let lines: [(line: String, words: [String])] = [
        ("a b  c", ["a", "b", "c"]),
        ("a 'b c' d", ["a", "b c", "d"]),
        ("a \"b c\"", ["a", "b c"]),
        ("a\\ b c", ["a b", "c"]),
        ("\"a\\\"b\" c", ["a\"b", "c"]),
        ("\"a\\b\"", ["a\\b"]),
        ("'a\\b'", ["a\\b"]),
        ("''", [""]),
        ("a '' b", ["a", "", "b"]),
        ("a\"\"b", ["ab"]),
        ("a'b'\"c\"", ["abc"]),
        ("\ta\tb\n", ["a", "b"]),
        ("echo x | base64 --decode", ["echo", "x", "|", "base64", "--decode"]),
        ("$HOME *", ["$HOME", "*"]),
        ("\"a\\\\b\"", ["a\\b"]),
        ("a\\\\b", ["a\\b"]),
        ("é \"ü ö\"", ["é", "ü ö"]),
        ("-x=\"a b\"", ["-x=a b"]),
        ("#a b", ["#a", "b"]),
        ("a\\\"b", ["a\"b"]),
        ("\"\"", [""]),
        ("'a\"b'", ["a\"b"]),
        ("\"a'b\"", ["a'b"]),
        ("a\r\nb", ["a", "b"]),
        ("", []),
    ]

    @Test(arguments: lines)
    func `a line is cut as botocore cuts it`(line: String, words: [String]) throws {
        #expect(try ShellWords.split(line) == words)
    }

    @Test(arguments: [
        ("a \"b", ShellWords.Failure.openQuotation), ("a 'b", .openQuotation), ("a\\", .openEscape),
        ("\"a\\", .openEscape),
    ])
    func `a line that does not end is refused`(line: String, failure: ShellWords.Failure) {
        #expect(throws: failure) { try ShellWords.split(line) }
    }

    private let now = FixedTime().now()

    /// The credentials that a script gives.
    private func credentials(_ script: String, _ environment: [String: String] = [:]) async throws -> Credentials {
        let folder = try TemporaryFolder(["script": script])
        let command = ProcessCredentials.Command(line: "/bin/sh '\(folder.path("script"))' 'an argument'", profile: "p")
        let source = ProcessCredentials(command, environment: environment)
        return try await source.credentials(at: now)
    }

    @Test func `a program is run with its arguments and the variables, and what it writes is read`() async throws {
        let script = #"""
            echo "{\"Version\": 1, \"AccessKeyId\": \"$KEY\", \"SecretAccessKey\": \"$1\","
            echo "\"SessionToken\": \"t\", \"Expiration\": \"2022-05-02T20:36:00+02:00\"}"
            """#
        let found = try await credentials(script, ["KEY": "A"])
        #expect(found.accessKeyID == "A" && found.secretAccessKey.value == "an argument")
        #expect(found.sessionToken?.value == "t" && found.source == "the credential_process of profile 'p'")
        #expect(found.expiration == Timestamp("2022-05-02T18:36:00Z"))
    }

    @Test func `credentials without an end and a token are taken`() async throws {
        let found = try await credentials(#"echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"}'"#)
        #expect(found.sessionToken == nil && found.expiration == nil)
    }

    @Test(arguments: [
        ("echo canary >&2; exit 3", "ended with status 3: run '/bin/sh' by hand to see why"),
        ("kill -9 $$", "was ended by signal 9: run '/bin/sh' by hand to see why"),
        ("echo canary", "writes no JSON: run '/bin/sh' by hand to see what it writes"),
        (#"echo '{"AccessKeyId": "canary"}'"#, "writes no \"Version\": 1"),
        (#"echo '{"Version": 1, "AccessKeyId": "canary"}'"#, "gives no AccessKeyId and SecretAccessKey"),
        (
            #"echo '{"Version": 1, "AccessKeyId": "a", "SecretAccessKey": "canary", "Expiration": "soon"}'"#,
            "gives an Expiration that is no time: write 2026-03-01T09:30:00Z"
        ),
        ("head -c 70000 /dev/zero; sleep 60", "writes more than 65536 bytes"),
    ])
    func `what goes wrong is told without a word of what the program wrote`(
        script: String,
        message: String
    ) async throws {
        let detail = "the credential_process of profile 'p' \(message)"
        await #expect(throws: AWSError.credentials(detail: detail)) { try await credentials(script) }
    }

    @Test func `a program that takes too long is ended`() async throws {
        let words = ["/bin/sh", "-c", "echo $$ > \"$0\"; exec sleep 600"]
        let folder = try TemporaryFolder()
        let (file, variables) = (folder.path("pid"), ["PATH": "/usr/bin:/bin"])
        await #expect(throws: ProgramRun.Failure.timedOut) {
            try await ProgramRun.output(
                of: words + [file],
                environment: variables,
                limitBytes: 100,
                timeout: .milliseconds(300)
            )
        }
        let process = try #require(Int32(String(contentsOfFile: file, encoding: .utf8).dropLast()))
        #expect(kill(process, 0) == -1)
    }

    @Test func `a program that leaves another one behind is not waited for any longer`() async throws {
        let script = #"sleep 60 & echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"}'; kill $!"#
        #expect(try await credentials(script).accessKeyID == "A")
    }

    @Test func `a program sees no open file of ours, no blocked signal, and ends with the task`() async throws {
        // A number of its own: one that is taken is a file or a connection of another test.
        let own = fcntl(STDOUT_FILENO, F_DUPFD, 200)
        #expect(own >= 200)
        defer { close(own) }
        let found = try await credentials(
            #"""
            test -e /proc/$$/fd/1 && test ! -e /proc/$$/fd/\#(own) || exit 4
            grep -q 'SigBlk:.0000000000000000' /proc/self/status || exit 5
            echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"}'
            """#,
            ["PATH": "/usr/bin:/bin"]
        )
        #expect(found.accessKeyID == "A")
        let task = Task { try await credentials("sleep 60") }
        task.cancel()
        await #expect(throws: AWSError.cancelled) { try await task.value }
    }

    @Test(arguments: [
        ("/no/such/program x", "cannot be started: '/no/such/program': No such file or directory"),
        ("'unclosed", "has a quotation mark that is not closed"), ("a\\", "ends in a backslash"),
        (" ", "names no program"),
        (
            "echo a | base64",
            "writes no JSON: run 'echo' by hand to see what it writes; it is run without a shell, so put the pipeline into "
                + "a script"
        ),
    ])
    func `a line that cannot be run is told`(line: String, message: String) async {
        let source = ProcessCredentials(.init(line: line, profile: "p"), environment: [:])
        let detail = "the credential_process of profile 'p' \(message)"
        await #expect(throws: AWSError.credentials(detail: detail)) { try await source.credentials(at: now) }
    }
}
