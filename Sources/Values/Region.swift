/// A partition of AWS: a set of regions with accounts, credentials and DNS of its own.
///
/// A role of one partition can never be assumed from another.
package enum Partition: String, Hashable, Sendable, CaseIterable {
    /// The commercial regions.
    case aws
    /// China, run by Sinnet and NWCD.
    case china = "aws-cn"
    /// AWS GovCloud (US).
    case govCloud = "aws-us-gov"
    /// The AWS European Sovereign Cloud.
    case europe = "aws-eusc"
    /// The isolated regions that AWS calls ISO.
    case iso = "aws-iso"
    /// The isolated regions that AWS calls ISOB.
    case isoB = "aws-iso-b"
    /// The isolated regions that AWS calls ISOE.
    case isoE = "aws-iso-e"
    /// The isolated regions that AWS calls ISOF.
    case isoF = "aws-iso-f"

    /// What follows `service.region.` in a host name.
    package var dnsSuffix: String {
        switch self {
        case .aws, .govCloud: "amazonaws.com"
        case .china: "amazonaws.com.cn"
        case .europe: "amazonaws.eu"
        case .iso: "c2s.ic.gov"
        case .isoB: "sc2s.sgov.gov"
        case .isoE: "cloud.adc-e.uk"
        case .isoF: "csp.hci.ic.gov"
        }
    }

    /// What follows `service.region.` in the name of a host that is reached by IPv4 and IPv6.
    package var dualStackSuffix: String {
        switch self {
        case .aws, .govCloud: "api.aws"
        case .china: "api.amazonwebservices.com.cn"
        case .europe: "api.amazonwebservices.eu"
        case .iso: "api.aws.ic.gov"
        case .isoB: "api.aws.scloud"
        case .isoE: "api.cloud-aws.adc-e.uk"
        case .isoF: "api.aws.hci.ic.gov"
        }
    }

    /// The region that calls to the partition's global services are signed for.
    package var globalRegion: String {
        switch self {
        case .aws: "us-east-1"
        case .china: "cn-north-1"
        case .govCloud: "us-gov-west-1"
        case .europe: "eusc-de-east-1"
        case .iso: "us-iso-east-1"
        case .isoB: "us-isob-east-1"
        case .isoE: "eu-isoe-west-1"
        case .isoF: "us-isof-south-1"
        }
    }

    /// The partition as it stands in an ARN.
    package var name: String { rawValue }
}

/// An AWS region's code, such as `us-west-1`; the partition follows from it.
package struct Region: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The code as AWS writes it.
    package let name: String

    /// Reads a region code; nil when it has not the shape of one, such as `us-west-1` or `us-gov-east-1`.
    ///
    /// A region that is not in ``known`` is accepted, because AWS adds regions more often than a tool is updated.
    package init?(_ name: String) {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard (3...4).contains(parts.count), let number = parts.last, let first = parts.first else { return nil }
        let words = parts.dropLast()
        let areLetters = words.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } }
        let isNumber = (1...2).contains(number.utf8.count) && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard areLetters, isNumber, first.utf8.count == 2 || first == "eusc" else { return nil }
        self.name = name
    }

    /// The partition, by the prefix of the code; the commercial one for a prefix that no partition has.
    package var partition: Partition {
        Self.prefixes.first { name.hasPrefix($0.prefix) }?.partition ?? .aws
    }

    private static let prefixes: [(prefix: String, partition: Partition)] = [
        ("cn-", .china), ("us-gov-", .govCloud), ("eusc-", .europe), ("us-iso-", .iso), ("us-isob-", .isoB),
        ("eu-isoe-", .isoE), ("us-isof-", .isoF),
    ]

    /// Whether the code is one that this version knows; the others work too, a typing error does not.
    package var isKnown: Bool { Self.known.contains(name) }

    /// Orders regions by code.
    package static func < (left: Self, right: Self) -> Bool { left.name < right.name }

    /// The code.
    package var description: String { name }

    /// The regions of all partitions.
    ///
    /// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>
    package static let known: [String] = [
        "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
        "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1",
        "eu-central-1", "eu-central-2", "eu-isoe-west-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1",
        "eu-west-2", "eu-west-3", "eusc-de-east-1", "il-central-1", "me-central-1", "me-south-1", "mx-central-1",
        "sa-east-1", "us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1", "us-iso-west-1",
        "us-isob-east-1", "us-isob-west-1", "us-isof-east-1", "us-isof-south-1", "us-west-1", "us-west-2",
    ]
}
