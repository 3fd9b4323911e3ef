extension DefinitionReader {
    /// The name of a block, or its keyword when it has none to have; nil when it lacks one.
    mutating func checkedName(of block: Block, _ kind: Schema.BlockKind) -> Name? {
        switch Schema.block(kind).naming {
        case .none:
            if let name = block.names.first {
                problems.error(
                    .surplusName,
                    "'\(kind.rawValue)' has no name",
                    at: name.extent,
                    help: "write \(kind.rawValue) { … }"
                )
            }
            return block.keyword
        case .required(let example):
            if block.names.count > 1 {
                problems.error(
                    .surplusName,
                    "'\(kind.rawValue)' has one name",
                    at: block.names[1].extent,
                    help: "remove this one"
                )
            }
            if let name = block.names.first { return name }
            problems.error(
                .missingName,
                "this \(kind.rawValue) has no name",
                at: block.keyword.extent,
                help: "write \(kind.rawValue) \"\(example)\" { … }"
            )
            return nil
        }
    }

    mutating func noOrigin(_ block: Block) {
        guard let origin = block.origin else { return }
        problems.error(
            .misplaced,
            "only a pair is made 'from' a template",
            at: origin.extent,
            help: block.keyword.text == "template"
                ? "templates are one level deep: repeat the values, or move them into 'defaults { }'" : "remove it"
        )
    }

    /// The kind of a block inside another; nil when it may not be there, told already.
    mutating func innerKind(_ block: Block, in parent: Schema.BlockKind) -> Schema.BlockKind? {
        if let kind = Schema.BlockKind(rawValue: block.keyword.text), Schema.block(kind).parents.contains(parent) {
            return kind
        }
        unknownBlock(block, in: parent)
        return nil
    }

    mutating func unknownBlock(_ block: Block, in parent: Schema.BlockKind?) {
        let word = block.keyword.text
        guard !isUnclosed || Schema.BlockKind(rawValue: word) == nil else { return }
        let place = parent.map { "a block of '\($0.rawValue)'" } ?? "a kind of block"
        if let parent, let setting = Schema.setting(word, in: parent) {
            return problems.error(
                .notABlock,
                "'\(word)' takes a value, not a block",
                at: block.keyword.extent,
                help: "write \(word) = \(setting.example)"
            )
        }
        if let kind = Schema.BlockKind(rawValue: word) {
            let parents = Schema.block(kind).parents.map { "'\($0.rawValue)'" }
            return problems.error(
                .misplaced,
                "'\(word)' cannot stand \(parent.map { "in '\($0.rawValue)'" } ?? "on its own")",
                at: block.heading,
                help: parents.isEmpty
                    ? "it stands on its own: is a '}' missing before it?" : "it stands in \(parents.listed)"
            )
        }
        let names = Schema.blockNames(in: parent)
        problems.error(
            .unknownBlock,
            "'\(word.printable)' is not \(place)",
            at: block.keyword.extent,
            help: Nearest.question(word, among: names + (parent.map { Schema.keyNames(in: $0) } ?? []))
                ?? (names.isEmpty
                    ? "no block stands in it: write \(word.quotedIfNeeded.printable) = …"
                    : "there are \(names.map { "'\($0)'" }.listed)")
        )
    }

    mutating func unknownKey(_ key: Name, in kind: Schema.BlockKind) {
        if let inner = Schema.BlockKind(rawValue: key.text), Schema.block(inner).parents.contains(kind) {
            return problems.error(
                .notAKey,
                "'\(key.text)' is a block, not a key",
                at: key.extent,
                help: "write \(Schema.block(inner).example)"
            )
        }
        let places = Schema.settings(named: key.text).flatMap(\.blocks).map { "'\($0.rawValue)'" }
        if !places.isEmpty {
            guard !isUnclosed else { return }
            return problems.error(
                .misplaced,
                "'\(key.text)' is not a key of '\(kind.rawValue)'",
                at: key.extent,
                help: "it belongs into \(places.listed)"
            )
        }
        let names = Schema.keyNames(in: kind)
        let all = names + Schema.blockNames(in: kind)
        problems.error(
            .unknownKey,
            "'\(key.text.printable)' is not a key of '\(kind.rawValue)'",
            at: key.extent,
            help: Nearest.question(key.text, among: all)
                ?? "there \(names.count == 1 ? "is" : "are") \(names.map { "'\($0)'" }.listed)"
        )
    }

    // MARK: blocks whose keys are the author's

    mutating func readInterfaces(_ block: Block, _ member: inout Definitions.MemberGiven) {
        if let first = member.enisExtent {
            duplicate(.duplicateBlock, "'enis' is given twice", block.heading, first)
        }
        member.enisExtent = block.heading
        if block.entries.isEmpty, !member.layer.isDamaged {
            problems.error(
                .missingKey,
                "'enis' names no interface",
                at: block.heading,
                help: "write \(Schema.block(.enis).example)"
            )
        }
        for entry in block.entries {
            guard case .assignment(let assignment) = entry else {
                if case .block(let inner) = entry { unknownBlock(inner, in: .enis) }
                continue
            }
            if let first = member.interfaces.first(where: { $0.name.text == assignment.key.text }) {
                let message = "the interface '\(assignment.key.text.printable)' is given twice"
                duplicate(.duplicateKey, message, assignment.key.extent, first.name.extent)
                continue
            }
            noAppend(assignment)
            let value = ValueReader.read(assignment.value, for: Schema.setting(.eni), problems: &problems)
            member.interfaces.append((name: assignment.key, value: value, extent: assignment.value.extent))
            if member.interfaces.count == Limits.interfaces + 1 {
                problems.error(
                    .tooMany,
                    "a member has at most \(Limits.interfaces) interfaces",
                    at: assignment.key.extent,
                    help: "remove the others"
                )
                return
            }
        }
    }

    mutating func readTags(_ block: Block, _ source: Layer.Source, _ layer: inout Layer) {
        for entry in block.entries {
            guard !problems.isExhausted(file: block.extent.file) else { return }
            guard case .assignment(let assignment) = entry else {
                if case .block(let inner) = entry { unknownBlock(inner, in: .tags) }
                continue
            }
            if let first = layer.tags.first(where: { $0.key.text == assignment.key.text }) {
                let message = "the tag '\(assignment.key.text.printable)' is given twice"
                duplicate(.duplicateKey, message, assignment.key.extent, first.key.extent)
                continue
            }
            noAppend(assignment)
            let value = TagCheck.value(assignment, problems: &problems)
            layer.tags.append(Layer.GivenTag(key: assignment.key, value: value, source: source))
            if layer.tags.count == Limits.tags + 1 {
                problems.error(
                    .tooMany,
                    "there are more than \(Limits.tags) tags",
                    at: assignment.key.extent,
                    help: "AWS takes 50 on a resource, and four are vaer's own"
                )
                return
            }
        }
    }

    private mutating func noAppend(_ assignment: Assignment) {
        guard assignment.isAppend else { return }
        problems.error(
            .notAList,
            "'\(assignment.key.text.printable)' is not a list, so nothing can be appended to it",
            at: assignment.operatorExtent,
            help: "write \(assignment.key.text.printable) = \(assignment.value.text ?? "…")"
        )
    }
}

extension [String] {
    /// The items as a sentence has them: `a, b and c`.
    var listed: String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }
}
