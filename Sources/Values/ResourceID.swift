/// The family of resources that an id belongs to, such as route tables.
package protocol ResourceKind: Sendable {
    /// What an id of this family starts with, without the hyphen, such as `rtb`.
    static var prefix: String { get }

    /// What a person calls one of this family, such as `route table`.
    static var noun: String { get }
}

/// An AWS resource id such as `rtb-024855d8566b8128b`, typed by its family.
///
/// AWS gives 8 or 17 lower-case hexadecimal digits after the prefix; both are accepted.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html>
package struct ResourceID<Kind: ResourceKind>: Hashable, Sendable {
    /// The whole id, prefix included.
    package let text: String

    /// Reads an id; nil when the prefix is another's or the rest is not 8 to 17 hexadecimal digits.
    package init?(_ text: String) {
        let start = Kind.prefix + "-"
        guard text.hasPrefix(start) else { return nil }
        let digits = text.utf8.dropFirst(start.utf8.count)
        let isHex = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isHex, (8...17).contains(digits.count) else { return nil }
        self.text = text
    }
}

extension ResourceID: Comparable, CustomStringConvertible {
    /// Orders ids by their text, so that output is the same on every run.
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    /// The id as AWS writes it.
    package var description: String { text }
}

/// The family of VPCs.
package enum VPCKind: ResourceKind {
    /// See ``ResourceKind``.
    package static var prefix: String { "vpc" }

    /// See ``ResourceKind``.
    package static var noun: String { "VPC" }
}

/// The family of EC2 instances.
package enum InstanceKind: ResourceKind {
    /// See ``ResourceKind``.
    package static var prefix: String { "i" }

    /// See ``ResourceKind``.
    package static var noun: String { "instance" }
}

/// The family of elastic network interfaces.
package enum InterfaceKind: ResourceKind {
    /// See ``ResourceKind``.
    package static var prefix: String { "eni" }

    /// See ``ResourceKind``.
    package static var noun: String { "network interface" }
}

/// The family of route tables.
package enum RouteTableKind: ResourceKind {
    /// See ``ResourceKind``.
    package static var prefix: String { "rtb" }

    /// See ``ResourceKind``.
    package static var noun: String { "route table" }
}

/// The family of managed prefix lists.
package enum PrefixListKind: ResourceKind {
    /// See ``ResourceKind``.
    package static var prefix: String { "pl" }

    /// See ``ResourceKind``.
    package static var noun: String { "prefix list" }
}

/// A VPC's id, such as `vpc-0bf5741eb0ef56a41`.
package typealias VPCID = ResourceID<VPCKind>
/// An EC2 instance's id, such as `i-045ebd27124159b6d`.
package typealias InstanceID = ResourceID<InstanceKind>
/// An elastic network interface's id, such as `eni-071b4d6cbf57de651`.
package typealias ENIID = ResourceID<InterfaceKind>
/// A route table's id, such as `rtb-024855d8566b8128b`.
package typealias RouteTableID = ResourceID<RouteTableKind>
/// A managed prefix list's id, such as `pl-0a1b2c3d4e5f60718`.
package typealias PrefixListID = ResourceID<PrefixListKind>
