package import Values

/// An effective value of a pair, with where it came from.
package struct Origin: Hashable, Sendable {
    /// Which block gave a value.
    package enum Source: Hashable, Sendable {
        /// No block: it is the language's own default.
        case builtIn
        /// The `defaults` block.
        case defaults
        /// The template of that name.
        case template(String)
        /// The pair's own block.
        case pair
    }

    /// The key with its block, such as `failover.failback` or `tags.team`.
    package let key: String
    /// The value as it would stand in a file.
    package let value: String
    /// Which block gave it; for a list that was appended to, the last one.
    package let source: Source
    /// Where the value stands; nil when it is built in.
    package let range: SourceRange?
}

extension Compilation {
    /// The values of a pair in the order of the schema, with where each came from; empty for an unknown pair.
    package func origins(of name: PairName) -> [Origin] {
        guard let pair = effective.first(where: { $0.name.text == name.text }) else { return [] }
        var resolver = Resolver(files)
        var result: [Origin] = []
        for setting in Schema.settings where setting.blocks.contains(where: Self.isOfPair) {
            if let given = pair.layer.given(setting.key) {
                result.append(
                    Origin(
                        key: setting.path,
                        value: given.value.sourceText,
                        source: Origin.Source(given.source),
                        range: resolver.range(given.valueExtent)
                    )
                )
            } else if let initial = Schema.initialValues[setting.key] {
                result.append(
                    Origin(key: setting.path, value: initial.sourceText, source: .builtIn, range: nil)
                )
            }
        }
        for member in pair.members { result += origins(of: member, &resolver) }
        for tag in pair.layer.tags {
            result.append(
                Origin(
                    key: "tags." + tag.key.text.quotedIfNeeded,
                    value: (tag.value ?? "").quotedIfNeeded,
                    source: Origin.Source(tag.source),
                    range: resolver.range(tag.key.extent)
                )
            )
        }
        return result
    }

    /// Where a pair is defined: its keyword and its name; nil for an unknown pair.
    package func range(of name: PairName) -> SourceRange? {
        guard let pair = effective.first(where: { $0.name.text == name.text }) else { return nil }
        var resolver = Resolver(files)
        return resolver.range(pair.heading)
    }

    private static func isOfPair(_ kind: Schema.BlockKind) -> Bool {
        kind == .pair || kind != .member && Schema.block(kind).parents.contains(.pair)
    }

    private func origins(of member: Definitions.MemberGiven, _ resolver: inout Resolver) -> [Origin] {
        let name = "member." + member.name.text.quotedIfNeeded
        var result: [Origin] = []
        for given in member.layer.values {
            result.append(
                Origin(
                    key: "\(name).\(Schema.setting(given.key).name)",
                    value: given.value.sourceText,
                    source: .pair,
                    range: resolver.range(given.valueExtent)
                )
            )
        }
        for (interface, value, extent) in member.interfaces {
            result.append(
                Origin(
                    key: "\(name).enis.\(interface.text.quotedIfNeeded)",
                    value: value.sourceText,
                    source: .pair,
                    range: resolver.range(extent)
                )
            )
        }
        return result
    }
}

extension Origin.Source {
    fileprivate init(_ source: Layer.Source) {
        switch source {
        case .defaults: self = .defaults
        case .template(let name): self = .template(name)
        case .pair: self = .pair
        }
    }
}
