import Testing
import Values

@Suite struct NamesTests {
    @Test(
        arguments: [
            ("us-west-1", .aws, true), ("eu-central-2", .aws, true), ("cn-northwest-1", .china, true),
            ("us-gov-east-1", .govCloud, true), ("xx-nowhere-12", .aws, false), ("eusc-de-east-1", .europe, true),
            ("us-iso-west-1", .iso, true), ("us-isob-west-1", .isoB, true), ("eu-isoe-west-1", .isoE, true),
            ("us-isof-south-1", .isoF, true), ("us-isof-north-1", .isoF, false),
        ] as [(String, Partition, Bool)]
    )
    func `a region's partition follows from its code`(name: String, partition: Partition, isKnown: Bool) {
        #expect(Region(name)?.partition == partition)
        #expect(Region(name)?.isKnown == isKnown)
        #expect(Region(name)?.description == name)
    }

    @Test(arguments: [
        "", "us", "us-west", "us-west-", "us-west-123", "US-west-1", "us-we5t-1", "usa-west-1", "us--west-1",
        "us-west-1a", " us-west-1", "us-west-1\n", "us-west-one", "us-a-b-c-1", "../etc-1", "us-west-١",
    ])
    func `what is no region's code is refused`(name: String) {
        #expect(Region(name) == nil)
    }

    @Test func `every known region has the shape of one`() {
        #expect(Region.known.allSatisfy { Region($0) != nil })
        #expect(Region.known == Region.known.sorted())
        #expect(Set(Region.known).count == Region.known.count)
        #expect(Set(Region.known.compactMap { Region($0)?.partition }) == Set(Partition.allCases))
    }

    @Test(
        arguments: [
            ("arn:aws:iam::123456789012:role/vaer/x", .aws, "iam", "", "123456789012", "role/vaer/x"),
            ("arn:aws-cn:sns:cn-north-1:123456789012:vaer-a", .china, "sns", "cn-north-1", "123456789012", "vaer-a"),
            (
                "arn:aws-us-gov:lambda:us-gov-west-1:1:function:f:live", .govCloud, "lambda", "us-gov-west-1", "1",
                "function:f:live"
            ),
            ("arn:aws:s3:::bucket", .aws, "s3", "", "", "bucket"),
        ] as [(String, Partition, String, String, String, String)]
    )
    func `an ARN is read into its parts and written back`(
        text: String,
        partition: Partition,
        service: String,
        region: String,
        account: String,
        resource: String
    ) throws {
        let arn = try #require(ARN(text))
        #expect(arn.partition == partition)
        #expect([arn.service, arn.region, arn.account, arn.resource] == [service, region, account, resource])
        #expect(arn.description == text)
    }

    @Test(arguments: [
        "", "arn", "arn:aws:iam", "arn:aws:iam::1", "arn:aws:iam::1:", "arn:aws::r:1:x", "ARN:aws:iam::1:x",
        "arn:aws-moon:iam::1:x", "arn::iam::1:x", "urn:aws:iam::1:x",
    ])
    func `what is no ARN is refused`(text: String) {
        #expect(ARN(text) == nil)
    }

    @Test func `an ARN is made in its region's partition`() throws {
        let account = try #require(AccountID("123456789012"))
        let region = try #require(Region("cn-north-1"))
        let topic = ARN(service: "sns", region: region, account: account, resource: "vaer-a")
        #expect(topic.description == "arn:aws-cn:sns:cn-north-1:123456789012:vaer-a")
        let role = ARN(iam: "role/vaer/a", partition: .govCloud, account: account)
        #expect(role.description == "arn:aws-us-gov:iam::123456789012:role/vaer/a")
    }

    @Test(arguments: [
        ("rtb-0a1b2c3d", true), ("rtb-024855d8566b8128b", true), ("rtb-0a1b2c3", false), ("rtb-0a1b2c3dA", false),
        ("rtb-024855d8566b8128b0", false), ("i-0a1b2c3d", false), ("rtb0a1b2c3d", false), ("", false), ("rtb-", false),
        ("RTB-0a1b2c3d", false), ("rtb-0a1b2c3g", false), ("rtb-0a1b2c3d ", false), ("xrtb-0a1b2c3d", false),
    ])
    func `an id is one of its family or none`(text: String, isOne: Bool) {
        #expect((RouteTableID(text) != nil) == isOne)
        #expect(RouteTableID(text)?.description == (isOne ? text : nil))
    }

    @Test func `ids of each family start with its prefix`() {
        #expect(VPCID("vpc-0a1b2c3d") != nil && InstanceID("i-0a1b2c3d") != nil && ENIID("eni-0a1b2c3d") != nil)
        #expect(PrefixListID("pl-0a1b2c3d") != nil && PrefixListID("p-0a1b2c3d") == nil)
    }

    @Test(arguments: [
        ("123456789012", true), ("000000000000", true), ("12345678901", false), ("1234567890123", false),
        ("12345678901a", false), ("", false), ("١٢٣٤٥٦", false), ("+12345678901", false),
    ])
    func `an account has twelve digits`(text: String, isOne: Bool) {
        #expect((AccountID(text) != nil) == isOne)
    }

    @Test(arguments: [
        ("a", true), ("sfo-edge", true), ("a1-", true), (String(repeating: "a", count: 31), true),
        (String(repeating: "a", count: 32), false), ("", false), ("1a", false), ("-a", false), ("A", false),
        ("a_b", false),
        ("a/b", false), ("a.b", false), ("ä", false), ("a\n", false), ("a b", false), ("*", false),
    ])
    func `a pair's name fits into names, ARNs and paths`(text: String, isOne: Bool) {
        #expect((PairName(text) != nil) == isOne)
    }
}
