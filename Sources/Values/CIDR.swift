/// An IPv4 or IPv6 block such as `10.0.0.0/16`, kept in canonical form.
package struct CIDR: Hashable, Sendable {
    /// The address family.
    package enum Family: Sendable, Hashable {
        /// 32-bit addresses.
        case v4
        /// 128-bit addresses.
        case v6

        /// The number of bits in an address.
        package var bits: Int {
            switch self {
            case .v4: 32
            case .v6: 128
            }
        }
    }

    /// The address family.
    package let family: Family
    /// The network address, high bits first; IPv4 uses the low 32 bits of `low`.
    package let high: UInt64
    /// The rest of the network address.
    package let low: UInt64
    /// The number of leading bits that are fixed.
    package let prefixLength: Int

    /// Reads a block; nil for a bad address, a missing or bad prefix length, or bits set past the prefix.
    ///
    /// AWS itself clears bits past the prefix in silence; refusing them shows the operator's slip.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Self.decimal(parts[1], maximum: 128) else { return nil }
        if let address = Self.parseV4(parts[0]) {
            (family, high, low) = (.v4, 0, address)
        } else if let address = Self.parseV6(parts[0]) {
            (family, high, low) = (.v6, address.high, address.low)
        } else {
            return nil
        }
        guard length <= family.bits else { return nil }
        prefixLength = length
        let mask = Self.mask(length: length, family: family)
        guard high & ~mask.high == 0, low & ~mask.low & (family == .v4 ? 0xFFFF_FFFF : .max) == 0 else { return nil }
    }

    /// Whether every address of `other` lies in this block; blocks of different families never do.
    package func contains(_ other: CIDR) -> Bool {
        guard family == other.family, prefixLength <= other.prefixLength else { return false }
        let mask = Self.mask(length: prefixLength, family: family)
        return other.high & mask.high == high & mask.high && other.low & mask.low == low & mask.low
    }

    /// The block of `length` bits that this one lies in, or this one when it is as wide already.
    package func widened(to length: Int) -> CIDR {
        length >= prefixLength ? self : CIDR(family: family, high: high, low: low, prefixLength: max(0, length))
    }

    /// Reads a block and clears the bits past the prefix; nil only for text that is no block at all.
    package static func clearingHostBits(_ text: String) -> CIDR? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = decimal(parts[1], maximum: 128) else { return nil }
        if let address = parseV4(parts[0]), length <= 32 {
            return CIDR(family: .v4, high: 0, low: address, prefixLength: length)
        }
        guard let address = parseV6(parts[0]) else { return nil }
        return CIDR(family: .v6, high: address.high, low: address.low, prefixLength: length)
    }

    private init(family: Family, high: UInt64, low: UInt64, prefixLength: Int) {
        let mask = Self.mask(length: prefixLength, family: family)
        (self.family, self.prefixLength) = (family, prefixLength)
        (self.high, self.low) = (high & mask.high, low & mask.low)
    }

    private static func mask(length: Int, family: Family) -> (high: UInt64, low: UInt64) {
        switch family {
        case .v4: (0, length == 0 ? 0 : (0xFFFF_FFFF << UInt64(32 - length)) & 0xFFFF_FFFF)
        case .v6:
            (
                length == 0 ? 0 : .max << UInt64(64 - min(length, 64)),
                length <= 64 ? 0 : .max << UInt64(128 - length)
            )
        }
    }

    private static func decimal(_ text: Substring, maximum: Int) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        // A leading zero is octal to some tools and decimal to others, so nobody gets to guess.
        guard text.utf8.count == 1 || text.first != "0", let value = Int(text), value <= maximum else { return nil }
        return value
    }

    private static func parseV4(_ text: Substring) -> UInt64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt64 = 0
        for part in parts {
            guard let byte = decimal(part, maximum: 255) else { return nil }
            address = address << 8 | UInt64(byte)
        }
        return address
    }

    private static func parseV6(_ text: Substring) -> (high: UInt64, low: UInt64)? {
        guard text.contains(":") else { return nil }
        let halves = halves(text)
        var groups: [UInt64] = []
        for (index, half) in halves.enumerated() {
            guard let words = words(half) else { return nil }
            if index == 1 {
                let missing = 8 - groups.count - words.count
                guard missing >= 1 else { return nil }
                groups += [UInt64](repeating: 0, count: missing)
            }
            groups += words
        }
        guard groups.count == 8 else { return nil }
        return (groups[..<4].reduce(0) { $0 << 16 | $1 }, groups[4...].reduce(0) { $0 << 16 | $1 })
    }

    /// What stands before and after the first `::`, or all of it; a second `::` makes an empty word later.
    private static func halves(_ text: Substring) -> [Substring] {
        var end = text.startIndex
        while let colon = text[end...].firstIndex(of: ":") {
            let next = text.index(after: colon)
            guard next < text.endIndex else { break }
            if text[next] == ":" { return [text[..<colon], text[text.index(after: next)...]] }
            end = next
        }
        return [text]
    }

    private static func words(_ text: Substring) -> [UInt64]? {
        guard !text.isEmpty else { return [] }
        var result: [UInt64] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            // The standard library would take a sign too.
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ $0 >= 0x30 }),
                let word = UInt64(part, radix: 16)
            else { return nil }
            result.append(word)
        }
        return result
    }
}

