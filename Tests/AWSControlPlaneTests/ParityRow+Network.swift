import AWS
import Values

extension ParityRow {
    private static let byVPC = [EC2.Filter("vpc-id", ["vpc-0bf5741eb0ef56a41"])]

    static let network: [ParityRow] =
        interfaces + [
            ParityRow(
                EC2.describeVPCs(),
                EC2.describeVPCs(filters: byVPC, nextToken: "more"),
                facts: { page in
                    [
                        "Vpcs.0.VpcId": page.items[0].id.text, "Vpcs.0.State": page.items[0].state,
                        "Vpcs.0.IsDefault": String(page.items[0].isDefault),
                        "Vpcs.0.CidrBlock": page.items[0].blocks[0].description,
                        "Vpcs.0.CidrBlockAssociationSet.1.CidrBlock": page.items[0].blocks.last?.description,
                        "Vpcs.0.Tags.0.Value": page.items[0].tags["Name"], "NextToken": page.next,
                    ]
                }
            ),
            ParityRow(
                EC2.describeSubnets(),
                EC2.describeSubnets(filters: byVPC, nextToken: "more"),
                facts: { page in
                    [
                        "Subnets.0.SubnetId": page.items[0].id, "Subnets.0.VpcId": page.items[0].vpc?.text,
                        "Subnets.0.AvailabilityZone": page.items[0].zone,
                        "Subnets.0.CidrBlock": page.items[0].block?.description,
                        "Subnets.0.Tags.0.Value": page.items[0].tags["Name"],
                    ]
                }
            ),
            ParityRow(
                EC2.describeAddresses(),
                EC2.describeAddresses(filters: [EC2.Filter("domain", ["vpc"])]),
                facts: { addresses in
                    [
                        "Addresses.0.AllocationId": addresses[0].allocation,
                        "Addresses.0.PublicIp": addresses[0].publicAddress,
                        "Addresses.0.NetworkInterfaceId": addresses[0].eni?.text,
                        "Addresses.0.InstanceId": addresses[0].instance?.text,
                    ]
                }
            ),
            ParityRow(
                EC2.describeRegions(),
                EC2.describeRegions(includesDisabled: true),
                facts: { regions in
                    ["Regions.0.RegionName": regions[0].region.name, "Regions.0.OptInStatus": regions[0].optInStatus]
                }
            ),
            ParityRow(
                EC2.describeManagedPrefixLists(),
                EC2.describeManagedPrefixLists(filters: [EC2.Filter("owner-id", ["AWS"])], nextToken: "more"),
                facts: { page in
                    [
                        "PrefixLists.0.PrefixListId": page.items[0].id.text,
                        "PrefixLists.0.PrefixListName": page.items[0].name,
                    ]
                }
            ),
            ParityRow(
                EC2.createTags(
                    on: ["i-045ebd27124159b6d", "eni-071b4d6cbf57de651"],
                    tags: ["vaer:managed": "true", "vaer:fleet": "a b"]
                )
            ),
            ParityRow(EC2.deleteTags(on: ["i-045ebd27124159b6d"], keys: ["vaer:fleet"])),
        ]

    private static let interfaces: [ParityRow] = [
        ParityRow(
            EC2.describeNetworkInterfaces(),
            EC2.describeNetworkInterfaces(filters: byVPC, maxResults: 1000, nextToken: "more"),
            facts: { page in
                let (eni, path) = (page.items[0], "NetworkInterfaces.0")
                return [
                    "\(path).NetworkInterfaceId": eni.id.text, "\(path).VpcId": eni.vpc?.text,
                    "\(path).SubnetId": eni.subnet, "\(path).AvailabilityZone": eni.zone,
                    "\(path).Status": eni.status, "\(path).Description": eni.description,
                    "\(path).SourceDestCheck": String(eni.checksSourceAndDestination),
                    "\(path).Attachment.InstanceId": eni.instance?.text,
                    "\(path).Attachment.Status": eni.attachmentStatus,
                    "\(path).Attachment.DeviceIndex": String(eni.deviceIndex),
                    "\(path).PrivateIpAddress": eni.privateAddress,
                    "\(path).Association.PublicIp": eni.publicAddress,
                    "\(path).Groups.0.GroupId": eni.groups.joined(separator: ","),
                    "\(path).TagSet.0.Value": eni.tags["Name"],
                ]
            }
        )
    ]
}
