import Values

extension ValueReader {
    /// An address to post to: `https`, or `http` where nothing leaves this machine.
    mutating func webhook(_ text: String, _ extent: Extent) -> Typed {
        let hosts = ["localhost", "127.0.0.1", "[::1]"]
        guard text.hasPrefix("http://") else { return httpsURL(text, extent) }
        let authority = text.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let isFit = text.utf8.count <= 2048 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        let isHere = hosts.contains { host in
            let port = authority.dropFirst(host.count + 1)
            return authority == host || authority.hasPrefix(host + ":") && UInt16(port) != nil
        }
        return isFit && isHere ? .text(text) : httpsURL(text, extent)
    }

    mutating func path(_ text: String, _ extent: Extent) -> Typed {
        guard text.hasPrefix("/"), text.utf8.count < 4096 else {
            return fail(
                .wrongType,
                "'\(text.printable)' is not the whole path of a file",
                extent,
                help: "it begins with '/', such as \(setting.example)"
            )
        }
        return .text(text)
    }

    mutating func oneOf(_ words: [String], _ text: String, _ extent: Extent) -> Typed {
        guard words.contains(text) else {
            return fail(
                .wrongType,
                "'\(text.printable)' is none that '\(setting.name)' takes",
                extent,
                help: Nearest.question(text, among: words) ?? "there are \(words.map { "'\($0)'" }.listed)"
            )
        }
        return .text(text)
    }

    mutating func timeOfDay(_ text: String, _ extent: Extent) -> Typed {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hour = Self.twoDigits(parts[0]), let minute = Self.twoDigits(parts[1]), hour < 24,
            minute < 60
        else {
            return fail(
                .wrongType,
                "'\(text.printable)' is not a time of day",
                extent,
                help: "write hours and minutes in UTC, 00:00 to 23:59, such as \(setting.example)"
            )
        }
        return .minute(hour * 60 + minute)
    }

    mutating func moment(_ text: String, _ extent: Extent) -> Typed {
        guard let moment = Timestamp(text) else {
            return fail(
                .wrongType,
                "'\(text.printable)' is not a moment",
                extent,
                help: "write date and time in UTC, such as \(setting.example)"
            )
        }
        return .moment(moment)
    }

    /// A minute of a day as it is written.
    static func timeText(_ minute: Int) -> String {
        let padded = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(padded(minute / 60)):\(padded(minute % 60))"
    }

    private static func twoDigits(_ text: Substring) -> Int? {
        text.utf8.count == 2 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
