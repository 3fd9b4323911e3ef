package import AWS
import Codecs

extension IAM {
    /// Sets a policy inside a role, replacing the one of that name; idempotent.
    ///
    /// All policies inside a role together have at most 10,240 characters without white space.
    /// Errors that matter: `NoSuchEntity`, `MalformedPolicyDocument`, `LimitExceeded`.
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html>
    package static func putRolePolicy(role: String, policy: String, document: String) -> Call<Void> {
        let input = .policy(policy, of: role) + [FormField("PolicyDocument", document)]
        let subject = "\(role)/\(policy)"
        return Call(service, "PutRolePolicy", .form(input), isMutating: true, subject: subject) { _ in }
    }

    /// Reads the document of a policy inside a role.
    ///
    /// Errors that matter: `NoSuchEntity`.
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html>
    package static func getRolePolicy(role: String, policy: String) -> Call<String> {
        let subject = "\(role)/\(policy)"
        return Call(service, "GetRolePolicy", .form(.policy(policy, of: role)), isMutating: false, subject: subject) {
            reply throws(ReplyError) in
            policyText(try reply.xml().required("PolicyDocument"))
        }
    }

    /// Deletes a policy inside a role.
    ///
    /// Errors that matter: `NoSuchEntity`.
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html>
    package static func deleteRolePolicy(role: String, policy: String) -> Call<Void> {
        let subject = "\(role)/\(policy)"
        let input = CallInput.form(.policy(policy, of: role))
        return Call(service, "DeleteRolePolicy", input, isMutating: true, subject: subject) { _ in }
    }

    /// Reads the names of the policies inside a role.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html>
    package static func listRolePolicies(_ role: String, marker: String? = nil) -> Call<Page<String>> {
        let input = .role(role) + .optional("Marker", marker)
        return Call(service, "ListRolePolicies", .form(input), isMutating: false, subject: role) {
            reply throws(ReplyError) in
            let xml = try reply.xml()
            return Page(xml.items("PolicyNames", "member").map(\.text), next: xml.string("Marker"))
        }
    }

    /// Reads the ARNs of the managed policies that are attached to a role.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html>
    package static func listAttachedRolePolicies(_ role: String, marker: String? = nil) -> Call<Page<String>> {
        let input = .role(role) + .optional("Marker", marker)
        return Call(service, "ListAttachedRolePolicies", .form(input), isMutating: false, subject: role) {
            reply throws(ReplyError) in
            let xml = try reply.xml()
            let policies = xml.items("AttachedPolicies", "member").compactMap { $0.string("PolicyArn") }
            return Page(policies, next: xml.string("Marker"))
        }
    }

    /// Detaches a managed policy from a role; the policy itself stays.
    ///
    /// Errors that matter: `NoSuchEntity`.
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html>
    package static func detachRolePolicy(role: String, policy: String) -> Call<Void> {
        let input = .role(role) + [FormField("PolicyArn", policy)]
        let subject = "\(policy) from \(role)"
        return Call(service, "DetachRolePolicy", .form(input), isMutating: true, subject: subject) { _ in }
    }

    /// A role.
    package struct Role: Hashable, Sendable {
        /// The name, unique in the account whatever the path.
        package let name: String
        /// The path, such as `/vaer/`.
        package let path: String
        /// The ARN.
        package let arn: String
        /// The id, which another role of the same name would not have.
        package let id: String
        /// Who may use it: a policy document, as JSON text.
        package let trustPolicy: String
        /// What a person wrote about it.
        package let description: String
        /// The ARN of the boundary; nil for none, and in a list.
        package let boundary: String?
        /// The tags; empty in a list.
        package let tags: [String: String]
    }

    /// A role to make.
    package struct NewRole: Hashable, Sendable {
        /// The name: 1 to 64 of `[A-Za-z0-9_+=,.@-]`.
        package var name: String
        /// The path, which starts and ends in a slash.
        package var path: String
        /// Who may use it: a policy document, as JSON text.
        package var trustPolicy: String
        /// What it is for; nil for nothing.
        package var description: String?
        /// The ARN of the policy that its permissions can never exceed; nil for none.
        package var boundary: String?
        /// The tags.
        package var tags: [String: String]

        /// A role to make.
        package init(
            name: String,
            path: String,
            trustPolicy: String,
            description: String? = nil,
            boundary: String? = nil,
            tags: [String: String] = [:]
        ) {
            (self.name, self.path, self.trustPolicy) = (name, path, trustPolicy)
            (self.description, self.boundary, self.tags) = (description, boundary, tags)
        }
    }

    /// The JSON text of a policy document, which IAM sends percent-encoded.
    ///
    /// A document starts with a brace, so text that does was not encoded.
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html>
    static func policyText(_ text: String) -> String {
        guard text.first != "{" else { return text }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension IAM.Role {
    /// Reads a role; nil without a name.
    init?(_ xml: XML) {
        guard let name = xml.filled("RoleName") else { return nil }
        self.name = name
        path = xml.string("Path") ?? "/"
        arn = xml.string("Arn") ?? ""
        id = xml.string("RoleId") ?? ""
        trustPolicy = IAM.policyText(xml.string("AssumeRolePolicyDocument") ?? "")
        description = xml.string("Description") ?? ""
        boundary = xml.child("PermissionsBoundary")?.filled("PermissionsBoundaryArn")
        tags = xml.tags("Tags", "member")
    }
}

extension [FormField] {
    fileprivate static func policy(_ policy: String, of role: String) -> [FormField] {
        .role(role) + [FormField("PolicyName", policy)]
    }
}
