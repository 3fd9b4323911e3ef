package import Values

/// Two routers in one VPC, of which one takes over the routes when the other fails.
package struct Pair: Hashable, Sendable {
    /// The name, unique in the fleet.
    package var name: PairName
    /// What an operator calls it; may be empty.
    package var description: String
    /// The region in which both routers and all resources of the pair live.
    package var region: Region
    /// The account that owns all of it; checked before any change.
    package var account: AccountID
    /// The `credentials` block to use; nil means the default chain.
    package var credentials: String?
    /// The VPC of both routers.
    package var vpc: VPCID
    /// The two routers; the first is the preferred one.
    package var members: BySide<Member>
    /// Which routes the pair owns.
    package var routes: RoutePolicy
    /// When routes move.
    package var failover: FailoverPolicy
    /// Who is told.
    package var notify: Notifications
    /// What the pair's resources in AWS are like.
    package var deployment: Deployment

    /// A pair of which every part is given.
    package init(
        name: PairName,
        region: Region,
        account: AccountID,
        vpc: VPCID,
        members: BySide<Member>,
        description: String = "",
        credentials: String? = nil,
        routes: RoutePolicy = RoutePolicy(),
        failover: FailoverPolicy = FailoverPolicy(),
        notify: Notifications = Notifications(),
        deployment: Deployment = Deployment()
    ) {
        (self.name, self.description, self.region, self.account) = (name, description, region, account)
        (self.credentials, self.vpc, self.members, self.routes) = (credentials, vpc, members, routes)
        (self.failover, self.notify, self.deployment) = (failover, notify, deployment)
    }
}

/// One router of a pair.
package struct Member: Hashable, Sendable {
    /// What an operator calls it, such as `vAER-A`.
    package var name: String
    /// The EC2 instance; nil means: whichever the first network interface is attached to.
    package var instance: InstanceID?
    /// The network interfaces that routes point at, each under the name that it shares with the peer's.
    ///
    /// Routes move between interfaces of the same name. A member with one interface names it ``Interface/only``.
    package var interfaces: [Interface]
    /// CloudWatch alarms that mean, in state ALARM, that this member has failed.
    package var alarms: [String]

    /// A router with its interfaces.
    package init(name: String, instance: InstanceID?, interfaces: [Interface], alarms: [String] = []) {
        (self.name, self.instance, self.interfaces, self.alarms) = (name, instance, interfaces, alarms)
    }

    /// The network interface under a name; nil when the member has none of that name.
    package func interface(named name: String) -> ENIID? { interfaces.first { $0.name == name }?.eni }
}

/// A named network interface of a member.
package struct Interface: Hashable, Sendable {
    /// The name of the interface of a member that has just one.
    package static let only = "eni"

    /// The name, the same on both members.
    package var name: String
    /// The network interface.
    package var eni: ENIID

    /// A network interface under a name.
    package init(name: String = Interface.only, eni: ENIID) {
        self.name = name
        self.eni = eni
    }
}
