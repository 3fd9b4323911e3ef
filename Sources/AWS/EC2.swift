import Values

/// Amazon EC2: the routers, their interfaces and the routes that point at them.
///
/// Every reader here is lenient: an element that it does not know is skipped, and a value that it does not know stays
/// text, so that a new kind of route never hides the others.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html>
package enum EC2 {
    /// How EC2 is reached.
    package static let service = Service(
        name: "EC2",
        endpointPrefix: "ec2",
        environmentName: "EC2",
        wire: .ec2(version: "2016-11-15")
    )

    /// A condition on what a Describe call shows; an item must match every filter, by any of its values.
    ///
    /// At most 200 values in all filters of a call. `*` and `?` are wildcards.
    package struct Filter: Hashable, Sendable {
        /// The name, such as `vpc-id` or `tag:Name`.
        package var name: String
        /// The values, one of which must match.
        package var values: [String]

        /// A condition.
        package init(_ name: String, _ values: [String]) {
            (self.name, self.values) = (name, values)
        }
    }

    /// The form of a paged Describe call; a page size is left out where ids are named, which EC2 demands.
    static func form(
        filters: [Filter],
        ids: (name: String, texts: [String]) = ("", []),
        maxResults: Int? = nil,
        nextToken: String? = nil
    ) -> [FormField] {
        var fields = ids.texts.enumerated().map { FormField("\(ids.name).\($0.offset + 1)", $0.element) }
        for (index, filter) in filters.enumerated() {
            fields.append(FormField("Filter.\(index + 1).Name", filter.name))
            for (position, value) in filter.values.enumerated() {
                fields.append(FormField("Filter.\(index + 1).Value.\(position + 1)", value))
            }
        }
        if let maxResults, ids.texts.isEmpty { fields.append(FormField("MaxResults", String(maxResults))) }
        if let nextToken { fields.append(FormField("NextToken", nextToken)) }
        return fields
    }
}
