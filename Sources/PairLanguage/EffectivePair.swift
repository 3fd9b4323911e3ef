import Fleet
import Values

/// A pair with all that its template and the defaults give it, where each value came from still known.
struct EffectivePair: Sendable {
    let name: Name
    let heading: Extent
    let origin: Name?
    /// The pair's values over its template's over the defaults.
    let layer: Layer
    let members: [Definitions.MemberGiven]

    var title: String { "pair '\(name.text.printable)'" }

    var region: Region? { layer.region(.region) }
    var account: AccountID? { if case .account(let account) = layer.value(.account) { account } else { nil } }
    var vpc: VPCID? { if case .vpc(let vpc) = layer.value(.vpc) { vpc } else { nil } }
}

extension Layer {
    // A value of another type than asked for is one that was complained about, so nil is all that is left to say.

    func region(_ key: Schema.Key) -> Region? { if case .region(let region) = value(key) { region } else { nil } }

    func text(_ key: Schema.Key) -> String? { if case .text(let text) = value(key) { text } else { nil } }

    func arn(_ key: Schema.Key) -> ARN? { if case .arn(let arn) = value(key) { arn } else { nil } }

    func boolean(_ key: Schema.Key) -> Bool { value(key) == .boolean(true) }

    func duration(_ key: Schema.Key) -> Duration? { if case .duration(let time) = value(key) { time } else { nil } }

    func integer(_ key: Schema.Key) -> Int? {
        switch value(key) {
        case .integer(let number), .days(let number): number
        default: nil
        }
    }

    /// The items of a list; nil when there is no list, such as when it says `all`.
    func items(_ key: Schema.Key) -> [Typed.Item]? { if case .list(let items) = value(key) { items } else { nil } }

    func texts(_ key: Schema.Key) -> [String] {
        (items(key) ?? []).compactMap { if case .text(let text) = $0.value { text } else { nil } }
    }

    func destinations(_ key: Schema.Key) -> [DestinationPattern]? {
        items(key)?.compactMap { if case .destination(let destination) = $0.value { destination } else { nil } }
    }

    func tables(_ key: Schema.Key) -> [TablePattern]? {
        items(key)?.compactMap { if case .table(let table) = $0.value { table } else { nil } }
    }
}

extension Definitions.MemberGiven {
    /// The interfaces, whichever way they were given, with the names that they share with the peer's.
    var allInterfaces: [(name: String, eni: ENIID, extent: Extent)] {
        if let given = layer.given(.eni), case .interface(let eni) = given.value {
            return [(name: "eni", eni: eni, extent: given.valueExtent)]
        }
        return interfaces.compactMap { name, value, extent in
            guard case .interface(let eni) = value else { return nil }
            return (name: name.text, eni: eni, extent: extent)
        }
    }

    /// The names of the interfaces; nil when it is not known which there are.
    var interfaceNames: [String]? {
        guard !layer.isDamaged, !layer.meant.contains(.eni) else { return nil }
        if enisExtent != nil { return interfaces.isEmpty ? nil : interfaces.map(\.name.text) }
        return layer.given(.eni) == nil ? nil : ["eni"]
    }
}
