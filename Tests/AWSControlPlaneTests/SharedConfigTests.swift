import AWS
import AWSControlPlane
import Codecs
import Foundation
import SuiteSupport
import Testing

/// The shared files, by the cases that the AWS SDKs share and by our own.
@Suite struct SharedConfigTests {
    /// One of the SDKs' cases: both files, and the profiles or the error that they give.
    struct Case: CustomTestStringConvertible, Sendable {
        let json: JSON

        var testDescription: String { json["name"]?.string ?? "" }

        static let all = Suite.cases("config/smithy-rs-aws-runtime/profile-parser-tests.json", under: "tests")
            .map(Case.init)
    }

    @Test(.enabled(if: !Case.all.isEmpty, "the shared suites are not there"))
    func `files are read as the SDKs read them`() async {
        var report = SuiteReport("profile parsing")
        for row in Case.all { await report.run(row.testDescription) { try complaint(row) } }
        report.finish(cases: 65)
    }

    /// What is wrong with the profiles of a case.
    private func complaint(_ row: Case) throws -> String? {
        let input = row.json["input"]
        let read = { () throws(AWSError) in
            try SharedConfig(
                config: SharedConfig.File(path: "config", text: input?["configFile"]?.string ?? ""),
                credentials: SharedConfig.File(path: "credentials", text: input?["credentialsFile"]?.string ?? "")
            )
        }
        guard let expected = row.json["output"]?["config"] else {
            do {
                return "\(try read()) instead of an error"
            } catch {
                // The SDKs' own words differ among themselves; ours must say where it is.
                return error.label == "configuration" && error.message.hasPrefix("config:") ? nil : "said '\(error)'"
            }
        }
        let config = try read()
        let sessions = expected["sso_sessions"].map { sections($0) }
        return difference(config.profiles, sections(expected["profiles"]))
            ?? difference(config.ssoSessions, sessions ?? config.ssoSessions)
    }

    private func sections(_ json: JSON?) -> [String: SharedConfig.Profile] {
        let pairs = (json?.members ?? []).map { ($0.key, SharedConfig.Profile($0.value.strings)) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// One of the SDKs' cases about where the files are.
    struct Place: CustomTestStringConvertible, Sendable {
        let json: JSON

        var testDescription: String { json["name"]?.string ?? "" }

        static let all = Suite.cases("config/smithy-rs-aws-runtime/file-location-tests.json", under: "tests")
            .map(Place.init)
    }

    @Test(.enabled(if: !Place.all.isEmpty, "the shared suites are not there"))
    func `the files are where the SDKs look for them`() async {
        var report = SuiteReport("file locations")
        for (number, row) in Place.all.enumerated() {
            let name = "\(number + 1): \(row.testDescription)"
            if row.json["platform"]?.string == "windows" {
                report.skip(name, "there is no vaer for Windows")
            } else {
                await report.run(name) { complaint(row) }
            }
        }
        report.finish(cases: 9, skipped: 5)
    }

    /// What is wrong with the places of a case.
    private func complaint(_ row: Place) -> String? {
        let files = SharedFiles(environment: row.json["environment"]?.strings ?? [:])
        return difference(files.configPath, row.json["configLocation"]?.string)
            ?? difference(files.credentialsPath, row.json["credentialsLocation"]?.string)
            ?? difference(files.profileName, row.json["profile"]?.string ?? files.profileName)
    }

    /// A file of botocore's own tests, and the keys of its profiles or what is said of it.
    struct Sample: CustomTestStringConvertible, Sendable {
        let name: String
        var keys: [String: String] = [:]
        var complaint: String?

        var testDescription: String { name }

        static let all = [
            Sample(name: "aws_config", keys: ["default": "foo", "personal": "fie"]),
            Sample(
                name: "aws_bad_profile",
                keys: ["default": "default", "my profile": "default", "personal1": "access_personal1"]
            ),
            Sample(name: "aws_config_bad", complaint: ":1: a section such as [default] must come before"),
            Sample(name: "aws_config_badbytes", complaint: " is not UTF-8 text"),
            Sample(name: "aws_config_nested", keys: ["default": "foo"]),
            Sample(name: "aws_config_nested_bad", complaint: ":5: a setting below 's3' needs '=' after its name"),
            Sample(name: "aws_config_nocreds", keys: ["default": ""]),
            Sample(name: "aws_config_other", keys: ["default": "other_foo", "personal": "fie"]),
            Sample(name: "aws_credentials", complaint: ":1: a section such as [default] must come before"),
            Sample(name: "aws_services_config", keys: ["default": ""]),
            Sample(name: "aws_sso_session_config", keys: ["default": ""]),
            Sample(name: "aws_third_config", keys: ["default": "third_foo", "third": "third_fie"]),
            Sample(name: "foo_config", keys: ["default": "foo", "foo": "fie"]),
        ]
    }

    static let samples = Suite.folder.appending(path: "config/botocore-cfg")

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: samples.path), "the shared suites are not there"),
        arguments: Sample.all
    )
    func `botocore's own samples are read as it reads them`(row: Sample) throws {
        let path = Self.samples.appending(path: row.name).path
        let files = SharedFiles(environment: ["AWS_CONFIG_FILE": path])
        if let complaint = row.complaint {
            let error = #expect(throws: AWSError.self) { try files.load() }
            #expect(error?.message.hasPrefix(path + complaint) == true, "\(error as AWSError?)")
        } else {
            #expect(try files.load().profiles.mapValues { $0["aws_access_key_id"] ?? "" } == row.keys)
        }
    }

    @Test(arguments: [
        ("[default", "config:1: the line starts a section but does not end with ']'"),
        ("# x\n\nkey = 1", "config:3: a section such as [default] must come before the first setting"),
        ("[default]\r\nregion us-west-1", "config:2: a setting needs '=' after its name"),
        ("[default]\n= 1", "config:2: there is no name before '='"),
        ("[default]\n  more", "config:2: an indented line continues a setting, but there is none before it"),
        ("[default]\ns3 =\n  more", "config:3: a setting below 's3' needs '=' after its name"),
    ])
    func `text that is no shared file is told with its line`(text: String, message: String) {
        #expect(throws: AWSError.configuration(detail: message)) {
            try SharedConfig(config: .init(path: "config", text: text), credentials: .init(path: "", text: ""))
        }
    }

    @Test func `a profile may replace the endpoints of all services and of one`() throws {
        let text = """
            [profile local]
            endpoint_url = http://127.0.0.1:5000
            services = mine
            [profile plain]
            [services mine]
            ec2 =
              endpoint_url = http://127.0.0.1:5001
            cloudwatch_logs =
              endpoint_url = http://127.0.0.1:5002
            """
        let config = try SharedConfig(config: .init(path: "config", text: text), credentials: .init(path: "", text: ""))
        let urls = ["EC2": "http://127.0.0.1:5001", "CLOUDWATCH_LOGS": "http://127.0.0.1:5002"]
        #expect(config.endpoints(of: "local").all == "http://127.0.0.1:5000")
        #expect(config.endpoints(of: "local").byService == urls)
        #expect(config.endpoints(of: "plain") == EndpointSettings())
    }

    @Test func `a home directory that is not known means that there are no files`() throws {
        let files = SharedFiles(environment: [:])
        #expect(files.configPath == nil)
        #expect(try files.load().profiles.isEmpty)
        #expect(files.places == "no shared files, because HOME is not set")
        let tilde = SharedFiles(environment: ["HOME": "/home/user", "AWS_CONFIG_FILE": "~/x/config"])
        #expect(tilde.configPath == "/home/user/x/config")
    }
}
