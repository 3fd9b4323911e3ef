import Fleet
import Values

extension String {
    /// The noun with its indefinite article.
    fileprivate var withArticle: String { (first.map { "aeio".contains($0) } ?? false ? "an " : "a ") + self }
}

extension ValueReader {
    /// What the last word of a region's code is; another one is a typing error, not a region of tomorrow.
    private static let directions: Set<String> = [
        "central", "north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest",
    ]

    mutating func region(_ text: String, _ extent: Extent) -> Typed {
        let question = Nearest.question(text, among: Region.known)
        guard let region = Region(text),
            Self.directions.contains(String(text.split(separator: "-").dropLast().last ?? ""))
        else {
            return fail(
                .wrongType,
                "'\(text.printable)' is not a region",
                extent,
                help: question ?? "write a region's code, such as \(setting.example)"
            )
        }
        if !region.isKnown {
            problems.warning(
                .unknownRegion,
                "'\(text.printable)' is not a region that this vaer knows",
                at: extent,
                help: (question.map { $0 + " " } ?? "") + "if AWS has this region, all is well"
            )
        }
        return .region(region)
    }

    mutating func id<Kind>(
        _ text: String,
        _ extent: Extent,
        _ read: (String) -> ResourceID<Kind>?
    ) -> ResourceID<Kind>? {
        if let id = read(text) { return hasLength(id, extent) ? id : nil }
        let other = [
            VPCKind.self, InstanceKind.self, InterfaceKind.self, RouteTableKind.self, PrefixListKind.self,
        ].first { (kind: any ResourceKind.Type) in kind.prefix != Kind.prefix && text.hasPrefix(kind.prefix + "-") }
        let help: String
        if let other {
            help = "it is the id of \(other.noun.withArticle)"
        } else if let noun = Self.otherResources[text.prefix { $0 != "-" }] {
            help = "it is the id of \(noun)"
        } else if text != text.lowercased(), read(text.lowercased()) != nil {
            help = "ids are in lower case: \(text.lowercased())"
        } else {
            help = "it is '\(Kind.prefix)-' with 8 or 17 hexadecimal digits, such as \(idExample(Kind.prefix))"
        }
        problems.error(.wrongType, "'\(text.printable)' is not \(Kind.noun.withArticle) id", at: extent, help: help)
        return nil
    }

    /// Whether an id has a length that AWS gives; most often a digit got lost.
    private mutating func hasLength<Kind>(_ id: ResourceID<Kind>, _ extent: Extent) -> Bool {
        let digits = id.text.utf8.count - Kind.prefix.utf8.count - 1
        if digits == 8 || digits == 17 { return true }
        problems.error(
            .wrongType,
            "'\(id)' has \(digits) digits; \(Kind.noun.withArticle) id has 8 or 17",
            at: extent,
            help: "copy it anew, such as \(idExample(Kind.prefix))"
        )
        return false
    }

    private func idExample(_ prefix: String) -> String {
        setting.example.hasPrefix(prefix + "-") ? setting.example : "\(prefix)-0a1b2c3d4e5f60718"
    }

    /// A route table's id, or `tag:Key=Value`.
    mutating func table(_ text: String, _ extent: Extent) -> Typed {
        guard text.lowercased().hasPrefix("tag:") else {
            return id(text, extent, RouteTableID.init).map { .table(.id($0)) } ?? .invalid
        }
        if let pattern = TablePattern(text) { return .table(pattern) }
        let rest = text.dropFirst(4)
        let isEmpty = rest.isEmpty || rest.hasPrefix("=")
        return fail(
            .wrongType,
            "'\(text.printable)' is not a tag that a route table can have",
            extent,
            help: !text.hasPrefix("tag:")
                ? "write \"tag:\(String(rest).printable)\""
                : isEmpty
                    ? "the tag's key is missing: \"tag:Role=edge\", or \"tag:Role\" for any value"
                    : "a tag's key has at most \(TablePattern.keyLimitCharacters) characters and its value "
                        + "\(TablePattern.valueLimitCharacters)"
        )
    }

