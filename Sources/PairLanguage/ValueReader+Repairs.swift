import Values

/// What the authors of wrong values probably meant.
extension ValueReader {
    /// Resources that are taken for those of a definition, by the prefixes of their ids.
    static let otherResources: [Substring: String] = [
        "acl": "a network ACL", "ami": "an image", "eipalloc": "an Elastic IP address", "igw": "an internet gateway",
        "nat": "a NAT gateway", "sg": "a security group", "subnet": "a subnet", "tgw": "a transit gateway",
        "vgw": "a virtual private gateway", "vpce": "a VPC endpoint",
    ]

    /// A duration whose unit is written out, such as `5 minutes`, as the language has it.
    static func repairedDuration(_ text: String) -> String? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...9).contains(digits.count) else { return nil }
        let unit: String? =
            switch text.dropFirst(digits.count).drop(while: { $0 == " " }).lowercased() {
            case "s", "sec", "secs", "second", "seconds": "s"
            case "m", "min", "mins", "minute", "minutes": "m"
            case "h", "hr", "hrs", "hour", "hours": "h"
            case "d", "day", "days": "d"
            default: nil
            }
        return unit.map { digits + $0 }
    }

    /// Whether a word says that something is not wanted.
    static func isNothing(_ text: String) -> Bool {
        ["off", "no", "none", "false", "disabled", "0"].contains(text.lowercased())
    }

    /// What to write in place of a destination that is none.
    static func repairedDestination(_ text: String) -> String {
        if text.hasSuffix("++") { return "one '+' means all within the block" }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let plain = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { number in
            let digits = number.drop { $0 == "0" }
            return digits.isEmpty ? number.suffix(1) : digits
        }.joined(separator: ".")
        if parts.count == 2, plain != parts[0], let block = CIDR("\(plain)/\(parts[1])") {
            return "numbers have no leading zeros: \(block)"
        }
        let isNumber = parts.count == 2 && !parts[1].isEmpty && parts[1].allSatisfy(\.isNumber)
        if isNumber, let host = CIDR(parts[0] + "/128") ?? CIDR(parts[0] + "/32") {
            return "the prefix of an \(host.family == .v4 ? "IPv4" : "IPv6") block is 0 to \(host.family.bits)"
        }
        if text.hasPrefix("pl-") {
            return "a prefix list is 'pl-' with 8 or 17 hexadecimal digits, such as pl-0a1b2c3d4e5f60718"
        }
        return "write a block or a prefix list, such as 10.0.0.0/16, 2001:db8::/32 or pl-0a1b2c3d4e5f60718"
    }

    /// What the name of a pair is like, with one that is near.
    static func pairNameHelp(_ text: String) -> String {
        let letters = text.lowercased().utf8.map { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) ? byte : UInt8(ascii: "-")
        }
        let name = String(decoding: letters.drop { !(0x61...0x7A).contains($0) }.prefix(31), as: UTF8.self)
        return "it has at most 31 lower-case letters, digits and hyphens, a letter first"
            + (PairName(name).map { ": \"\($0)\"" } ?? "")
    }
}
