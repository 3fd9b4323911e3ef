import AWS
import AWSControlPlane
import Glibc
import HTTP
import Values

/// Sends one operation again and again, several at once, and prints how long it took: our side of the client benchmark.
@main
struct Throughput {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let count = Int(arguments[3]), let width = Int(arguments[4]) else {
            print("usage: ClientThroughput URL OPERATION CALLS AT-ONCE")
            exit(64)
        }
        guard let region = Region("us-west-1"), let call = Self.call(arguments[2]) else { exit(64) }
        let client = AWSClient(
            region: region,
            credentials: Credentials(
                accessKeyID: "AKIDEXAMPLE",
                secretAccessKey: Secret("none"),
                source: "the benchmark"
            ),
            transport: CurlTransport(),
            endpoints: EndpointResolver(environment: [:], explicit: arguments[1])
        )
        // Connections are opened and code is loaded before the clock runs.
        try await send(call, client, 4 * width, width)
        let (start, processor) = (ContinuousClock.now, processorMilliseconds())
        try await send(call, client, count, width)
        let time = ContinuousClock.now - start
        print("\(time.milliseconds) \(processorMilliseconds() - processor)")
    }

    /// Sends a call `count` times, `width` at once; an error ends everything.
    private static func send(
        _ call: @escaping @Sendable (AWSClient) async throws -> Void,
        _ client: AWSClient,
        _ count: Int,
        _ width: Int
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<width {
                group.addTask { for _ in 0..<(count / width) { try await call(client) } }
            }
            try await group.waitForAll()
        }
    }

    private static func call(_ operation: String) -> (@Sendable (AWSClient) async throws -> Void)? {
        guard let table = RouteTableID("rtb-024855d8566b8128b"), let eni = ENIID("eni-0847da0f62b486046"),
            let destination = Destination("1.1.1.1/32")
        else { return nil }
        switch operation {
        case "GetCallerIdentity": return { _ = try await $0.send(STS.getCallerIdentity()) }
        case "ReplaceRoute":
            return { try await $0.send(EC2.replaceRoute(table: table, destination: destination, target: eni)) }
        case "DescribeRouteTables": return { _ = try await $0.send(EC2.describeRouteTables()) }
        case "GetFunction": return { _ = try await $0.send(Lambda.getFunction("vaer-sfo-edge")) }
        default: return nil
        }
    }

    /// The processor time of this process so far, in milliseconds.
    private static func processorMilliseconds() -> Int {
        var usage = rusage()
        guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000
            + Int(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000
    }
}
