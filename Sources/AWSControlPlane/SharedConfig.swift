package import AWS

/// What the shared files `config` and `credentials` say, which all AWS tools read.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>
package struct SharedConfig: Hashable, Sendable {
    /// The profiles by name, both files merged; what `credentials` says wins.
    package private(set) var profiles: [String: Profile] = [:]
    /// The `[sso-session NAME]` sections of `config`.
    package private(set) var ssoSessions: [String: Profile] = [:]
    /// The `[services NAME]` sections of `config`.
    package private(set) var services: [String: Profile] = [:]
    /// The profiles whose key is in `credentials`, where it comes before a program's.
    package private(set) var profilesWithStoredKey: Set<String> = []
    /// Sections that no tool reads, as they are written, such as `[prod]` in `config`, which lacks the word `profile`.
    package private(set) var ignoredSections: [String] = []

    /// A section of a file.
    package struct Profile: Hashable, Sendable {
        /// The properties by their lower-case names; one with sub-properties starts with a line break.
        package var properties: [String: String]

        /// A section.
        package init(_ properties: [String: String] = [:]) { self.properties = properties }

        /// A property; nil when it is not set or empty.
        package subscript(name: String) -> String? { properties[name].flatMap { $0.isEmpty ? nil : $0 } }

        /// The sub-properties below a property, by their lower-case names.
        package func subproperties(_ name: String) -> [String: String] {
            let lines = (properties[name] ?? "").split(separator: "\n")
            let pairs = lines.compactMap { line -> (String, String)? in
                guard let sign = line.firstIndex(of: "=") else { return nil }
                let key = line[..<sign].trimmed.lowercased()
                return (key, String(line[line.index(after: sign)...].trimmed))
            }
            return Dictionary(pairs) { _, last in last }
        }

        fileprivate mutating func merge(_ other: Profile) {
            properties.merge(other.properties) { _, last in last }
        }
    }

    /// Reads both files.
    ///
    /// Names that AWS's tools do not accept are skipped, as they do. Throws ``AWSError/configuration(detail:)`` with file
    /// and line for text that is no such file at all.
    package init(config: File, credentials: File) throws(AWSError) {
        var parser = SharedFileParser(file: config)
        let sections = try parser.sections()
        // `[profile default]` makes every `[default]` of the same file void.
        let hasPrefixedDefault = sections.contains { $0.kind == .profile(isPrefixed: true) && $0.name == "default" }
        for section in sections {
            switch section.kind {
            case .profile(let isPrefixed):
                if section.name != "default" && !isPrefixed {
                    ignoredSections.append(section.header)
                } else if isPrefixed || !hasPrefixedDefault {
                    profiles[section.name, default: Profile()].merge(section.body)
                }
            case .ssoSession: ssoSessions[section.name, default: Profile()].merge(section.body)
            case .services: services[section.name, default: Profile()].merge(section.body)
            case .unreadable: ignoredSections.append(section.header)
            }
        }
        parser = SharedFileParser(file: credentials)
        for section in try parser.sections() {
            if section.kind == .profile(isPrefixed: false) {
                if section.body["aws_access_key_id"] != nil { profilesWithStoredKey.insert(section.name) }
                profiles[section.name, default: Profile()].merge(section.body)
            } else {
                ignoredSections.append(section.header)
            }
        }
    }

    /// The text of a file.
    package struct File: Hashable, Sendable {
        /// Where it is, for messages.
        package var path: String
        /// What it says; empty when there is no file.
        package var text: String

        /// A file.
        package init(path: String, text: String) {
            (self.path, self.text) = (path, text)
        }
    }
}

extension SharedConfig {
    /// What a profile says of endpoints; a profile that does not exist says nothing.
    ///
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
    package func endpoints(of name: String) -> EndpointSettings {
        guard let profile = profiles[name] else { return EndpointSettings() }
        let section = profile["services"].flatMap { services[$0] } ?? Profile()
        let urls = section.properties.keys.map { service in
            (service.uppercased(), section.subproperties(service)["endpoint_url"] ?? "")
        }
        return EndpointSettings(byService: Dictionary(urls) { first, _ in first }) { profile[$0] }
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at both ends.
    var trimmed: SubSequence {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return self[startIndex..<startIndex]
        }
        return self[first...last]
    }
}
