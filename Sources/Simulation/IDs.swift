import Fleet
import Values

/// The names of everything in every scenario.
enum IDs {
    static let pair = read("edge", PairName.init)
    static let region = read("us-west-1", Region.init)
    static let account = read("731262942057", AccountID.init)
    static let vpc = read("vpc-0bf5741eb0ef56a41", VPCID.init)
    static let table = read("rtb-00000001", RouteTableID.init)
    static let otherTable = read("rtb-00000002", RouteTableID.init)
    /// The table with the tag `Role` = `core`.
    static let coreTable = read("rtb-00000003", RouteTableID.init)

    /// By the spot's number.
    private static let interfaces = ["a1", "b1", "a2", "b2", "f1", "f2"].map { read("eni-000000\($0)", ENIID.init) }
    private static let instances = ["a1", "b1", "a2", "b2"].map { read("i-000000\($0)", InstanceID.init) }

    static func eni(_ spot: Spot) -> ENIID { interfaces[Int(spot.rawValue)] }

    static func instance(_ side: Side, isReplacement: Bool) -> InstanceID {
        instances[(side == .first ? 0 : 1) + (isReplacement ? 2 : 0)]
    }

    static func alarm(_ side: Side) -> String { side == .first ? "a-tunnel" : "b-tunnel" }

    static func pattern(_ text: String) -> DestinationPattern { read(text, DestinationPattern.init) }

    private static func read<Value>(_ text: String, _ parse: (String) -> Value?) -> Value {
        guard let value = parse(text) else { preconditionFailure("'\(text)' is no valid name") }
        return value
    }
}
