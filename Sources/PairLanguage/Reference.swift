import Values

/// The language explained to people, from the table that also checks it.
package enum Reference {
    /// What is known of a key or a block of that name, such as `failback`, `failover.failback` or `routes`; nil for none.
    package static func explanation(of word: String) -> String? {
        let blocks = Schema.blocks.filter { $0.kind.rawValue == word }.map(text)
        let settings = Schema.settings.filter { $0.name == word || $0.path == word }.map(text)
        let found = blocks + settings
        return found.isEmpty ? nil : found.joined(separator: "\n")
    }

    /// What the author of a misspelt word may have meant; nil when nothing is near.
    package static func suggestion(for word: String) -> String? {
        Nearest.match(word, among: Schema.settings.flatMap { [$0.name, $0.path] } + Schema.blocks.map(\.kind.rawValue))
    }

    /// A line for each block and key, in the order of the table.
    package static var overview: String {
        Schema.blocks.map { row in
            let keys = Schema.keyNames(in: row.kind)
            let blocks = Schema.blockNames(in: row.kind).map { "\($0) { }" }
            let content = (keys + blocks).joined(separator: ", ")
            return "\(row.kind.rawValue): \(row.documentation)" + (content.isEmpty ? "" : "\n    \(content)")
        }.joined(separator: "\n") + "\n"
    }

    /// The whole reference as a page of Markdown.
    package static var page: String {
        var lines = [
            "# The pair language",
            "",
            "Every block and key, as `vaer check` knows them. This page is written from the same table; a test compares them.",
            "",
            "A file starts with `vaer 1` and has blocks; all `*.vaer` files of a folder, subfolders included, form one fleet.",
            "`#` begins a comment. `=` replaces and `+=` appends to what `defaults` or the template gave. A pair takes the",
            "values of `defaults { }`, then of the template named after `from`, then its own.",
            "",
            "```",
            "file  = [ \"vaer\" INT ] { block }",
            "block = NAME { label } [ \"from\" STRING ] \"{\" { entry } \"}\"",
            "entry = KEY ( \"=\" | \"+=\" ) value | block",
            "value = STRING | WORD | \"[\" [ value { \",\" value } [ \",\" ] ] \"]\"",
            "WORD  = [A-Za-z0-9_./:*@+-]+",
            "```",
            "",
            "At most \(Limits.bytesPerFile >> 20) MiB a file, \(Limits.levels) levels, \(Limits.pairs) pairs, \(Limits.itemsPerList) "
                + "items in a list.",
            "",
        ]
        for row in Schema.blocks { lines += section(row) }
        return lines.joined(separator: "\n")
    }

    /// A block for an editor, as Markdown.
    static func markdown(_ row: Schema.BlockRow) -> String {
        let keys = Schema.keyNames(in: row.kind) + Schema.blockNames(in: row.kind).map { "\($0) { }" }
        let takes = keys.isEmpty ? "" : "Takes \(keys.map { "`\($0)`" }.joined(separator: ", ")).\n\n"
        return "**\(row.kind.rawValue)**: \(row.documentation)\n\n\(takes)```hcl\n\(row.example)\n```"
    }

    /// A key for an editor, as Markdown.
    static func markdown(_ setting: Schema.Setting) -> String {
        let initial = setting.initial.map { "; default `\($0)`" } ?? (setting.isRequired ? "; required" : "")
        return "**\(setting.path)**: \(setting.documentation)\n\nTakes \(setting.type.description)\(initial).\n\n"
            + "```hcl\n\(setting.assignment)\n```"
    }

    private static func section(_ row: Schema.BlockRow) -> [String] {
        var lines = ["## `\(row.kind.rawValue)`", "", row.documentation, ""]
        if !row.parents.isEmpty {
            lines += ["Stands in \(row.parents.map { "`\($0.rawValue)`" }.joined(separator: ", ")).", ""]
        }
        lines += ["```hcl", row.example, "```", ""]
        // What a pair takes is told once, with the pair.
        guard row.kind == .pair || !Set(Schema.keyNames(in: row.kind)).isSubset(of: Schema.keyNames(in: .pair)) else {
            return lines + (Schema.keyNames(in: row.kind).isEmpty ? [] : ["Takes the keys of `pair`.", ""])
        }
        let settings = Schema.settings.filter { $0.blocks.contains(row.kind) }
        guard !settings.isEmpty else { return lines }
        lines += ["| key | takes | default | meaning | example |", "|---|---|---|---|---|"]
        lines += settings.map { setting in
            let initial = setting.initial.map { "`\($0)`" } ?? (setting.isRequired ? "required" : "")
            let type = setting.type.description.replacingBars
            return "| `\(setting.name)` | \(type) | \(initial) | \(setting.documentation.replacingBars)"
                + " | `\(setting.example.replacingBars)` |"
        }
        return lines + [""]
    }

    private static func text(_ row: Schema.BlockRow) -> String {
        let keys = Schema.keyNames(in: row.kind) + Schema.blockNames(in: row.kind).map { "\($0) { }" }
        let place = row.parents.map(\.rawValue).joined(separator: ", ")
        var lines = ["\(row.kind.rawValue) { }", "  \(row.documentation)"]
        if !place.isEmpty { lines.append("  stands in: \(place)") }
        if !keys.isEmpty { lines.append("  takes:     \(keys.joined(separator: ", "))") }
        return (lines + ["  example:   \(row.example)"]).joined(separator: "\n") + "\n"
    }

    private static func text(_ setting: Schema.Setting) -> String {
        var lines = [setting.path, "  \(setting.documentation)"]
        lines.append("  stands in: \(setting.blocks.map(\.rawValue).joined(separator: ", "))")
        lines.append("  takes:     \(setting.type.description)")
        if let initial = setting.initial { lines.append("  default:   \(initial)") }
        if setting.isRequired { lines.append("  required") }
        return (lines + ["  example:   \(setting.name) = \(setting.example)"]).joined(separator: "\n") + "\n"
    }
}

extension String {
    /// The text with vertical bars escaped, which would end a cell of a table.
    fileprivate var replacingBars: String {
        split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}

extension ValueType {
    /// What the type takes, in words, its bounds included.
    var description: String {
        switch self {
        case .text(let maximum): "a text of at most \(maximum) characters"
        case .name(let maximum, let letters):
            "a name of at most \(maximum) letters, digits" + (letters.isEmpty ? "" : " and `\(letters)`")
        case .duration(let from, let to, _): "a duration, \(from.shortText) to \(to.shortText)"
        case .days(let days): "a number of days: " + days.map { "\($0)d" }.joined(separator: ", ")
        case .integer(let from, let to): "a whole number, \(from) to \(to)"
        case .list(let inner): "a list; each item is \(inner.description)"
        case .either(let word, let inner): "`\(word)` or \(inner.description)"
        case .reference, .pairName, .region, .account, .vpc, .instance, .interface, .table, .destination, .boolean,
            .email,
            .httpsURL, .path, .oneOf, .arn:
            noun
        case .webhook: "an https address, or http to this machine"
        case .timeOfDay: "a time of day, 00:00 to 23:59"
        case .moment: "a moment in UTC, such as 2027-01-15T20:00:00Z"
        }
    }
}
