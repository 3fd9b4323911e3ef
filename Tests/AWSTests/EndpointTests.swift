import AWS
import Testing
import Values

@Suite struct EndpointTests {
    static let iam = Service(
        name: "IAM",
        endpointPrefix: "iam",
        environmentName: "IAM",
        wire: .query(version: "2010-05-08"),
        isGlobal: true
    )

    @Test(arguments: [
        ("us-west-1", "https://iam.amazonaws.com", "us-east-1"),
        ("cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("us-gov-east-1", "https://iam.us-gov.amazonaws.com", "us-gov-west-1"),
        ("us-isof-east-1", "https://iam.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"),
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
        let profile = EndpointSettings(byService: ["EC2": "https://p-ec2"]) { $0 == "endpoint_url" ? "https://p" : nil }
        let region = try Region.example()
        let alone = EndpointResolver(environment: [:], profile: profile)
        #expect(try alone.endpoint(for: EC2.service, in: region).origin == "https://p-ec2")
        #expect(try alone.endpoint(for: SNS.service, in: region).origin == "https://p")
        let both = EndpointResolver(environment: ["AWS_ENDPOINT_URL": "https://e"], profile: profile)
        #expect(try both.endpoint(for: EC2.service, in: region).origin == "https://e")
    }

    @Test(
        arguments: [
            ("us-west-1", [:], "https://ec2.us-west-1.amazonaws.com"),
            ("us-west-1", ["AWS_USE_FIPS_ENDPOINT": "TRUE"], "https://ec2-fips.us-west-1.amazonaws.com"),
            ("us-west-1", ["AWS_USE_FIPS_ENDPOINT": "false"], "https://ec2.us-west-1.amazonaws.com"),
            ("us-west-1", ["AWS_USE_DUALSTACK_ENDPOINT": "true"], "https://ec2.us-west-1.api.aws"),
            ("us-gov-west-1", ["AWS_USE_FIPS_ENDPOINT": "true"], "https://ec2.us-gov-west-1.amazonaws.com"),
            ("eusc-de-east-1", ["AWS_USE_DUALSTACK_ENDPOINT": "1"], "https://ec2.eusc-de-east-1.amazonaws.eu"),
            ("us-isof-north-9", [:], "https://ec2.us-isof-north-9.csp.hci.ic.gov"),
            ("xx-moon-1", [:], "https://ec2.xx-moon-1.amazonaws.com"),
        ] as [(String, [String: String], String)]
    )
    func `the host follows from the partition's pattern and the environment's switches`(
        region: String,
        environment: [String: String],
        origin: String
    ) throws {
        let resolver = EndpointResolver(environment: environment)
        #expect(try resolver.endpoint(for: EC2.service, in: .example(region)).origin == origin)
    }

    @Test func `the environment's switch wins over the profile's, and a URL excludes both`() throws {
        let profile = EndpointSettings { $0 == "use_fips_endpoint" ? "true" : nil }
        let region = try Region.example()
        let alone = EndpointResolver(profile: profile)
        #expect(try alone.endpoint(for: EC2.service, in: region).origin == "https://ec2-fips.us-west-1.amazonaws.com")
        let both = EndpointResolver(environment: ["AWS_USE_FIPS_ENDPOINT": "false"], profile: profile)
        #expect(try both.endpoint(for: EC2.service, in: region).origin == "https://ec2.us-west-1.amazonaws.com")
        let detail =
            "an endpoint URL for EC2 and FIPS endpoints cannot be had together: set one of them only"
        #expect(throws: AWSError.configuration(detail: detail)) {
            try EndpointResolver(profile: profile, explicit: "https://a").endpoint(for: EC2.service, in: region)
        }
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
