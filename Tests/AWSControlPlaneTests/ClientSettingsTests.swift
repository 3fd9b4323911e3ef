import AWS
import AWSControlPlane
import Foundation
import Testing

@Suite struct ClientSettingsTests {
    /// The settings of a profile in a file, and of variables.
    private func settings(
        _ variables: [String: String] = [:],
        file: String = "",
        profile: String? = nil
    ) throws -> ClientSettings {
        let path = FileManager.default.temporaryDirectory.appending(path: "vaer-config-\(UUID().uuidString)")
        try file.write(to: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: path) }
        let places = ["AWS_CONFIG_FILE": path.path, "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"]
        return try ClientSettings(environment: places.merging(variables) { $1 }, profile: profile)
    }

    @Test func `without a word there are three attempts, the standard mode and the machine's certificates`() throws {
        let settings = try settings(["AWS_MAX_ATTEMPTS": "", "AWS_RETRY_MODE": " ", "AWS_CA_BUNDLE": ""])
        #expect(settings.retry.attemptLimit == 3)
        #expect(settings.retry.mode == .standard)
        #expect(settings.bundle == nil)
    }

    @Test func `the environment wins over the profile, and the named profile over the default one`() throws {
        let file = """
            [default]
            max_attempts = 4
            [profile cn-net]
            max_attempts = 7
            retry_mode = adaptive
            ca_bundle = /etc/proxy.pem
            """
        #expect(try settings(file: file).retry.attemptLimit == 4)
        let named = try settings(file: file, profile: "cn-net")
        #expect(named.retry.attemptLimit == 7)
        #expect(named.retry.mode == .adaptive)
        #expect(named.bundle == "/etc/proxy.pem")
        let variables = ["AWS_MAX_ATTEMPTS": "2", "AWS_RETRY_MODE": "Standard", "AWS_CA_BUNDLE": "/own.pem"]
        let won = try settings(variables, file: file, profile: "cn-net")
        #expect(won.retry.attemptLimit == 2)
        #expect(won.retry.mode == .standard)
        #expect(won.bundle == "/own.pem")
        #expect(try settings(["AWS_RETRY_MODE": "legacy"]).retry.mode == .standard)
    }

    @Test(arguments: [
        ("AWS_MAX_ATTEMPTS", "0"), ("AWS_MAX_ATTEMPTS", "-1"), ("AWS_MAX_ATTEMPTS", "many"), ("AWS_RETRY_MODE", "fast"),
    ])
    func `a value that cannot be understood is named with its place and the way out`(variable: String, value: String) {
        let error = #expect(throws: AWSError.self) { try settings([variable: value]) }
        #expect(error?.message.hasPrefix("\(variable) is '\(value)': write ") == true)
        let key = variable == "AWS_RETRY_MODE" ? "retry_mode" : "max_attempts"
        let other = #expect(throws: AWSError.self) { try settings(file: "[default]\n\(key) = \(value)") }
        #expect(other?.message.hasPrefix("'\(key)' of the profile 'default' is '\(value)': write ") == true)
    }
}
