package import AWS

/// What the environment and a profile say about the client itself: its retries and the certificates that it believes.
package struct ClientSettings: Sendable {
    /// When a call is tried again.
    package let retry: RetryPolicy
    /// The file with the certificates that are believed in place of the machine's; nil for the machine's.
    package let bundle: String?

    /// The settings of a profile; the environment wins, as for every AWS tool.
    ///
    /// Throws ``AWSError/configuration(detail:)`` with the place of a value that cannot be understood.
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>
    package init(environment: [String: String], profile: String? = nil) throws(AWSError) {
        let files = SharedFiles(environment: environment, profile: profile)
        let section = try files.load().profiles[files.profileName]
        let find = { (variable: String, key: String) -> Setting? in
            if let text = environment[variable], !text.trimmed.isEmpty {
                return Setting(place: variable, text: String(text.trimmed))
            }
            return section?[key].map { Setting(place: "'\(key)' of the profile '\(files.profileName)'", text: $0) }
        }
        var retry = RetryPolicy()
        if let attempts = find("AWS_MAX_ATTEMPTS", "max_attempts") { retry.attemptLimit = try attempts.attempts() }
        if let mode = find("AWS_RETRY_MODE", "retry_mode") { retry.mode = try mode.mode() }
        self.retry = retry
        bundle = find("AWS_CA_BUNDLE", "ca_bundle")?.text
    }
}

/// A value and where it was found.
private struct Setting {
    let place: String
    let text: String

    func attempts() throws(AWSError) -> Int {
        guard let count = Int(text), count > 0 else {
            throw .configuration(detail: "\(place) is '\(text)': write how often a call is sent at most, such as 3")
        }
        return count
    }

    /// The mode; `legacy` is what old files say and means the standard one.
    func mode() throws(AWSError) -> RetryPolicy.Mode {
        let name = text.lowercased()
        guard let mode = name == "legacy" ? .standard : RetryPolicy.Mode(rawValue: name) else {
            throw .configuration(detail: "\(place) is '\(text)': write standard or adaptive")
        }
        return mode
    }
}
