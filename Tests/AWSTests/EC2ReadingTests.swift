import AWS
import Codecs
import Testing
import Values

/// What is read from replies that are odd, new, or spread over lines as EC2 itself writes them.
@Suite struct EC2ReadingTests {
    @Test func `a route of a new kind is counted and hides no other`() throws {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <DescribeRouteTablesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
                <requestId>6f570b0b-9c18-4b07-bdec-73740dcf861a</requestId>
                <routeTableSet>
                    <item>
                        <routeTableId>rtb-024855d8566b8128b</routeTableId>
                        <vpcId>vpc-0bf5741eb0ef56a41</vpcId>
                        <routeSet>
                            <item>
                                <destinationCidrBlock>10.0.0.0/16</destinationCidrBlock>
                                <instanceId>i-045ebd27124159b6d</instanceId>
                                <instanceOwnerId>123456789012</instanceOwnerId>
                                <networkInterfaceId>eni-071b4d6cbf57de651</networkInterfaceId>
                                <state>blackhole</state>
                                <origin>CreateRoute</origin>
                            </item>
                            <item>
                                <destinationMoonBase>crater-1</destinationMoonBase>
                                <moonGatewayId>mgw-1</moonGatewayId>
                                <state>waning</state>
                                <origin>Tides</origin>
                            </item>
                            <item>
                                <destinationCidrBlock>10.1.0.5/16</destinationCidrBlock>
                                <gatewayId>local</gatewayId>
                                <state>active</state>
                                <origin>CreateRouteTable</origin>
                            </item>
                        </routeSet>
                        <associationSet/>
                        <propagatingVgwSet><item><gatewayId>vgw-1</gatewayId></item></propagatingVgwSet>
                    </item>
                    <item><routeTableId>table 2</routeTableId><vpcId>vpc-0bf5741eb0ef56a41</vpcId></item>
                </routeTableSet>
            </DescribeRouteTablesResponse>
            """
        let page = try EC2.describeRouteTables().decode(.xml(XML.parse(text)))
        #expect(page.items.map(\.id.text) == ["rtb-024855d8566b8128b"])
        #expect(page.next == nil)
        let routes = page.items[0].routes
        #expect(routes.map(\.isBlackhole) == [true, false, false])
        #expect(routes.map(\.isStatic) == [true, false, false])
        #expect(routes.map(\.targetText) == ["eni-071b4d6cbf57de651", "", "local"])
        #expect(routes.map(\.destinationText) == ["10.0.0.0/16", "", "10.1.0.5/16"])
        #expect(routes.map { $0.destination?.description } == ["10.0.0.0/16", nil, nil])
        #expect(routes[1].state == "waning")
        #expect(!page.items[0].isMain)
    }

    @Test func `an instance that is gone has neither VPC nor interfaces`() throws {
        let text = """
            <DescribeInstancesResponse><reservationSet><item><instancesSet>
            <item><instanceId>i-045ebd27124159b6d</instanceId>
            <instanceState><code>48</code><name>terminated</name></instanceState>
            <stateReason><code>Client.UserInitiatedShutdown</code><message>Client stopped it</message></stateReason>
            <reason/></item>
            <item><instanceId/></item>
            </instancesSet></item></reservationSet><nextToken/></DescribeInstancesResponse>
            """
        let page = try EC2.describeInstances().decode(.xml(XML.parse(text)))
        #expect(page.items.count == 1)
        #expect(page.next == nil)
        let instance = try #require(page.items.first)
        #expect(instance.state == "terminated")
        #expect(instance.stateReason == "Client stopped it")
        #expect(instance.vpc == nil)
        #expect(instance.interfaces.isEmpty)
        #expect(instance.name == nil)
    }

    @Test func `a source check that EC2 leaves out counts as on`() throws {
        let text = """
            <DescribeNetworkInterfacesResponse><networkInterfaceSet><item>
            <networkInterfaceId>eni-071b4d6cbf57de651</networkInterfaceId>
            </item></networkInterfaceSet></DescribeNetworkInterfacesResponse>
            """
        let page = try EC2.describeNetworkInterfaces().decode(.xml(XML.parse(text)))
        #expect(page.items[0].checksSourceAndDestination)
        #expect(page.items[0].instance == nil)
    }

    @Test func `a page size goes only with a call that names no ids`() throws {
        let id = try #require(InstanceID("i-045ebd27124159b6d"))
        let call = EC2.describeInstances(ids: [id], maxResults: 100)
        #expect(call.input == .form([FormField("InstanceId.1", "i-045ebd27124159b6d")]))
    }

    @Test func `only a dry run of a move changes nothing`() throws {
        let table = try #require(RouteTableID("rtb-024855d8566b8128b"))
        let eni = try #require(ENIID("eni-0847da0f62b486046"))
        let destination = try #require(Destination("1.1.1.1/32"))
        let move = EC2.replaceRoute(table: table, destination: destination, target: eni)
        #expect(move.isMutating)
        #expect(move.subject == "rtb-024855d8566b8128b 1.1.1.1/32")
        #expect(!EC2.replaceRoute(table: table, destination: destination, target: eni, dryRun: true).isMutating)
    }
}
