import Fleet
import Onboarding
import Values

/// Networks for tests, in a few words each.
enum Towns {
    static let vpc = id(VPCID.init, "vpc", 1)

    /// An id with a number as its digits.
    static func id<ID>(_ read: (String) -> ID?, _ prefix: String, _ number: Int) -> ID {
        let digits = String(number)
        let text = "\(prefix)-" + String(repeating: "0", count: 17 - digits.count) + digits
        guard let id = read(text) else { preconditionFailure("'\(text)' is an id") }
        return id
    }

    static func instance(_ number: Int) -> InstanceID { id(InstanceID.init, "i", number) }

    static func eni(_ number: Int, _ place: Int = 0) -> ENIID { id(ENIID.init, "eni", number * 10 + place) }

    static func table(_ number: Int) -> RouteTableID { id(RouteTableID.init, "rtb", number) }

    static func region(_ name: String = "us-west-1") -> Region {
        guard let region = Region(name) else { preconditionFailure("'\(name)' is a region") }
        return region
    }

    static func account(_ text: String = "731262942057") -> AccountID {
        guard let account = AccountID(text) else { preconditionFailure("'\(text)' is an account") }
        return account
    }

    /// An instance as a test tells it: name, zone, and what differs from a router that forwards.
    static func router(
        _ number: Int,
        _ name: String?,
        zone: String = "a",
        image: String = "ami-1",
        tags: [String: String] = [:],
        interfaces: Int = 1,
        forwards: Bool = true,
        state: String = "running",
        vpc: VPCID = vpc
    ) -> Network.Instance {
        Network.Instance(
            id: instance(number),
            vpc: vpc,
            zone: "us-west-1\(zone)",
            state: state,
            image: image,
            type: "c5.large",
            tags: tags.merging(name.map { ["Name": $0] } ?? [:]) { own, _ in own },
            interfaces: (0..<interfaces).map {
                Network.Interface(eni: eni(number, $0), deviceIndex: $0, forwards: forwards)
            }
        )
    }

    /// Routes that point at an interface of an attached instance.
    static func routes(_ count: Int, to number: Int, place: Int = 0, table: Int = 1) -> [Network.Route] {
        (0..<count).map {
            Network.Route(
                table: self.table(table),
                destination: "10.\($0).0.0/16",
                eni: eni(number, place),
                instance: instance(number)
            )
        }
    }

    static func network(
        _ instances: [Network.Instance],
        _ routes: [Network.Route],
        name: String = "sfo"
    ) -> Network {
        Network(vpcs: [vpc: name], instances: instances, routes: routes.isEmpty ? [:] : [vpc: routes])
    }

    /// A pair of a definition, of the routers with these numbers.
    static func pair(_ name: String, _ first: Int, _ second: Int) -> Pair {
        guard let name = PairName(name) else { preconditionFailure("'\(name)' is a name") }
        let member = { (number: Int) in
            Member(name: "r\(number)", instance: nil, interfaces: [Interface(eni: eni(number))])
        }
        return Pair(
            name: name,
            region: region(),
            account: account(),
            vpc: vpc,
            members: BySide(first: member(first), second: member(second))
        )
    }
}
