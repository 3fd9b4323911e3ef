import Values

/// What an author may want to write at a place.
package struct Completion: Hashable, Sendable {
    /// What is completed.
    package enum Kind: Hashable, Sendable {
        /// The keyword of a block.
        case block
        /// A key.
        case key
        /// A value.
        case value
        /// The name of something that is defined elsewhere.
        case reference
    }

    /// What is completed.
    package let kind: Kind
    /// What the author chooses from.
    package let label: String
    /// What it means, in a sentence; nil when the label says it.
    package let documentation: String?
    /// What is written.
    package let text: String
}

extension Compilation {
    /// What may be written at a byte of a file, and the bytes that it replaces; nothing for an unknown file.
    package func completions(in path: String, at byte: Int) -> (items: [Completion], range: Range<Int>) {
        guard let file = sources.first(where: { $0.path == path }) else { return ([], byte..<byte) }
        let cursor = Cursor(file.bytes, at: byte)
        // What stands behind the place in the same word is replaced too.
        let range = cursor.token.map { Int($0.start)..<Int($0.end) } ?? byte..<byte
        return (completions(at: cursor), range)
    }

    private func completions(at cursor: Cursor) -> [Completion] {
        switch cursor.role {
        case .entry(let kind): entries(of: kind, without: cursor.siblings)
        case .origin: references(definitions.templates.keys, "A template.")
        case .value(let key, let kind, let isItem):
            kind.flatMap { Schema.setting(key, in: $0) }.map { values($0.type, of: $0, isItem: isItem) } ?? []
        case .name, .unknown: []
        }
    }

    private func entries(of kind: Schema.BlockKind?, without siblings: Set<String>) -> [Completion] {
        let settings = Schema.settings.filter { setting in
            kind.map { setting.blocks.contains($0) } == true && !siblings.contains(setting.name)
        }
        let rows = Schema.blocks.filter { row in
            guard let kind else { return row.parents.isEmpty }
            return row.parents.contains(kind) && (row.kind == .member || !siblings.contains(row.kind.rawValue))
        }
        return settings.map {
            Completion(kind: .key, label: $0.name, documentation: $0.documentation, text: "\($0.name) = ")
        }
            + rows.map {
                Completion(
                    kind: .block,
                    label: $0.kind.rawValue,
                    documentation: $0.documentation,
                    text: $0.naming == .none ? "\($0.kind.rawValue) { " : "\($0.kind.rawValue) \""
                )
            }
    }

    private func references(_ names: some Sequence<String>, _ documentation: String) -> [Completion] {
        names.sorted().map {
            Completion(kind: .reference, label: $0, documentation: documentation, text: $0.quoted)
        }
    }

    private func values(_ type: ValueType, of setting: Schema.Setting, isItem: Bool) -> [Completion] {
        switch type {
        case .either(let word, let other):
            return (isItem ? [] : [value(word, setting)]) + values(other, of: setting, isItem: isItem)
        case .list(let item) where isItem: return values(item, of: setting, isItem: true)
        case .boolean: return [value("on", setting), value("off", setting)]
        case .region: return Region.known.map { value($0, nil) }
        case .days(let days): return days.map { value("\($0)d", nil) }
        case .oneOf(let words): return words.map { value($0, nil) }
        case .reference: return references(definitions.credentials.keys, "Credentials.")
        case .pairName, .text, .name, .account, .vpc, .instance, .interface, .table, .destination, .duration, .integer,
            .email, .httpsURL, .webhook, .path, .timeOfDay, .moment, .arn, .list:
            guard isItem else { return [value(setting.example, setting)] }
            return setting.example.dropFirst().dropLast().split(separator: ",").map { item in
                value(String(item.drop { $0 == " " }), setting)
            }
        }
    }

    private func value(_ text: String, _ setting: Schema.Setting?) -> Completion {
        Completion(kind: .value, label: text, documentation: setting?.documentation, text: text)
    }
}
