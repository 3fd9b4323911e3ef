import Values

/// What is known of a word of a file.
package struct Explanation: Hashable, Sendable {
    /// The explanation, as Markdown.
    package let markdown: String
    /// The bytes of the word.
    package let range: Range<Int>
}

extension Compilation {
    /// What is known of the word at a byte of a file; nil when that is nothing.
    package func explanation(in path: String, at byte: Int) -> Explanation? {
        guard let (cursor, token, word) = word(in: path, at: byte) else { return nil }
        let markdown: String? =
            switch cursor.role {
            case .entry(let kind):
                kind.flatMap { Schema.setting(word, in: $0) }.map(Reference.markdown)
                    ?? Schema.BlockKind(rawValue: word).map { Reference.markdown(Schema.block($0)) }
            case .origin: templateText(word)
            case .name(of: Schema.BlockKind.template.rawValue): templateText(word)
            case .name(of: Schema.BlockKind.pair.rawValue):
                PairName(word).flatMap(effectiveText).map { "```hcl\n\($0)```" }
            case .value(let key, let kind, _): kind.flatMap { Schema.setting(key, in: $0) }.map(Reference.markdown)
            case .name, .unknown: nil
            }
        return markdown.map { Explanation(markdown: $0, range: Int(token.start)..<Int(token.end)) }
    }

    /// Where the name at a byte of a file is defined: a template or credentials; nil when it is no such name.
    package func definition(in path: String, at byte: Int) -> SourceRange? {
        guard let (cursor, _, word) = word(in: path, at: byte) else { return nil }
        let name: Name? =
            switch cursor.role {
            case .origin: definitions.templates[word]?.name
            case .value(of: Schema.setting(.credentials).name, in: .pair, _),
                .value(of: Schema.setting(.credentials).name, in: .template, _),
                .value(of: Schema.setting(.credentials).name, in: .defaults, _),
                .value(of: Schema.setting(.credentials).name, in: .alerts, _):
                definitions.credentials[word]?.name
            case .entry, .name, .value, .unknown: nil
            }
        var resolver = Resolver(sources)
        return name.map { resolver.range($0.extent) }
    }

    private func word(in path: String, at byte: Int) -> (Cursor, Token, String)? {
        guard let file = sources.first(where: { $0.path == path }) else { return nil }
        let cursor = Cursor(file.bytes, at: byte)
        return cursor.token.map { token in
            (cursor, token, Parser(bytes: file.bytes, file: 0, tokens: []).word(token))
        }
    }

    private func templateText(_ name: String) -> String? {
        guard let template = definitions.templates[name] else { return nil }
        var resolver = Resolver(sources)
        let place = resolver.range(template.name.extent)
        let lines = template.layer.values.map { given in
            "\(Schema.setting(given.key).path) = \(given.value.sourceText)"
        }
        return "**template \(name.quoted)**, \(place.file.visible):\(place.start.line)\n"
            + (lines.isEmpty ? "" : "```hcl\n\(lines.joined(separator: "\n"))\n```")
    }
}
