import AWS
import Engine
import Fleet
import Values

/// What a batch of reads gave about the pairs of one account and region.
///
/// Each read fails for itself, with the reason in words.
struct FleetReads: Sendable {
    /// When the first of them was sent.
    var time: Timestamp
    /// The instances that definitions name, by id.
    var instances: Read<[InstanceID: EC2.Instance]>
    /// The instances of those members of which only the interface is known, by interface.
    var holders: Read<[ENIID: EC2.Instance]>
    /// The instances of the region whose status check is impaired.
    var impaired: Read<Set<InstanceID>>
    /// The states of the alarms that definitions name.
    var alarms: Read<[String: String]>
    /// The route tables of the pairs' VPCs.
    var tables: Read<[VPCID: [EC2.RouteTable]]>

    /// The first of the reads that failed; nil when none did.
    var failure: AWSError? {
        func error<Value>(_ read: Read<Value>) -> AWSError? {
            if case .failure(let failure) = read { failure.error } else { nil }
        }
        return error(instances) ?? error(holders) ?? error(tables) ?? error(impaired) ?? error(alarms)
    }

    /// Whether the route tables could be read.
    var areTablesKnown: Bool {
        switch tables {
        case .success: true
        case .failure: false
        }
    }
}

/// What a read gave, or why it gave nothing.
typealias Read<Value> = Result<Value, ReadFailure>

/// Why a read gave nothing.
struct ReadFailure: Error, Hashable, Sendable {
    let error: AWSError

    /// The same in words.
    var reason: String { error.message }
}

/// Sends the reads of a batch, side by side.
///
/// Always with filters, never by id: one id that does not exist fails a whole call.
struct FleetReader: Sendable {
    let caller: any Caller
    let time: any TimeSource

    /// Reads all that the engine needs to know of these pairs.
    func read(_ pairs: [Pair]) async -> FleetReads {
        let members = pairs.flatMap { [$0.members.first, $0.members.second] }
        let start = time.now()
        async let instances = instances(unique(members.compactMap(\.instance)))
        async let holders = holders(
            unique(members.filter { $0.instance == nil }.compactMap { $0.interfaces.first?.eni })
        )
        async let impaired = impaired(pairs.contains { $0.failover.statusChecks })
        async let alarms = alarms(unique(members.flatMap(\.alarms)))
        async let tables = tables(unique(pairs.map(\.vpc)))
        return await FleetReads(
            time: start,
            instances: instances,
            holders: holders,
            impaired: impaired,
            alarms: alarms,
            tables: tables
        )
    }

    private func instances(_ ids: [InstanceID]) async -> Read<[InstanceID: EC2.Instance]> {
        await read { () async throws(AWSError) in
            let found = try await list(ids.map(\.text), "instance-id") {
                EC2.describeInstances(filters: $0, nextToken: $1)
            }
            return Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        }
    }

    private func holders(_ interfaces: [ENIID]) async -> Read<[ENIID: EC2.Instance]> {
        await read { () async throws(AWSError) in
            let found = try await list(interfaces.map(\.text), "network-interface.network-interface-id") {
                EC2.describeInstances(filters: $0, nextToken: $1)
            }
            let byInterface = found.flatMap { instance in instance.interfaces.map { ($0.eni, instance) } }
            return Dictionary(byInterface) { first, _ in first }
        }
    }

    /// The route tables of these VPCs.
    func tables(_ vpcs: [VPCID]) async -> Read<[VPCID: [EC2.RouteTable]]> {
        await read { () async throws(AWSError) in
            let found = try await list(vpcs.map(\.text), "vpc-id") {
                EC2.describeRouteTables(filters: $0, maxResults: Self.tablesPerPage, nextToken: $1)
            }
            return Dictionary(grouping: found, by: \.vpc)
        }
    }

    /// The impaired instances of the whole region: a handful at most, and no instance needs to be named.
    ///
    /// DescribeInstanceStatus has no filter for ids, and two filters of one call must both match.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html>
    private func impaired(_ isWanted: Bool) async -> Read<Set<InstanceID>> {
        guard isWanted else { return .success([]) }
        async let system = impaired(by: "system-status.status")
        async let instance = impaired(by: "instance-status.status")
        let (left, right) = await (system, instance)
        return left.flatMap { left in right.map { left.union($0) } }
    }

    private func impaired(by filter: String) async -> Read<Set<InstanceID>> {
        await read { () async throws(AWSError) in
            let value = StatusCheck.impaired.rawValue
            let found = try await list([value], filter) {
                EC2.describeInstanceStatus(filters: $0, includesAll: false, nextToken: $1)
            }
            return Set(found.filter { $0.system == value || $0.instance == value }.map(\.id))
        }
    }

    private func alarms(_ names: [String]) async -> Read<[String: String]> {
        await read { () async throws(AWSError) in
            var found: [CloudWatch.Alarm] = []
            for part in parts(names, of: Self.alarmsPerCall) {
                found += try await caller.pages { CloudWatch.describeAlarms(part, nextToken: $0) }
            }
            return Dictionary(found.map { ($0.name, $0.state) }) { first, _ in first }
        }
    }
}

extension FleetReader {
    /// EC2 takes at most 200 values in the filters of a call.
    ///
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html>
    static let valuesPerFilter = 200
    /// CloudWatch takes at most 100 names in a call.
    static let alarmsPerCall = 100
    /// The most that EC2 puts on a page of route tables.
    static let tablesPerPage = 100

    private func read<Value: Sendable>(_ body: () async throws(AWSError) -> Value) async -> Read<Value> {
        do {
            return .success(try await body())
        } catch {
            return .failure(ReadFailure(error: error))
        }
    }

    private func list<Item: Sendable>(
        _ values: [String],
        _ filter: String,
        _ call: ([EC2.Filter], String?) -> Call<Page<Item>>
    ) async throws(AWSError) -> [Item] {
        var found: [Item] = []
        for part in parts(values, of: Self.valuesPerFilter) {
            found += try await caller.pages { call([EC2.Filter(filter, part)], $0) }
        }
        return found
    }

    private func parts(_ values: [String], of size: Int) -> [[String]] {
        stride(from: 0, to: values.count, by: size).map { Array(values[$0..<min($0 + size, values.count)]) }
    }

    private func unique<Item: Hashable & Comparable>(_ items: [Item]) -> [Item] { Set(items).sorted() }
}
