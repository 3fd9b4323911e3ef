import AWS
import Codecs
import HTTP
import Testing
import Values

@Suite struct EndpointTests {
    static let services: [(folder: String, service: Service)] = [
        ("ec2", EC2.service), ("sns", SNS.service), ("cloudwatch", CloudWatch.service), service("events"),
        service("lambda"), service("logs"), service("sqs"), service("sts"), ("iam", iam),
    ]
    static let iam = Service(
        name: "IAM",
        endpointPrefix: "iam",
        environmentName: "IAM",
        wire: .query(version: "2010-05-08"),
        isGlobal: true
    )

    private static func service(_ prefix: String) -> (String, Service) {
        let wire = Service.WireProtocol.restJSON
        return (prefix, Service(name: prefix, endpointPrefix: prefix, environmentName: prefix.uppercased(), wire: wire))
    }

    @Test(.enabled(if: SuiteFolder("endpoints/tests").exists), arguments: services.indices)
    func `a plain case of the endpoint test suite gets its URL`(index: Int) throws {
        let (folder, service) = Self.services[index]
        let cases = try JSON.parse(SuiteFolder("endpoints/tests/\(folder)").bytes("endpoint-tests-1.json"))
        var count = 0
        for row in cases["testCases"]?.elements ?? [] {
            guard let params = row["params"], params["UseFIPS"]?.bool == false, params["Endpoint"] == nil,
                params["UseDualStack"]?.bool == false, params["UseGlobalEndpoint"]?.bool != true,
                params["EndpointId"] == nil,
                let name = params["Region"]?.string, Region(name)?.isKnown == true,
                let url = row["expect"]?["endpoint"]?["url"]?.string
            else { continue }
            let endpoint = try EndpointResolver().endpoint(for: service, in: .example(name))
            #expect(endpoint.origin == url, "\(name)")
            count += 1
        }
        #expect(count > 0)
    }

    @Test(arguments: [
        ("us-west-1", "https://iam.amazonaws.com", "us-east-1"),
        ("cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("us-gov-east-1", "https://iam.us-gov.amazonaws.com", "us-gov-west-1"),
    ])
    func `a global service has one host and one signing region in each partition`(
        region: String,
        origin: String,
        signingRegion: String
    ) throws {
        let endpoint = try EndpointResolver().endpoint(for: Self.iam, in: .example(region))
        #expect(endpoint.origin == origin)
        #expect(endpoint.signingRegion == signingRegion)
    }

    @Test(
        arguments: [
            ([:], nil, "https://ec2.us-west-1.amazonaws.com"),
            (["AWS_ENDPOINT_URL": "http://127.0.0.1:5000/"], nil, "http://127.0.0.1:5000"),
            (["AWS_ENDPOINT_URL": "https://a", "AWS_ENDPOINT_URL_EC2": "https://b"], nil, "https://b"),
            (["AWS_ENDPOINT_URL": "https://a", "AWS_ENDPOINT_URL_SNS": "https://b"], nil, "https://a"),
            (["AWS_ENDPOINT_URL": ""], nil, "https://ec2.us-west-1.amazonaws.com"),
            (["AWS_ENDPOINT_URL_EC2": "https://b"], "https://c:8443", "https://c:8443"),
            (
                ["AWS_ENDPOINT_URL": "https://a", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], nil,
                "https://ec2.us-west-1.amazonaws.com"
            ),
            (
                ["AWS_ENDPOINT_URL": "https://a", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"], "https://c",
                "https://c"
            ),
        ] as [([String: String], String?, String)]
    )
    func `the strongest override wins`(environment: [String: String], explicit: String?, origin: String) throws {
        let resolver = EndpointResolver(environment: environment, explicit: explicit)
        #expect(try resolver.endpoint(for: EC2.service, in: .example()).origin == origin)
    }

    @Test func `what the shared files say comes after the environment, a service's own URL before the general one`()
        throws
    {
        let profile = EndpointOverrides(all: "https://p", byService: ["EC2": "https://p-ec2"])
        let region = try Region.example()
        let alone = EndpointResolver(environment: [:], profile: profile)
        #expect(try alone.endpoint(for: EC2.service, in: region).origin == "https://p-ec2")
        #expect(try alone.endpoint(for: SNS.service, in: region).origin == "https://p")
        let both = EndpointResolver(environment: ["AWS_ENDPOINT_URL": "https://e"], profile: profile)
        #expect(try both.endpoint(for: EC2.service, in: region).origin == "https://e")
    }

    @Test(arguments: [
        "http://example.com", "http://10.0.0.1", "ftp://localhost", "https://user:canary@host", "https://host#a",
        "https://", "https://host:0", "https://host:99999", "https://ho st", "https://host/?a=b", "localhost:5000",
        "http://127.0.0.1.example.com", "http://0177.0.0.1", "http://2130706433", "http://[::2]", "https://[::1",
        "http://localhost.example.com", "https://host\\@evil", "http://127.0.0.1:80:90", "http://[::1]x", "//localhost",
    ])
    func `an override that could leak a call is refused and shows no password`(url: String) throws {
        let resolver = EndpointResolver(environment: [:], explicit: url)
        let region = try Region.example()
        let error = #expect(throws: AWSError.self) { try resolver.endpoint(for: EC2.service, in: region) }
        #expect(error?.label == "configuration")
        #expect(error?.message.contains("canary") == false)
    }

    @Test(arguments: ["http://localhost:5000", "http://127.9.8.7", "http://[::1]:99", "HTTPS://Host/base/"])
    func `an override to this machine or with encryption is taken`(url: String) throws {
        let endpoint = try EndpointResolver(environment: [:], explicit: url).endpoint(for: EC2.service, in: .example())
        #expect(endpoint.origin == (url.hasPrefix("HTTPS") ? "https://host" : url))
        #expect(endpoint.basePath == (url.hasPrefix("HTTPS") ? "/base" : ""))
    }
}
