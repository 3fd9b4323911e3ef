import AWS
import Testing
import Values

@Suite struct CredentialsTests {
    let now = Timestamp(milliseconds: 1000)

    @Test func `no way to print credentials shows the secrets`() {
        let credentials = Credentials(
            accessKeyID: "AKIA0000000000001234",
            secretAccessKey: Secret("canary-secret"),
            sessionToken: Secret("canary-token"),
            source: "a test"
        )
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped, "\(credentials.secretAccessKey)"] {
            #expect(!text.contains("canary"), "\(text)")
        }
        #expect("\(credentials)" == "key AKIA…1234 from a test")
    }

    @Test func `the environment gives credentials, with or without a session`() async throws {
        var variables = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SESSION_TOKEN": ""]
        #expect(try await EnvironmentCredentials(variables).credentials(at: now).sessionToken == nil)
        variables["AWS_SESSION_TOKEN"] = "T"
        #expect(try await EnvironmentCredentials(variables).credentials(at: now).sessionToken == Secret("T"))
    }

    @Test(arguments: [[:], ["AWS_ACCESS_KEY_ID": "A"], ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "S"]])
    func `an environment without a whole key says what to set`(variables: [String: String]) async {
        let error = await #expect(throws: AWSError.self) {
            try await EnvironmentCredentials(variables).credentials(at: now)
        }
        #expect(error?.message.contains("AWS_SECRET_ACCESS_KEY") == true)
    }

    @Test func `credentials that have ended are not used`() async throws {
        var credentials = Credentials.example
        credentials.expiration = now
        #expect(try await credentials.credentials(at: Timestamp(milliseconds: 999)) == credentials)
        await #expect(throws: AWSError.self) { try await credentials.credentials(at: now) }
    }

    @Test func `the process has variables and a clock that goes on`() {
        #expect(ProcessEnvironment.variables()["PATH"] != nil)
        #expect(SystemTime().now() > Timestamp(milliseconds: 1_700_000_000_000))
    }
}