    mutating func destination(_ text: String, _ extent: Extent) -> Typed {
        if let pattern = DestinationPattern(text) { return .destination(pattern) }
        if text.hasSuffix("+"), PrefixListID(String(text.dropLast())) != nil {
            let help = "a prefix list is one destination: \(text.dropLast())"
            return fail(.wrongType, "'\(text.printable)' is not a destination", extent, help: help)
        }
        // A plus adds nothing to what can be wrong with the block before it.
        let plus = text.hasSuffix("+") ? "+" : ""
        let block = String(text.dropLast(plus.count))
        if let network = CIDR.clearingHostBits(block) {
            let host = block.split(separator: "/").first.map(String.init) ?? ""
            return fail(
                .hostBits,
                "'\(text.printable)' has bits set past its prefix",
                extent,
                help: "write the network, \(network)\(plus), or the host, \(host)/\(network.family.bits)"
            )
        }
        let help: String
        if CIDR(block + "/32") != nil || CIDR(block + "/128") != nil {
            help = "the prefix length is missing: \(block)/\(block.contains(":") ? 128 : 32)"
        } else if text == "default" {
            help = "write 0.0.0.0/0 or ::/0"
        } else {
            help = Self.repairedDestination(text)
        }
        return fail(.wrongType, "'\(text.printable)' is not a destination", extent, help: help)
    }

    mutating func arn(
        _ text: String,
        _ extent: Extent,
        service: String,
        resource: String,
        noun: String
    ) -> Typed {
        guard let arn = ARN(text) else {
            return fail(
                .wrongType,
                "'\(text.printable)' is not an ARN",
                extent,
                help: "write the ARN of \(noun), such as \(setting.example.filter { $0 != "[" && $0 != "]" })"
            )
        }
        let isOfRegion = service == "iam" || Region(arn.region) != nil
        let isOfAccount = AccountID(arn.account) != nil || (service == "iam" && arn.account == "aws")
        let isPlain = service == "iam" || !arn.resource.contains { $0 == ":" || $0 == "/" }
        guard arn.service == service, arn.resource.hasPrefix(resource), isOfRegion, isOfAccount, isPlain else {
            return fail(
                .wrongType,
                "'\(text.printable)' is not the ARN of \(noun)",
                extent,
                help: "one looks like \(setting.example.filter { $0 != "[" && $0 != "]" })"
            )
        }
        return .arn(arn)
    }

    // MARK: durations

    mutating func duration(
        _ text: String,
        _ extent: Extent,
        from: Duration,
        to: Duration,
        step: Duration,
        orWord word: String?
    ) -> Typed {
        guard let duration = Duration(shortText: text) else { return noDuration(text, extent, orWord: word) }
        guard (from...to).contains(duration), duration.milliseconds % step.milliseconds == 0 else {
            let unit = step == .seconds(60) ? "minutes" : "seconds"
            return fail(
                .outOfRange,
                "'\(setting.name)' is \(text.printable); it takes whole \(unit) from \(from.shortText) to \(to.shortText)",
                extent,
                help: example(near: duration, from: from, to: to, step: step)
            )
        }
        return .duration(duration)
    }

    private func example(near duration: Duration, from: Duration, to: Duration, step: Duration) -> String {
        let rounded = (duration.milliseconds + step.milliseconds - 1) / step.milliseconds * step.milliseconds
        let nearest = min(max(Duration.milliseconds(rounded), from), to)
        return "the nearest is \(setting.name) = \(nearest.shortText)"
    }

