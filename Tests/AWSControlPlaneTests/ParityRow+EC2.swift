import AWS
import Values

extension ParityRow {
    private static let byVPC = [EC2.Filter("vpc-id", ["vpc-0bf5741eb0ef56a41"])]

    static let ec2: [ParityRow] = instances + routing + network

    private static var instances: [ParityRow] {
        guard let a = InstanceID("i-045ebd27124159b6d"), let b = InstanceID("i-09ff574d23245419a") else { return [] }
        let filters = [EC2.Filter("instance-id", [a.text, b.text]), EC2.Filter("tag:Name", ["a b+c/ü*"])]
        let change: @Sendable (String, [EC2.StateChange]) -> KeyValuePairs<String, String?> = { list, changes in
            [
                "\(list).0.InstanceId": changes[0].id.text, "\(list).0.PreviousState.Name": changes[0].before,
                "\(list).0.CurrentState.Name": changes[0].after,
            ]
        }
        return [
            ParityRow(
                EC2.describeInstances(),
                EC2.describeInstances(filters: filters, maxResults: 1000, nextToken: "to/ken+="),
                EC2.describeInstances(ids: [a, b]),
                facts: { instanceFacts($0) }
            ),
            ParityRow(
                EC2.describeInstanceStatus(),
                EC2.describeInstanceStatus(filters: byVPC, includesAll: false, nextToken: "more"),
                EC2.describeInstanceStatus(ids: [a]),
                facts: { page in
                    [
                        "InstanceStatuses.0.InstanceId": page.items[0].id.text,
                        "InstanceStatuses.0.InstanceState.Name": page.items[0].state,
                        "InstanceStatuses.0.SystemStatus.Status": page.items[0].system,
                        "InstanceStatuses.0.InstanceStatus.Status": page.items[0].instance,
                        "InstanceStatuses.0.Events.0.Code": page.items[0].events.joined(separator: ","),
                        "NextToken": page.next,
                    ]
                }
            ),
            ParityRow(EC2.stopInstances([a]), facts: { change("StoppingInstances", $0) }),
            ParityRow(EC2.startInstances([a, b]), facts: { change("StartingInstances", $0) }),
        ]
    }

    private static func instanceFacts(_ page: Page<EC2.Instance>) -> KeyValuePairs<String, String?> {
        let (first, second, eni) = (page.items[0], page.items[1], page.items[0].interfaces[0])
        let path = "Reservations.0.Instances.0"
        return [
            "\(path).InstanceId": first.id.text, "\(path).State.Name": first.state,
            "\(path).StateTransitionReason": first.stateReason, "\(path).VpcId": first.vpc?.text,
            "\(path).SubnetId": first.subnet, "\(path).Placement.AvailabilityZone": first.zone,
            "\(path).InstanceType": first.type, "\(path).ImageId": first.image,
            "\(path).PrivateIpAddress": first.privateAddress,
            "\(path).PublicIpAddress": first.publicAddress, "\(path).LaunchTime": first.launchTime?.textToTheSecond,
            "\(path).Tags.0.Value": first.name, "\(path).Tags.1.Value": first.tags["empty"],
            "\(path).NetworkInterfaces.0.NetworkInterfaceId": eni.eni.text,
            "\(path).NetworkInterfaces.0.SourceDestCheck": String(eni.checksSourceAndDestination),
            "\(path).NetworkInterfaces.0.Attachment.Status": eni.attachmentStatus,
            "\(path).NetworkInterfaces.0.Attachment.DeviceIndex": String(eni.deviceIndex),
            "\(path).NetworkInterfaces.0.SubnetId": eni.subnet,
            "\(path).NetworkInterfaces.0.PrivateIpAddress": eni.privateAddress,
            "\(path).NetworkInterfaces.0.Association.PublicIp": eni.publicAddress,
            "\(path).NetworkInterfaces.0.Groups.0.GroupId": eni.groups.joined(separator: ","),
            "Reservations.1.Instances.0.InstanceId": second.id.text,
            "Reservations.1.Instances.0.State.Name": second.state,
            "Reservations.1.Instances.0.StateTransitionReason": second.stateReason,
            "Reservations.1.Instances.0.VpcId": second.vpc?.text,
            "NextToken": page.next,
        ]
    }

    private static var routing: [ParityRow] {
        guard let table = RouteTableID("rtb-024855d8566b8128b"), let eni = ENIID("eni-0847da0f62b486046"),
            let v4 = Destination("1.1.1.1/32"), let v6 = Destination("2001:db8::/32"),
            let list = Destination("pl-0a1b2c3d4e5f60718")
        else { return [] }
        return [
            ParityRow(
                EC2.describeRouteTables(),
                EC2.describeRouteTables(filters: byVPC, maxResults: 100, nextToken: "more"),
                facts: { tableFacts($0) }
            ),
            ParityRow(
                EC2.replaceRoute(table: table, destination: v4, target: eni),
                EC2.replaceRoute(table: table, destination: v6, target: eni, dryRun: true),
                EC2.replaceRoute(table: table, destination: list, target: eni)
            ),
        ]
    }

    private static func tableFacts(_ page: Page<EC2.RouteTable>) -> KeyValuePairs<String, String?> {
        let table = page.items[0]
        let path = "RouteTables.0"
        return [
            "\(path).RouteTableId": table.id.text, "\(path).VpcId": table.vpc.text,
            "\(path).Tags.0.Value": table.tags["Name"],
            "\(path).Associations.0.RouteTableAssociationId": table.associations[0].id,
            "\(path).Associations.0.Main": String(table.isMain),
            "\(path).Associations.1.SubnetId": table.associations[1].subnet,
            "\(path).Associations.1.GatewayId": table.associations[1].gateway,
            "\(path).Associations.2.GatewayId": table.associations[2].gateway,
            "\(path).Associations.2.Main": String(table.associations[2].isMain),
            "\(path).Routes.0.DestinationCidrBlock": table.routes[0].destination?.description,
            "\(path).Routes.0.InstanceId": table.routes[0].instance?.text,
            "\(path).Routes.0.NetworkInterfaceId": table.routes[0].targetText,
            "\(path).Routes.0.Origin": table.routes[0].origin, "\(path).Routes.0.State": table.routes[0].state,
            "\(path).Routes.1.DestinationIpv6CidrBlock": table.routes[1].destination?.description,
            "\(path).Routes.1.NetworkInterfaceId": table.routes[1].eni?.text,
            "\(path).Routes.1.InstanceId": table.routes[1].instance?.text,
            "\(path).Routes.2.DestinationPrefixListId": table.routes[2].destination?.description,
            "\(path).Routes.2.NatGatewayId": table.routes[2].targetText,
            "\(path).Routes.2.NetworkInterfaceId": table.routes[2].eni?.text,
            "\(path).Routes.3.DestinationCidrBlock": table.routes[3].destinationText,
            "\(path).Routes.3.GatewayId": table.routes[3].otherTarget,
            "\(path).Routes.4": table.routes.count == 4 ? nil : "a fifth route",
            "NextToken": page.next,
        ]
    }
}
