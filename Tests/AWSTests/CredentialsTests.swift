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

    @Test func `the environment's old name of the token and its end count too`() async throws {
        let variables = [
            "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SECURITY_TOKEN": "T",
            "AWS_CREDENTIAL_EXPIRATION": "1970-01-01T00:00:01Z",
        ]
        let source = EnvironmentCredentials(variables)
        #expect(try await source.credentials(at: Timestamp(milliseconds: 999)).sessionToken == Secret("T"))
        let detail = "the credentials from the environment ended at 1970-01-01T00:00:01Z: renew them"
        await #expect(throws: AWSError.credentials(detail: detail)) { try await source.credentials(at: now) }
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
