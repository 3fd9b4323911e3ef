import Codecs
package import Values

extension EC2 {
    /// An instance, as far as routing is concerned.
    package struct Instance: Hashable, Sendable {
        /// The id.
        package let id: InstanceID
        /// The state as EC2 names it, such as `running`; empty when EC2 left it out.
        package let state: String
        /// Why it is in that state, such as `User initiated (2026-03-01 09:30:00 GMT)`; empty for no reason.
        package let stateReason: String
        /// The VPC; nil once it is terminated.
        package let vpc: VPCID?
        /// The subnet of the primary interface; empty once it is terminated.
        package let subnet: String
        /// The availability zone, such as `us-west-1a`.
        package let zone: String
        /// The type, such as `c5n.large`.
        package let type: String
        /// The image that it was made from, such as `ami-0a1b2c3d4e5f60718`.
        package let image: String
        /// The private address of the primary interface; empty once it is terminated.
        package let privateAddress: String
        /// The public address of the primary interface; empty for none.
        package let publicAddress: String
        /// When it was started last.
        package let launchTime: Timestamp?
        /// The tags.
        package let tags: [String: String]
        /// The attached interfaces, in EC2's order.
        package let interfaces: [Interface]

        /// What people call it: the tag `Name`; nil when there is none.
        package var name: String? { tags["Name"] }
    }

    /// A network interface, as the instance that it is attached to shows it.
    package struct Interface: Hashable, Sendable {
        /// The id.
        package let eni: ENIID
        /// Whether EC2 drops traffic that is not from or to the interface's own address; off on a router.
        package let checksSourceAndDestination: Bool
        /// The attachment's state: `attaching`, `attached`, `detaching` or `detached`.
        package let attachmentStatus: String
        /// The place on the instance; 0 is the primary interface.
        package let deviceIndex: Int
        /// The subnet.
        package let subnet: String
        /// The primary private address.
        package let privateAddress: String
        /// The public address; empty for none.
        package let publicAddress: String
        /// The ids of the security groups.
        package let groups: [String]
    }

    /// The status checks of an instance.
    package struct InstanceStatus: Hashable, Sendable {
        /// The instance.
        package let id: InstanceID
        /// The instance's state, as EC2 names it.
        package let state: String
        /// The check of the host, such as `ok` or `impaired`.
        package let system: String
        /// The check of the instance itself.
        package let instance: String
        /// The codes of scheduled events that are not over, such as `system-reboot`.
        package let events: [String]
    }
}

extension EC2.Instance {
    /// Reads an element of `instancesSet`; nil without a readable id.
    init?(_ xml: XML) {
        guard let id = InstanceID(xml.string("instanceId") ?? "") else { return nil }
        self.id = id
        state = xml.child("instanceState")?.string("name") ?? ""
        stateReason = xml.filled("reason") ?? xml.child("stateReason")?.string("message") ?? ""
        vpc = VPCID(xml.string("vpcId") ?? "")
        subnet = xml.string("subnetId") ?? ""
        zone = xml.child("placement")?.string("availabilityZone") ?? ""
        type = xml.string("instanceType") ?? ""
        image = xml.string("imageId") ?? ""
        privateAddress = xml.string("privateIpAddress") ?? ""
        publicAddress = xml.string("ipAddress") ?? ""
        launchTime = Timestamp(xml.string("launchTime") ?? "")
        tags = xml.tags()
        interfaces = xml.items("networkInterfaceSet").compactMap(EC2.Interface.init)
    }
}

extension EC2.Interface {
    /// Reads an element of `networkInterfaceSet` inside an instance; nil without a readable id.
    init?(_ xml: XML) {
        guard let eni = ENIID(xml.string("networkInterfaceId") ?? "") else { return nil }
        self.eni = eni
        // Left out means that EC2 did not say; the check is on unless somebody has switched it off.
        checksSourceAndDestination = xml.string("sourceDestCheck") != "false"
        attachmentStatus = xml.child("attachment")?.string("status") ?? ""
        deviceIndex = Int(xml.child("attachment")?.string("deviceIndex") ?? "") ?? 0
        subnet = xml.string("subnetId") ?? ""
        privateAddress = xml.string("privateIpAddress") ?? ""
        publicAddress = xml.child("association")?.string("publicIp") ?? ""
        groups = xml.items("groupSet").compactMap { $0.string("groupId") }
    }
}

extension EC2.InstanceStatus {
    /// Reads an element of `instanceStatusSet`; nil without a readable id.
    init?(_ xml: XML) {
        guard let id = InstanceID(xml.string("instanceId") ?? "") else { return nil }
        self.id = id
        state = xml.child("instanceState")?.string("name") ?? ""
        system = xml.child("systemStatus")?.string("status") ?? ""
        instance = xml.child("instanceStatus")?.string("status") ?? ""
        events = xml.items("eventsSet").compactMap { event in
            // EC2 keeps an event for a week after it is over and says so in the description's first word.
            let description = event.string("description") ?? ""
            let isOver = description.hasPrefix("[Completed]") || description.hasPrefix("[Canceled]")
            return isOver ? nil : event.string("code")
        }
    }
}