    private mutating func noDuration(_ text: String, _ extent: Extent, orWord word: String? = nil) -> Typed {
        let isNumber = !text.isEmpty && text.utf8.count <= 9 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        if let repaired = Self.repairedDuration(text) ?? word.flatMap({ Self.isNothing(text) ? $0 : nil }) {
            return fail(
                .wrongType,
                "'\(text.printable)' is \(word.map { "neither '\($0)' nor" } ?? "not") a duration",
                extent,
                help: "write \(setting.name) = \(repaired)"
            )
        }
        return fail(
            .wrongType,
            "'\(text.printable)' is \(word.map { "neither '\($0)' nor" } ?? "not") a duration",
            extent,
            help: isNumber
                ? "its unit is missing: \(text)s, \(text)m, \(text)h or \(text)d"
                : "write \(word.map { "'\($0)', or " } ?? "")a whole number with s, m, h or d, such as \(setting.example)"
        )
    }

    mutating func days(_ text: String, _ extent: Extent, _ allowed: [Int]) -> Typed {
        guard let duration = Duration(shortText: text) else {
            guard Self.repairedDuration(text) == nil else { return noDuration(text, extent) }
            return fail(
                .wrongType,
                "'\(text.printable)' is not a number of days",
                extent,
                help: "such as \(setting.assignment); the longest is \(allowed.last ?? 0)d"
            )
        }
        let day: Int64 = 86_400_000
        if duration.milliseconds % day == 0, allowed.contains(Int(duration.milliseconds / day)) {
            return .days(Int(duration.milliseconds / day))
        }
        let wanted = Int(duration.milliseconds / day)
        let shorter = allowed.last { $0 <= wanted }.map { "\($0)d" }
        let longer = allowed.first { $0 > wanted }.map { "\($0)d" }
        return fail(
            .outOfRange,
            "CloudWatch Logs cannot keep a log for exactly \(text.printable)",
            extent,
            help: "the nearest that it can: \([shorter, longer].compactMap { $0 }.joined(separator: " and "))"
        )
    }

    // MARK: addresses

    mutating func email(_ text: String, _ extent: Extent) -> Typed {
        guard Self.isEmail(text) else {
            return fail(
                .wrongType,
                "'\(text.printable)' is not an e-mail address",
                extent,
                help: "such as netops@example.com"
            )
        }
        return .text(text)
    }

    private static func isEmail(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count <= 254, let at = bytes.firstIndex(of: UInt8(ascii: "@")) else { return false }
        let (local, host) = (bytes[..<at], text.utf8.dropFirst(at + 1))
        guard (1...64).contains(local.count), isHost(Substring(host)) else { return false }
        let dot = UInt8(ascii: ".")
        let hasDoubleDot = zip(local, local.dropFirst()).contains { $0 == dot && $1 == dot }
        guard local.first != dot, local.last != dot, !hasDoubleDot else { return false }
        // What RFC 5322 calls an atom, with dots; SNS takes no quoted local parts.
        return local.allSatisfy { (0x21...0x7E).contains($0) && !forbidden.contains($0) }
    }

    private static let forbidden = Array("\"(),:;<>@[\\]".utf8)

    mutating func httpsURL(_ text: String, _ extent: Extent) -> Typed {
        guard text.hasPrefix("https://") else {
            return fail(
                .wrongType,
                "'\(text.printable)' is not an https address",
                extent,
                help: text.hasPrefix("http://")
                    ? "messages go over https alone: https://\(text.dropFirst(7).prefix(80))"
                    : "such as https://hooks.example.com/vaer"
            )
        }
        let rest = text.dropFirst(8)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        let hasPort = parts.count == 2 && UInt16(parts[1]) != nil
        let isFit = text.utf8.count <= 2048 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isFit, parts.count == 1 || hasPort, let host = parts.first, Self.isHost(host) else {
            return fail(
                .wrongType,
                "'\(text.printable)' is not an https address",
                extent,
                help: authority.contains("@")
                    ? "a login cannot be part of it" : "it has a host name, such as https://hooks.example.com/vaer"
            )
        }
        return .text(text)
    }

    /// Whether a text is a host name of at least two labels.
    private static func isHost(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy {
                        $0 == 0x2D || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                            || (0x61...0x7A).contains($0)
                    }
            }
    }
}
