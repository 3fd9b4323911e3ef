import AWS
import AWSControlPlane

extension ParityRow {
    private static let name = "vaer-sfo-edge-us-west-1"
    private static let boundary = "arn:aws:iam::123456789012:policy/vaer/vaer-boundary"
    private static let trust =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}"#
    private static let policy =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:ReplaceRoute","Resource":"100%"}]}"#
    private static let tags = ["vaer:pair": "sfo-edge", "vaer:managed": "true"]

    static let iam: [ParityRow] = roles + policies

    private static func facts(_ role: IAM.Role, _ path: String) -> KeyValuePairs<String, String?> {
        [
            "\(path).RoleName": role.name, "\(path).Path": role.path, "\(path).Arn": role.arn,
            "\(path).RoleId": role.id, "\(path).AssumeRolePolicyDocument": role.trustPolicy,
            "\(path).Description": role.description,
            "\(path).PermissionsBoundary.PermissionsBoundaryArn": role.boundary,
            "\(path).Tags.0.Value": role.tags["vaer:pair"],
        ]
    }

    private static let roles: [ParityRow] = [
        ParityRow(
            IAM.createRole(IAM.NewRole(name: name, path: "/vaer/", trustPolicy: trust)),
            IAM.createRole(
                IAM.NewRole(
                    name: name,
                    path: "/vaer/",
                    trustPolicy: trust,
                    description: "Moves the routes of sfo-edge",
                    boundary: boundary,
                    tags: tags
                )
            ),
            facts: { facts($0, "Role") }
        ),
        ParityRow(IAM.getRole(name), facts: { facts($0, "Role") }),
        ParityRow(
            IAM.listRoles(pathPrefix: "/vaer/"),
            IAM.listRoles(pathPrefix: "/vaer/", marker: "more"),
            facts: { ["Roles.0.RoleName": $0.items[0].name, "Marker": $0.next] }
        ),
        ParityRow(IAM.deleteRole(name)),
        ParityRow(IAM.updateAssumeRolePolicy(role: name, document: trust)),
        ParityRow(IAM.updateRole(name, description: "Moves routes")),
        ParityRow(IAM.putRolePermissionsBoundary(role: name, policy: boundary)),
        ParityRow(IAM.deleteRolePermissionsBoundary(role: name)),
        ParityRow(IAM.tagRole(name, tags: tags)),
        ParityRow(IAM.untagRole(name, keys: ["vaer:pair", "vaer:fleet"])),
        ParityRow(
            IAM.listRoleTags(name),
            facts: { ["Tags.0.Value": $0["vaer:managed"], "Tags.1.Value": $0["vaer:pair"]] }
        ),
    ]

    private static let policies: [ParityRow] = [
        ParityRow(IAM.putRolePolicy(role: name, policy: "vaer", document: policy)),
        ParityRow(IAM.getRolePolicy(role: name, policy: "vaer"), facts: { ["PolicyDocument": $0] }),
        ParityRow(IAM.deleteRolePolicy(role: name, policy: "vaer")),
        ParityRow(
            IAM.listRolePolicies(name),
            IAM.listRolePolicies(name, marker: "more"),
            facts: { ["PolicyNames.0": $0.items[0], "PolicyNames.1": $0.items[1], "Marker": $0.next] }
        ),
        ParityRow(
            IAM.listAttachedRolePolicies(name),
            IAM.listAttachedRolePolicies(name, marker: "more"),
            facts: { ["AttachedPolicies.0.PolicyArn": $0.items[0], "Marker": $0.next] }
        ),
        ParityRow(
            IAM.getAccountSummary(),
            facts: { ["SummaryMap.Roles": String($0.roles), "SummaryMap.RolesQuota": String($0.rolesQuota)] }
        ),
        ParityRow(IAM.detachRolePolicy(role: name, policy: boundary)),
    ]
}
