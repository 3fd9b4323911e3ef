import Codecs
import Values

extension EC2 {
    /// Reads network interfaces, attached or not.
    ///
    /// A page has 5 to 1000 interfaces. Prefer the filter `network-interface-id` to all of the region.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html>
    package static func describeNetworkInterfaces(
        filters: [Filter] = [],
        maxResults: Int? = nil,
        nextToken: String? = nil
    ) -> Call<Page<NetworkInterface>> {
        let input = form(filters: filters, maxResults: maxResults, nextToken: nextToken)
        return Call(service, "DescribeNetworkInterfaces", .form(input), isMutating: false) { reply throws(ReplyError) in
            let xml = try reply.xml()
            let found = xml.items("networkInterfaceSet").compactMap(NetworkInterface.init)
            return Page(found, next: xml.string("nextToken"))
        }
    }

    /// Reads VPCs with their blocks and tags.
    ///
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html>
    package static func describeVPCs(filters: [Filter] = [], nextToken: String? = nil) -> Call<Page<VPC>> {
        let input = form(filters: filters, nextToken: nextToken)
        return Call(service, "DescribeVpcs", .form(input), isMutating: false) { reply throws(ReplyError) in
            let xml = try reply.xml()
            return Page(xml.items("vpcSet").compactMap(VPC.init), next: xml.string("nextToken"))
        }
    }

    /// Reads subnets with their zones and tags.
    ///
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html>
    package static func describeSubnets(filters: [Filter] = [], nextToken: String? = nil) -> Call<Page<Subnet>> {
        let input = form(filters: filters, nextToken: nextToken)
        return Call(service, "DescribeSubnets", .form(input), isMutating: false) { reply throws(ReplyError) in
            let xml = try reply.xml()
            return Page(xml.items("subnetSet").map(Subnet.init), next: xml.string("nextToken"))
        }
    }

    /// Reads the elastic addresses; there are no pages.
    ///
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html>
    package static func describeAddresses(filters: [Filter] = []) -> Call<[Address]> {
        Call(service, "DescribeAddresses", .form(form(filters: filters)), isMutating: false) {
            reply throws(ReplyError) in
            try reply.xml().items("addressesSet").map(Address.init)
        }
    }

    /// Reads the regions of the partition, those that the account has not opted in to included when asked.
    ///
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html>
    package static func describeRegions(includesDisabled: Bool = false) -> Call<[RegionInfo]> {
        let input = includesDisabled ? [FormField("AllRegions", "true")] : []
        return Call(service, "DescribeRegions", .form(input), isMutating: false) { reply throws(ReplyError) in
            try reply.xml().items("regionInfo").compactMap { item in
                guard let region = Region(item.string("regionName") ?? "") else { return nil }
                return RegionInfo(region: region, optInStatus: item.string("optInStatus") ?? "")
            }
        }
    }

    /// Reads managed prefix lists, AWS's own included.
    ///
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeManagedPrefixLists.html>
    package static func describeManagedPrefixLists(
        filters: [Filter] = [],
        nextToken: String? = nil
    ) -> Call<Page<PrefixList>> {
        let input = form(filters: filters, nextToken: nextToken)
        return Call(service, "DescribeManagedPrefixLists", .form(input), isMutating: false) {
            reply throws(ReplyError) in
            let xml = try reply.xml()
            let lists = xml.items("prefixListSet").compactMap { item -> PrefixList? in
                guard let id = PrefixListID(item.string("prefixListId") ?? "") else { return nil }
                return PrefixList(id: id, name: item.string("prefixListName") ?? "")
            }
            return Page(lists, next: xml.string("nextToken"))
        }
    }

    /// Adds tags to resources, or changes their values; idempotent.
    ///
    /// At most 50 tags per resource; one id that does not exist fails the whole call.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html>
    package static func createTags(on resources: [String], tags: [String: String]) -> Call<Void> {
        var input = form(filters: [], ids: ("ResourceId", resources))
        for (index, tag) in tags.sorted(by: { $0.key < $1.key }).enumerated() {
            input.append(FormField("Tag.\(index + 1).Key", tag.key))
            input.append(FormField("Tag.\(index + 1).Value", tag.value))
        }
        let subject = resources.joined(separator: ", ")
        return Call(service, "CreateTags", .form(input), isMutating: true, subject: subject) { _ in }
    }

    /// Removes tags from resources, whatever their values; idempotent.
    ///
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html>
    package static func deleteTags(on resources: [String], keys: [String]) -> Call<Void> {
        var input = form(filters: [], ids: ("ResourceId", resources))
        input += keys.enumerated().map { FormField("Tag.\($0.offset + 1).Key", $0.element) }
        let subject = resources.joined(separator: ", ")
        return Call(service, "DeleteTags", .form(input), isMutating: true, subject: subject) { _ in }
    }
}
