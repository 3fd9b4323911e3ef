package import AWS
import Glibc

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

    /// A shared file is never as long; a longer one is something else.
    private static let limitBytes = 1 << 20

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
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            // A component of the path that is a file means the same as one that is missing.
            if errno == ENOENT || errno == ENOTDIR { return SharedConfig.File(path: path, text: "") }
            throw .configuration(detail: "\(path) cannot be read: \(reason(errno))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw .configuration(detail: "\(path) cannot be read: \(reason(errno))") }
            guard count > 0 else { break }
            bytes += chunk[..<count]
            guard bytes.count <= limitBytes else {
                throw .configuration(detail: "\(path) is longer than \(limitBytes) bytes: it is no shared file")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .configuration(detail: "\(path) is not UTF-8 text")
        }
        return SharedConfig.File(path: path, text: text)
    }

    private static func reason(_ number: Int32) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }
}
