package import AWS
import Codecs

/// AWS IAM: the role that a pair's function runs with.
///
/// IAM is eventually consistent: a role that was just made may not be seen by other services for some seconds.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html>
package enum IAM {
    /// How IAM is reached.
    package static let service = Service(
        name: "IAM",
        endpointPrefix: "iam",
        environmentName: "IAM",
        wire: .query(version: "2010-05-08"),
        isGlobal: true,
        govCloudFIPS: .plainHosts
    )

    /// Makes a role and gives it as it was made.
    ///
    /// Errors that matter: `EntityAlreadyExists`, `MalformedPolicyDocument`, `LimitExceeded`,
    /// `ConcurrentModification`.
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>
    package static func createRole(_ role: NewRole) -> Call<Role> {
        var input = [
            FormField("RoleName", role.name), FormField("Path", role.path),
            FormField("AssumeRolePolicyDocument", role.trustPolicy),
        ]
        input += .optional("Description", role.description) + .optional("PermissionsBoundary", role.boundary)
        input += .tags(role.tags)
        return Call(service, "CreateRole", .form(input), isMutating: true, subject: role.name, decode: readRole)
    }

    /// Reads a role, with its tags and its boundary.
    ///
    /// Errors that matter: `NoSuchEntity`.
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html>
    package static func getRole(_ name: String) -> Call<Role> {
        Call(service, "GetRole", .form(.role(name)), isMutating: false, subject: name, decode: readRole)
    }

    /// Reads the roles under a path, without tags and boundaries: that takes ``getRole(_:)``.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html>
    package static func listRoles(pathPrefix: String, marker: String? = nil) -> Call<Page<Role>> {
        let input = [FormField("PathPrefix", pathPrefix)] + .optional("Marker", marker)
        return Call(service, "ListRoles", .form(input), isMutating: false, subject: pathPrefix) {
            reply throws(ReplyError) in
            let xml = try reply.xml()
            return Page(xml.items("Roles", "member").compactMap(Role.init), next: xml.string("Marker"))
        }
    }

    /// Reads how many roles the account has and may have.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>
    package static func getAccountSummary() -> Call<(roles: Int, rolesQuota: Int)> {
        Call(service, "GetAccountSummary", .form([]), isMutating: false) { reply throws(ReplyError) in
            let entries = try reply.xml().child("SummaryMap")?.children ?? []
            let value = { (key: String) in
                entries.first { $0.string("key") == key }?.string("value").flatMap { Int($0) }
            }
            guard let roles = value("Roles"), let quota = value("RolesQuota") else {
                throw ReplyError("the summary does not count roles")
            }
            return (roles, quota)
        }
    }

    /// Deletes a role, which must have no policies left.
    ///
    /// Errors that matter: `NoSuchEntity`, `DeleteConflict`.
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html>
    package static func deleteRole(_ name: String) -> Call<Void> {
        Call(service, "DeleteRole", .form(.role(name)), isMutating: true, subject: name) { _ in }
    }

    /// Replaces the policy that says who may use a role; idempotent.
    ///
    /// Errors that matter: `NoSuchEntity`, `MalformedPolicyDocument`.
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html>
    package static func updateAssumeRolePolicy(role: String, document: String) -> Call<Void> {
        let input = .role(role) + [FormField("PolicyDocument", document)]
        return Call(service, "UpdateAssumeRolePolicy", .form(input), isMutating: true, subject: role) { _ in }
    }

    /// Replaces a role's description; idempotent.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html>
    package static func updateRole(_ name: String, description: String) -> Call<Void> {
        let input = .role(name) + [FormField("Description", description)]
        return Call(service, "UpdateRole", .form(input), isMutating: true, subject: name) { _ in }
    }

    /// Sets the policy that a role's permissions can never exceed; idempotent.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html>
    package static func putRolePermissionsBoundary(role: String, policy: String) -> Call<Void> {
        let input = .role(role) + [FormField("PermissionsBoundary", policy)]
        return Call(service, "PutRolePermissionsBoundary", .form(input), isMutating: true, subject: role) { _ in }
    }

    /// Takes a role's boundary away.
    ///
    /// Errors that matter: `NoSuchEntity`, also when there is no boundary.
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html>
    package static func deleteRolePermissionsBoundary(role: String) -> Call<Void> {
        Call(service, "DeleteRolePermissionsBoundary", .form(.role(role)), isMutating: true, subject: role) { _ in }
    }

    /// Adds tags to a role, or changes their values; idempotent.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html>
    package static func tagRole(_ name: String, tags: [String: String]) -> Call<Void> {
        Call(service, "TagRole", .form(.role(name) + .tags(tags)), isMutating: true, subject: name) { _ in }
    }

    /// Removes tags from a role; idempotent.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html>
    package static func untagRole(_ name: String, keys: [String]) -> Call<Void> {
        let input = .role(name) + .members("TagKeys", keys)
        return Call(service, "UntagRole", .form(input), isMutating: true, subject: name) { _ in }
    }

    /// Reads a role's tags.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html>
    package static func listRoleTags(_ name: String) -> Call<[String: String]> {
        Call(service, "ListRoleTags", .form(.role(name)), isMutating: false, subject: name) {
            reply throws(ReplyError) in
            try reply.xml().tags("Tags", "member")
        }
    }

    private static func readRole(_ reply: CallReply) throws(ReplyError) -> Role {
        guard let element = try reply.xml().child("Role"), let role = Role(element) else {
            throw ReplyError("no <Role> with a name")
        }
        return role
    }
}

extension [FormField] {
    /// The field that names the role.
    static func role(_ name: String) -> [FormField] { [FormField("RoleName", name)] }
}
