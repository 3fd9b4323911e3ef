package import Fleet
import PairLanguage
import Values

/// A pair that no definition has yet, on its way to become one.
package struct PairDraft: Hashable, Sendable {
    /// The pair; what has the language's own default is left to templates and `defaults`.
    package var pair: Pair
    /// The template that it is made from; nil for none.
    package var template: String?
    /// What a reader of the file should know, a line each.
    package var remarks: [String]

    /// A draft.
    package init(_ pair: Pair, template: String? = nil, remarks: [String] = []) {
        (self.pair, self.template, self.remarks) = (pair, template, remarks)
    }

    /// The name of its file.
    package var fileName: String { "\(pair.name).vaer" }

    /// The definition as a file of its own, in the one form.
    package var text: String {
        let origin = template.map { " from \($0.quoted)" } ?? ""
        let lines = remarks.map { "# \($0.onOneLine)" } + ["vaer 1", "", "pair \(pair.name.text.quoted)\(origin) {"]
        let text = (lines + body + ["}"]).joined(separator: "\n") + "\n"
        let form = try? PairLanguage.format(SourceFile(path: fileName, bytes: Array(text.utf8)))
        return form.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    private var body: [String] {
        var lines = pair.description.isEmpty ? [] : ["description = \(pair.description.quoted)"]
        lines += ["region = \(pair.region)", "account = \(pair.account)"]
        if let login = pair.credentials { lines.append("credentials = \(login.quotedIfNeeded)") }
        lines.append("vpc = \(pair.vpc)")
        lines += deployment
        lines += [member(pair.members.first), member(pair.members.second)]
        return lines + [routes, notify, names].compactMap(\.self)
    }

    private var deployment: [String] {
        let (own, initial) = (pair.deployment, Deployment())
        var lines: [String] = []
        if own.logRetentionDays != initial.logRetentionDays { lines.append("log-retention = \(own.logRetentionDays)d") }
        if let boundary = own.permissionsBoundary {
            lines.append("permissions-boundary = \(boundary.description.quotedIfNeeded)")
        }
        return lines
    }

    private func member(_ member: Member) -> String {
        var entries = member.instance.map { ["instance = \($0)"] } ?? []
        if member.interfaces.count == 1, let only = member.interfaces.first, only.name == Interface.only {
            entries.append("eni = \(only.eni)")
        } else {
            let all = member.interfaces.map { "\($0.name.quotedIfNeeded) = \($0.eni)" }
            entries.append("enis { \(all.joined(separator: "  ")) }")
        }
        return "member \(member.name.quoted) { \(entries.joined(separator: "  ")) }"
    }

    private var routes: String? {
        var entries: [String] = []
        if case .only(let items) = pair.routes.destinations { entries.append(list("destinations", items)) }
        if case .only(let items) = pair.routes.tables { entries.append(list("tables", items)) }
        if !pair.routes.protect.isEmpty { entries.append(list("protect", pair.routes.protect)) }
        return block("routes", entries)
    }

    private var notify: String? {
        let notify = pair.notify
        var entries: [String] = []
        if !notify.email.isEmpty { entries.append(list("email", notify.email)) }
        if !notify.sqs.isEmpty { entries.append(list("sqs", notify.sqs)) }
        if let topic = notify.topic { entries.append("topic = \(topic.description.quotedIfNeeded)") }
        if notify.everyRun { entries.append("every-run = on") }
        return block("notify", entries)
    }

    private var names: String? {
        let names = pair.deployment.names
        let given: [(String, String?)] = [
            ("function", names.function), ("role", names.role), ("rule", names.rule), ("topic", names.topic),
            ("log-group", names.logGroup),
        ]
        let entries = given.compactMap { key, name in name.map { "\(key) = \($0.quotedIfNeeded)" } }
        guard !entries.isEmpty else { return nil }
        return (["names {"] + entries + ["}"]).joined(separator: "\n")
    }

    private func block(_ keyword: String, _ entries: [String]) -> String? {
        entries.isEmpty ? nil : "\(keyword) { \(entries.joined(separator: "  ")) }"
    }

    private func list(_ key: String, _ items: [some CustomStringConvertible]) -> String {
        "\(key) = [\(items.map { $0.description.quotedIfNeeded }.joined(separator: ", "))]"
    }
}

extension String {
    /// The text without what would end a line or hide in it.
    var onOneLine: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.isPlain ? $0 : " " }))
    }

    /// The text as a router's name: what a definition cannot hold becomes a hyphen; nil when nothing is left.
    var asMemberName: String? {
        let name = String(String.UnicodeScalarView(unicodeScalars.prefix(64).map { $0.isPlain ? $0 : "-" }))
        return name.contains { $0.isLetter || $0.isNumber } ? name : nil
    }
}

extension Unicode.Scalar {
    /// Whether a reader sees the character as what it is.
    fileprivate var isPlain: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
