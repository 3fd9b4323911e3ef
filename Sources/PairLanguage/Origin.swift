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
        /// The pair's own block, or the login that it names.
        case own
    }

    /// A place that gave a value, or a part of it.
    package struct Place: Hashable, Sendable {
        /// Which block gave it.
        package let source: Source
        /// Where the value stands; nil when it is built in.
        package let range: SourceRange?
    }

    /// What a value amounts to, without the quotes of a file.
    package enum Content: Hashable, Sendable {
        /// One value.
        case one(String)
        /// A list.
        case list([String])
    }

    /// The headings of the blocks that it stands in, such as `member "vAER-A"`, the pair's own aside.
    package let blocks: [String]
    /// The key as it would stand in a file.
    package let name: String
    /// The key with its blocks, such as `failover.failback` or `tags.team`.
    package let key: String
    /// The value as it would stand in a file.
    package let value: String
    /// The value for programs.
    package let content: Content
    /// Where it came from; several places when a list was appended to, the first one first.
    package let places: [Place]
}

extension Compilation {
    /// The values of a pair, with where each came from; empty for an unknown pair.
    ///
    /// The pair's own keys come first, then those of its members, then the others in the order of the schema.
    package func origins(of name: PairName) -> [Origin] {
        guard let pair = pair(name) else { return [] }
        var resolver = Resolver(sources)
        let settings = Schema.settings.filter { setting in setting.blocks.contains(where: Self.isOfPair) }
        let general = settings.filter { $0.blocks.contains(.pair) }
        var result = general.compactMap { origin(of: $0, pair.layer, &resolver) }
        for member in pair.members { result += origins(of: member, &resolver) }
        result += settings.filter { !$0.blocks.contains(.pair) }.compactMap { origin(of: $0, pair.layer, &resolver) }
        for tag in pair.layer.tags {
            let name = tag.key.text.quotedIfNeeded
            let place = Origin.Place(source: Origin.Source(tag.source), range: resolver.range(tag.key.extent))
            result.append(Origin(["tags"], name, "tags.\(name)", .text(tag.value ?? ""), [place]))
        }
        return result
    }

    /// The values of the login that a pair names, with where each stands; empty when it names none.
    package func loginOrigins(of name: PairName) -> [Origin] {
        guard let login = login(of: name) else { return [] }
        var resolver = Resolver(sources)
        return login.layer.values.map { given in
            let setting = Schema.setting(given.key)
            return Origin([], setting.name, setting.path, given.value, places(of: given, &resolver))
        }
    }

    /// Where a pair is defined: its keyword and its name; nil for an unknown pair.
    package func range(of name: PairName) -> SourceRange? {
        guard let pair = pair(name) else { return nil }
        var resolver = Resolver(sources)
        return resolver.range(pair.heading)
    }

    /// The template that a pair is made from; nil for none.
    package func template(of name: PairName) -> String? { pair(name)?.origin?.text }

    func pair(_ name: PairName) -> EffectivePair? { effective.first { $0.name.text == name.text } }

    func login(of name: PairName) -> Definitions.Shared? {
        pair(name)?.layer.text(.credentials).flatMap { definitions.credentials[$0] }
    }

    private static func isOfPair(_ kind: Schema.BlockKind) -> Bool {
        kind == .pair || kind != .member && Schema.block(kind).parents.contains(.pair)
    }

    private func origin(of setting: Schema.Setting, _ layer: Layer, _ resolver: inout Resolver) -> Origin? {
        let blocks = setting.blocks.contains(.pair) ? [] : [setting.blocks[0].rawValue]
        if let given = layer.given(setting.key) {
            return Origin(blocks, setting.name, setting.path, given.value, places(of: given, &resolver))
        }
        let builtIn = Origin.Place(source: .builtIn, range: nil)
        return Schema.initialValues[setting.key].map { Origin(blocks, setting.name, setting.path, $0, [builtIn]) }
    }

    private func places(of given: Layer.Given, _ resolver: inout Resolver) -> [Origin.Place] {
        var result: [Origin.Place] = []
        for part in given.parts {
            result.append(Origin.Place(source: Origin.Source(part.source), range: resolver.range(part.extent)))
        }
        return result
    }

    private func origins(of member: Definitions.MemberGiven, _ resolver: inout Resolver) -> [Origin] {
        let heading = "member \(member.name.text.quoted)"
        let key = "member." + member.name.text.quotedIfNeeded
        var result: [Origin] = []
        for given in member.layer.values {
            let name = Schema.setting(given.key).name
            result.append(Origin([heading], name, "\(key).\(name)", given.value, places(of: given, &resolver)))
        }
        for (interface, value, extent) in member.interfaces {
            let name = interface.text.quotedIfNeeded
            let place = Origin.Place(source: .own, range: resolver.range(extent))
            result.append(Origin([heading, "enis"], name, "\(key).enis.\(name)", value, [place]))
        }
        return result
    }
}

extension Origin {
    fileprivate init(_ blocks: [String], _ name: String, _ key: String, _ value: Typed, _ places: [Place]) {
        self.init(
            blocks: blocks,
            name: name,
            key: key,
            value: value.sourceText,
            content: value.content,
            places: places
        )
    }
}

extension Origin.Source {
    fileprivate init(_ source: Layer.Source) {
        switch source {
        case .defaults: self = .defaults
        case .template(let name): self = .template(name)
        case .pair: self = .own
        }
    }
}

extension Typed {
    fileprivate var content: Origin.Content {
        switch self {
        case .text(let text): .one(text)
        case .list(let items):
            .list(items.map { if case .text(let text) = $0.value { text } else { $0.value.sourceText } })
        default: .one(sourceText)
        }
    }
}
