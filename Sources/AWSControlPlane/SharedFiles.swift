package import AWS

/// Where the shared files are, and which of their profiles counts.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html>
package struct SharedFiles: Hashable, Sendable {
    /// The path of `config`; nil when the home directory is not known.
    package let configPath: String?
    /// The path of `credentials`; nil when the home directory is not known.
    package let credentialsPath: String?
    /// The profile that counts.
    package let profileName: String
    /// What chose the profile, such as `AWS_PROFILE`; nil for the default one.
    package let profileOrigin: String?

    /// The files and the profile that the environment names; `profile` is what the command line says.
    package init(environment: [String: String], profile: String? = nil) {
        let value = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = value("HOME")
        let place = { (variable: String, name: String) -> String? in
            guard let path = value(variable) else { return home.map { "\($0)/.aws/\(name)" } }
            return path.hasPrefix("~/") ? home.map { $0 + path.dropFirst() } : path
        }
        configPath = place("AWS_CONFIG_FILE", "config")
        credentialsPath = place("AWS_SHARED_CREDENTIALS_FILE", "credentials")
        if let profile {
            (profileName, profileOrigin) = (profile, "--profile")
        } else if let name = value("AWS_PROFILE") {
            (profileName, profileOrigin) = (name, "AWS_PROFILE")
        } else if let name = value("AWS_DEFAULT_PROFILE") {
            (profileName, profileOrigin) = (name, "AWS_DEFAULT_PROFILE")
        } else {
            (profileName, profileOrigin) = ("default", nil)
        }
    }

    /// Reads both files; one that does not exist counts as empty.
    ///
    /// Throws ``AWSError/configuration(detail:)`` for one that cannot be read.
    package func load() throws(AWSError) -> SharedConfig {
        try SharedConfig(config: Self.read(configPath), credentials: Self.read(credentialsPath))
    }

    /// The places, for messages.
    package var places: String {
        let paths = [configPath, credentialsPath].compactMap(\.self)
        return paths.isEmpty ? "no shared files, because HOME is not set" : paths.joined(separator: " and ")
    }

    private static func read(_ path: String?) throws(AWSError) -> SharedConfig.File {
        guard let path else { return SharedConfig.File(path: "", text: "") }
        do {
            return SharedConfig.File(path: path, text: try SmallFile.text(path) ?? "")
        } catch {
            throw .configuration(detail: error.detail)
        }
    }
}
