import AWS
import AWSControlPlane
import Codecs
import SuiteSupport
import Testing
import Values

/// Where services are, by the cases that the AWS SDKs share.
@Suite struct SuiteEndpointTests {
    static let services: [(folder: String, service: Service)] = [
        ("ec2", EC2.service), ("events", EventBridge.service), ("lambda", Lambda.service), ("iam", IAM.service),
        ("sns", SNS.service), ("sqs", SQS.service), ("sts", STS.service), ("logs", Logs.service),
        ("cloudwatch", CloudWatch.service),
    ]

    /// The cases of a service.
    static func cases(_ folder: String) -> [JSON] {
        Suite.cases("endpoints/tests/\(folder)/endpoint-tests-1.json", under: "testCases")
    }

    static let isThere = !cases("ec2").isEmpty

    static let signOnServices: [(folder: String, service: Service)] = [
        ("sso", SSO.service), ("sso-oidc", OIDC.service),
    ]

    @Test(.enabled(if: isThere, "the shared suites are not there"))
    func `every service is where the endpoint rules say`() async {
        await report("endpoints", of: Self.services).finish(cases: 453, skipped: 18)
        await report("endpoints of single sign-on", of: Self.signOnServices).finish(cases: 80, skipped: 2)
    }

    private func report(_ name: String, of services: [(folder: String, service: Service)]) async -> SuiteReport {
        var report = SuiteReport(name)
        for (folder, service) in services {
            for row in Self.cases(folder) {
                let name = "\(folder): \(row["documentation"]?.string ?? "")"
                if let reason = Self.reasonToSkip(row) {
                    report.skip(name, reason)
                } else {
                    await report.run(name) { try Self.complaint(row, service) }
                }
            }
        }
        return report
    }

    /// Why a case is not for us.
    static func reasonToSkip(_ row: JSON) -> String? {
        guard let params = row["params"] else { return "a region is no option here: there is no call without one" }
        if params["EndpointId"] != nil { return "events are not sent through a global EventBridge endpoint" }
        return params["Region"]?.string == "aws-global" ? "'aws-global' is no region that anything can be in" : nil
    }

    /// What is wrong with the endpoint of a case.
    static func complaint(_ row: JSON, _ service: Service) throws -> String? {
        let params = row["params"]
        var environment: [String: String] = [:]
        if params?["UseFIPS"]?.bool == true { environment["AWS_USE_FIPS_ENDPOINT"] = "true" }
        if params?["UseDualStack"]?.bool == true { environment["AWS_USE_DUALSTACK_ENDPOINT"] = "True" }
        if params?["UseGlobalEndpoint"]?.bool == true { environment["AWS_STS_REGIONAL_ENDPOINTS"] = "legacy" }
        let resolver = EndpointResolver(environment: environment, explicit: params?["Endpoint"]?.string)
        // With a URL the region does not matter; some of those cases have none.
        guard let region = Region(params?["Region"]?.string ?? "us-east-1") else { return "no region" }
        guard let expected = row["expect"]?["endpoint"] else {
            let endpoint = try? resolver.endpoint(for: service, in: region)
            return endpoint.map { "\($0.origin) instead of an error" }
        }
        let endpoint = try resolver.endpoint(for: service, in: region)
        let scheme = expected["properties"]?["authSchemes"]?.elements.first
        let signingRegion = scheme?["signingRegion"]?.string ?? endpoint.signingRegion
        return difference(endpoint.origin, expected["url"]?.string ?? "")
            ?? difference(endpoint.signingRegion, signingRegion)
            ?? difference(service.signingName, scheme?["signingName"]?.string ?? service.signingName)
    }

    static let configured = Suite.cases("endpoints/configured/profile-tests.json", under: "testSuites")

    @Test(.enabled(if: !configured.isEmpty, "the shared suites are not there"))
    func `configured URLs win as the SDKs let them`() async {
        var report = SuiteReport("configured endpoints")
        for suite in Self.configured {
            for row in suite["endpointUrlTests"]?.elements ?? [] {
                await report.run(row["name"]?.string ?? "") { try Self.configuredComplaint(row, suite) }
            }
        }
        report.finish(cases: 39)
    }

    /// What is wrong with the endpoint of a case whose URL is configured.
    static func configuredComplaint(_ row: JSON, _ suite: JSON) throws -> String? {
        let profile = row["profile"]?.string ?? ""
        let sections = (suite["profiles"]?.members ?? []).map { section in
            "[profile \(section.key)]\n" + section.value.strings.map { "\($0.key) = \($0.value)\n" }.joined()
        }
        let services = (suite["services"]?.members ?? []).map { section in
            let settings = section.value.members.map { service in
                "\(service.key) =\n" + service.value.strings.map { "  \($0.key) = \($0.value)\n" }.joined()
            }
            return "[services \(section.key)]\n" + settings.joined()
        }
        let config = try SharedConfig(
            config: .init(path: "config", text: (sections + services).joined()),
            credentials: .init(path: "credentials", text: "")
        )
        var environment = suite["environments"]?[row["environment"]?.string ?? ""]?.strings ?? [:]
        let client = suite["client_configs"]?[row["client_config"]?.string ?? ""]
        // What code may say to another client, only the environment says to this one.
        if client?["ignore_configured_endpoint_urls"]?.bool == true {
            environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true"
        }
        let name = row["service"]?.string ?? ""
        let service = Service(
            name: name,
            endpointPrefix: name,
            environmentName: name.uppercased(),
            wire: .restJSON
        )
        let resolver = EndpointResolver(
            environment: environment,
            profile: config.endpoints(of: profile),
            explicit: client?["endpoint_url"]?.string
        )
        guard let region = Region("us-west-1") else { return "no region" }
        let found = try resolver.endpoint(for: service, in: region).origin
        // The suite's region has not the shape of one.
        let wanted = (row["output"]?["endpointUrl"]?.string ?? "").replacing("fake-region-10", with: region.name)
        return difference(found, wanted)
    }
}