extension CIDR: Comparable, CustomStringConvertible {
    /// Orders IPv4 before IPv6, wider blocks before narrower ones, then by address.
    package static func < (left: CIDR, right: CIDR) -> Bool {
        if left.family != right.family { return left.family == .v4 }
        if left.prefixLength != right.prefixLength { return left.prefixLength < right.prefixLength }
        return (left.high, left.low) < (right.high, right.low)
    }

    /// The block as AWS writes it; IPv6 by RFC 5952.
    package var description: String {
        switch family {
        case .v4:
            (0..<4).map { String(low >> UInt64(24 - 8 * $0) & 0xFF) }.joined(separator: ".") + "/\(prefixLength)"
        case .v6:
            Self.compressed((0..<8).map { ($0 < 4 ? high : low) >> UInt64(48 - 16 * ($0 % 4)) & 0xFFFF })
                + "/\(prefixLength)"
        }
    }

    private static func compressed(_ groups: [UInt64]) -> String {
        var best = 0..<0
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start > best.count { best = start..<end }
            start = max(end, start + 1)
        }
        let hex = { (words: ArraySlice<UInt64>) in words.map { String($0, radix: 16) }.joined(separator: ":") }
        guard best.count > 1 else { return hex(groups[...]) }
        return hex(groups[..<best.lowerBound]) + "::" + hex(groups[best.upperBound...])
    }
}

/// What a route leads to: a block of addresses or a managed prefix list.
package enum Destination: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// A block of addresses.
    case cidr(CIDR)
    /// A managed prefix list, which stands for several blocks.
    case prefixList(PrefixListID)

    /// Reads a block or a prefix list id.
    package init?(_ text: String) {
        if let list = PrefixListID(text) {
            self = .prefixList(list)
        } else if let block = CIDR(text) {
            self = .cidr(block)
        } else {
            return nil
        }
    }

    /// Whether this is `0.0.0.0/0` or `::/0`.
    package var isDefaultRoute: Bool {
        switch self {
        case .cidr(let block): block.prefixLength == 0
        case .prefixList: false
        }
    }

    /// The destination as AWS writes it.
    package var description: String {
        switch self {
        case .cidr(let block): block.description
        case .prefixList(let list): list.text
        }
    }

    /// Orders default and wide routes first, prefix lists last.
    package static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.cidr(let left), .cidr(let right)): left < right
        case (.cidr, .prefixList): true
        case (.prefixList, .cidr): false
        case (.prefixList(let left), .prefixList(let right)): left < right
        }
    }
}
