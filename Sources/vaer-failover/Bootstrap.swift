import AWS
import Codecs
import Failover
import Fleet
import Glibc
import HTTP
import Values

/// The Lambda function's process: reads the pair, opens its connection to EC2, then answers invocations until it ends.
@main
struct Bootstrap {
    static func main() {
        StaticProgram.prepare()
        // That nobody reads the log any more is no reason to end.
        _ = signal(SIGPIPE, SIG_IGN)
        Task { @concurrent in await run() }
        // An asynchronous main would end this thread by unwinding its stack, and the artifact has no tables for that.
        while true { pause() }
    }

    private static func run() async {
        let environment = ProcessEnvironment.variables()
        guard let host = environment["AWS_LAMBDA_RUNTIME_API"], let runtime = RuntimeAPI(host: host) else {
            Console.error(
                "vaer-failover \(EngineVersion.text): AWS_LAMBDA_RUNTIME_API is not set; "
                    + "Lambda starts this program as the 'bootstrap' of a function with a custom runtime"
            )
            exit(64)
        }
        let source: FailoverFunction.Source
        do {
            source = try PairFile.source(environment)
        } catch {
            await runtime.failInitialization(error)
            Console.error("vaer-failover: \(error.message)")
            exit(1)
        }
        let network = Network(environment)
        await network.openAhead(source)
        let function = FailoverFunction(
            source: source,
            time: SystemTime(),
            makeCaller: { network.client($0, until: $1) },
            log: { Console.line($0.text) }
        )
        await serve(runtime, function)
    }

    /// Answers invocations one after the other; ends the process when Lambda can no longer be reached.
    private static func serve(_ runtime: RuntimeAPI, _ function: FailoverFunction) async {
        var function = function
        var failures = 0
        while failures < 3 {
            do {
                let call = try await runtime.next()
                failures = 0
                do {
                    try await runtime.respond(to: call, with: try await function.answer(call))
                } catch let failure as FunctionFailure {
                    try await runtime.fail(call, with: failure)
                }
            } catch {
                failures += 1
                Console.error("vaer-failover: the runtime API does not answer as it should: \(error)")
            }
        }
        exit(1)
    }
}

/// The process's two streams, of which Lambda makes log lines.
enum Console {
    /// Writes one line to standard output.
    static func line(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes one line to standard error.
    static func error(_ text: String) { write(text, to: STDERR_FILENO) }

    private static func write(_ text: String, to file: Int32) {
        let bytes = Array((text + "\n").utf8)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            sent += count
        }
    }
}
