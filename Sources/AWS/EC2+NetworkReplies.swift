import Codecs
package import Values

extension EC2 {
    /// A network interface, attached or not.
    package struct NetworkInterface: Hashable, Sendable {
        /// The id.
        package let id: ENIID
        /// The VPC.
        package let vpc: VPCID?
        /// The subnet.
        package let subnet: String
        /// The availability zone.
        package let zone: String
        /// `available`, `in-use` and the states between.
        package let status: String
        /// What a person wrote about it.
        package let description: String
        /// Whether EC2 drops traffic that is not from or to the interface's own address; off on a router.
        package let checksSourceAndDestination: Bool
        /// The instance that it is attached to; nil when it is not, or AWS uses it for a service of its own.
        package let instance: InstanceID?
        /// The attachment's state, such as `attached`; empty for none.
        package let attachmentStatus: String
        /// The place on the instance; 0 is the primary interface.
        package let deviceIndex: Int
        /// The primary private address.
        package let privateAddress: String
        /// The public address; empty for none.
        package let publicAddress: String
        /// The ids of the security groups.
        package let groups: [String]
        /// The tags.
        package let tags: [String: String]
    }

    /// A VPC.
    package struct VPC: Hashable, Sendable {
        /// The id.
        package let id: VPCID
        /// `available` or `pending`.
        package let state: String
        /// Whether AWS made it for the account.
        package let isDefault: Bool
        /// The IPv4 blocks, the primary one first.
        package let blocks: [CIDR]
        /// The tags.
        package let tags: [String: String]
    }

    /// A subnet.
    package struct Subnet: Hashable, Sendable {
        /// The id, such as `subnet-0a1b2c3d4e5f60718`.
        package let id: String
        /// The VPC.
        package let vpc: VPCID?
        /// The availability zone.
        package let zone: String
        /// The IPv4 block; nil in an IPv6-only subnet.
        package let block: CIDR?
        /// The tags.
        package let tags: [String: String]
    }

    /// An elastic address.
    package struct Address: Hashable, Sendable {
        /// The allocation's id.
        package let allocation: String
        /// The public address.
        package let publicAddress: String
        /// The interface that it is associated with; nil for none.
        package let eni: ENIID?
        /// The instance that it is associated with; nil for none.
        package let instance: InstanceID?
    }

    /// A region and whether the account may use it.
    package struct RegionInfo: Hashable, Sendable {
        /// The region.
        package let region: Region
        /// `opt-in-not-required`, `opted-in` or `not-opted-in`.
        package let optInStatus: String
    }

    /// A managed prefix list.
    package struct PrefixList: Hashable, Sendable {
        /// The id.
        package let id: PrefixListID
        /// The name, such as `com.amazonaws.us-west-1.s3`.
        package let name: String
    }
}

extension EC2.NetworkInterface {
    /// Reads an element of `networkInterfaceSet`; nil without a readable id.
    init?(_ xml: XML) {
        guard let id = ENIID(xml.string("networkInterfaceId") ?? "") else { return nil }
        self.id = id
        vpc = VPCID(xml.string("vpcId") ?? "")
        subnet = xml.string("subnetId") ?? ""
        zone = xml.string("availabilityZone") ?? ""
        status = xml.string("status") ?? ""
        description = xml.string("description") ?? ""
        checksSourceAndDestination = xml.string("sourceDestCheck") != "false"
        let attachment = xml.child("attachment")
        instance = InstanceID(attachment?.string("instanceId") ?? "")
        attachmentStatus = attachment?.string("status") ?? ""
        deviceIndex = Int(attachment?.string("deviceIndex") ?? "") ?? 0
        privateAddress = xml.string("privateIpAddress") ?? ""
        publicAddress = xml.child("association")?.string("publicIp") ?? ""
        groups = xml.items("groupSet").compactMap { $0.string("groupId") }
        tags = xml.tags()
    }
}

extension EC2.VPC {
    /// Reads an element of `vpcSet`; nil without a readable id.
    init?(_ xml: XML) {
        guard let id = VPCID(xml.string("vpcId") ?? "") else { return nil }
        self.id = id
        state = xml.string("state") ?? ""
        isDefault = xml.isTrue("isDefault")
        let primary = xml.string("cidrBlock")
        // A block that is going away is listed with its state until it is gone.
        let associated = xml.items("cidrBlockAssociationSet").filter { item in
            item.child("cidrBlockState")?.string("state") ?? "associated" == "associated"
        }
        let others = associated.compactMap { $0.string("cidrBlock") }.filter { $0 != primary }
        blocks = ([primary].compactMap(\.self) + others).compactMap(CIDR.init)
        tags = xml.tags()
    }
}

extension EC2.Subnet {
    /// Reads an element of `subnetSet`.
    init(_ xml: XML) {
        id = xml.string("subnetId") ?? ""
        vpc = VPCID(xml.string("vpcId") ?? "")
        zone = xml.string("availabilityZone") ?? ""
        block = CIDR(xml.string("cidrBlock") ?? "")
        tags = xml.tags()
    }
}

extension EC2.Address {
    /// Reads an element of `addressesSet`.
    init(_ xml: XML) {
        allocation = xml.string("allocationId") ?? ""
        publicAddress = xml.string("publicIp") ?? ""
        eni = ENIID(xml.string("networkInterfaceId") ?? "")
        instance = InstanceID(xml.string("instanceId") ?? "")
    }
}
