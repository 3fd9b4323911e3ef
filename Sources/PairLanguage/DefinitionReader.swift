import Values

/// Checks the blocks of all files against the schema, one by one, and keeps what they give.
struct DefinitionReader {
    var problems = Problems()
    private(set) var definitions = Definitions()
    private var pairNames: [String: Extent] = [:]
    /// Where the characters and sentences of the present file were at fault already.
    private var faults: [Int32] = []
    /// The headings of the present file's blocks that lack their closing brace.
    private var unclosed: Set<Extent> = []
    /// Whether the present block lacks it: what does not belong into it stands behind where it should have ended.
    private(set) var isUnclosed = false

    /// Reads the blocks of one file; `problems` are those that its parsing found.
    mutating func read(_ tree: SyntaxTree, parsed: Problems) {
        faults = parsed.starts(inFile: tree.file)
        unclosed = Set(parsed.list.filter { $0.id == .unclosedBlock }.map(\.extent))
        for block in tree.blocks {
            guard !problems.isExhausted(file: tree.file) else { return }
            read(block)
        }
    }

    private mutating func read(_ block: Block) {
        guard let kind = Schema.BlockKind(rawValue: block.keyword.text), Schema.block(kind).parents.isEmpty else {
            return unknownBlock(block, in: nil)
        }
        guard let name = checkedName(of: block, kind) else { return }
        if kind != .pair { noOrigin(block) }
        switch kind {
        case .defaults: readDefaults(block)
        case .template: readTemplate(block, name)
        case .credentials: readCredentials(block, name)
        case .alerts: readAlerts(block)
        default: readPair(block, name)
        }
    }

    private mutating func readDefaults(_ block: Block) {
        let layer = readLayer(block, .defaults, source: .defaults)
        if let first = definitions.defaultsExtent {
            return duplicate(.duplicateBlock, "there are two 'defaults' blocks", block.heading, first)
        }
        (definitions.defaults, definitions.defaultsExtent) = (layer, block.heading)
    }

    private mutating func readTemplate(_ block: Block, _ name: Name) {
        let layer = readLayer(block, .template, source: .template(name.text))
        if let first = definitions.templates[name.text] {
            let message = "the template '\(name.text.printable)' is defined twice"
            return duplicate(.duplicateBlock, message, name.extent, first.name.extent)
        }
        definitions.templates[name.text] = Definitions.Shared(name: name, layer: layer)
    }

    private mutating func readCredentials(_ block: Block, _ name: Name) {
        let layer = readLayer(block, .credentials, source: .pair)
        if let first = definitions.credentials[name.text] {
            let message = "the credentials '\(name.text.printable)' are defined twice"
            return duplicate(.duplicateBlock, message, name.extent, first.name.extent)
        }
        definitions.credentials[name.text] = Definitions.Shared(name: name, layer: layer)
        if let id = layer.given(.externalID), layer.lacks(.loginRole) {
            problems.error(
                .lonelyExternalID,
                "'external-id' without 'role' has no effect",
                at: id.keyExtent,
                help: "give the role that asks for it, or remove it"
            )
        }
    }

    private mutating func readPair(_ block: Block, _ name: Name) {
        var pair = Definitions.PairGiven(
            name: name,
            heading: block.heading,
            origin: block.origin,
            layer: Layer(),
            members: []
        )
        pair.layer = readLayer(block, .pair, source: .pair, members: &pair.members)
        if PairName(name.text) == nil {
            problems.error(
                .badName,
                "'\(name.text.printable)' cannot be the name of a pair",
                at: name.extent,
                help: ValueReader.pairNameHelp(name.text)
            )
        }
        if let first = pairNames[name.text] {
            let message = "the pair '\(name.text.printable)' is defined twice"
            return duplicate(.duplicateBlock, message, name.extent, first)
        }
        pairNames[name.text] = name.extent
        if definitions.pairs.count == Limits.pairs {
            problems.error(
                .tooMany,
                "there are more than \(Limits.pairs) pairs",
                at: name.extent,
                help: "divide the fleet among several controllers"
            )
        }
        if definitions.pairs.count <= Limits.pairs { definitions.pairs.append(pair) }
    }

    /// Keeps the fleet's alerts.
    mutating func keep(_ alerts: Definitions.AlertsGiven) { definitions.alerts = alerts }

    // MARK: layers

    private mutating func readLayer(_ block: Block, _ kind: Schema.BlockKind, source: Layer.Source) -> Layer {
        var none: [Definitions.MemberGiven] = []
        return readLayer(block, kind, source: source, members: &none)
    }

    private mutating func readLayer(
        _ block: Block,
        _ kind: Schema.BlockKind,
        source: Layer.Source,
        members: inout [Definitions.MemberGiven]
    ) -> Layer {
        var layer = Layer()
        layer.isDamaged = isDamaged(block.extent)
        var blocks: [String: Extent] = [:]
        for entry in block.entries {
            guard !problems.isExhausted(file: block.extent.file) else { break }
            switch entry {
            case .assignment(let assignment): read(assignment, kind, source, &layer)
            case .block(let inner):
                guard let innerKind = innerKind(inner, in: kind), checkedName(of: inner, innerKind) != nil else {
                    layer.isDamaged = true
                    continue
                }
                noOrigin(inner)
                if innerKind == .member {
                    members.append(readMember(inner))
                    continue
                }
                if let first = blocks.updateValue(inner.heading, forKey: innerKind.rawValue) {
                    duplicate(.duplicateBlock, "'\(innerKind.rawValue)' is given twice", inner.heading, first)
                }
                innerKind == .tags ? readTags(inner, source, &layer) : readInner(inner, innerKind, source, &layer)
            }
        }
        return layer
    }

    /// Reads `routes`, `failover`, `notify` or `names`, whose values count as the outer block's.
    private mutating func readInner(
        _ block: Block,
        _ kind: Schema.BlockKind,
        _ source: Layer.Source,
        _ layer: inout Layer
    ) {
        isUnclosed = unclosed.contains(block.heading)
        defer { isUnclosed = false }
        for entry in block.entries {
            guard !problems.isExhausted(file: block.extent.file) else { return }
            switch entry {
            case .assignment(let assignment): read(assignment, kind, source, &layer)
            case .block(let inner): unknownBlock(inner, in: kind)
            }
        }
    }

    private mutating func readMember(_ block: Block) -> Definitions.MemberGiven {
        isUnclosed = unclosed.contains(block.heading)
        defer { isUnclosed = false }
        let name = block.names.first ?? block.keyword
        var member = Definitions.MemberGiven(name: name, heading: block.heading)
        member.layer.isDamaged = isDamaged(block.extent)
        if name.text.isEmpty || name.text.count > 64 {
            problems.error(
                .badName,
                "a member's name has 1 to 64 characters",
                at: name.extent,
                help: "call it as its console does, such as \"vAER-A\""
            )
        }
        for entry in block.entries {
            guard !problems.isExhausted(file: block.extent.file) else { break }
            switch entry {
            case .assignment(let assignment): read(assignment, .member, .pair, &member.layer)
            case .block(let inner):
                guard innerKind(inner, in: .member) == .enis, checkedName(of: inner, .enis) != nil else {
                    member.layer.isDamaged = true
                    continue
                }
                readInterfaces(inner, &member)
            }
        }
        if let eni = member.layer.given(.eni), let enis = member.enisExtent {
            let note = Problem.Note(message: "the other is here", extent: min(eni.keyExtent, enis))
            problems.error(
                .bothForms,
                "a member has either 'eni' or 'enis'",
                at: max(eni.keyExtent, enis),
                notes: [note],
                help: "put the interface into 'enis' under a name, or remove 'enis'"
            )
        }
        return member
    }

    // MARK: values

    mutating func read(
        _ assignment: Assignment,
        _ kind: Schema.BlockKind,
        _ source: Layer.Source,
        _ layer: inout Layer
    ) {
        guard let setting = Schema.setting(assignment.key.text, in: kind) else {
            let meant = Nearest.match(assignment.key.text, among: Schema.keyNames(in: kind))
            if let setting = meant.flatMap({ Schema.setting($0, in: kind) }) { layer.meant.insert(setting.key) }
            return unknownKey(assignment.key, in: kind)
        }
        if let first = layer.given(setting.key) {
            let message = "'\(setting.name)' is given twice"
            return duplicate(.duplicateKey, message, assignment.key.extent, first.keyExtent)
        }
        var value = ValueReader.read(assignment.value, for: setting, problems: &problems)
        if assignment.isAppend, !setting.type.isList {
            problems.error(
                .notAList,
                "'\(setting.name)' is not a list, so nothing can be appended to it",
                at: assignment.operatorExtent,
                help: "write \(setting.name) = \(assignment.value.text ?? "…")"
            )
            value = .invalid
        }
        layer.add(
            Layer.Given(
                key: setting.key,
                value: value,
                isAppend: assignment.isAppend,
                keyExtent: assignment.key.extent,
                valueExtent: assignment.value.extent,
                source: source
            )
        )
    }

    // MARK: faults

    /// Whether the characters or sentences of a stretch were at fault, so that what is missing may stand there.
    func isDamaged(_ extent: Extent) -> Bool {
        var (low, high) = (0, faults.count)
        while low < high {
            let middle = (low + high) / 2
            if faults[middle] < extent.start { low = middle + 1 } else { high = middle }
        }
        return low < faults.count && faults[low] <= extent.end
    }

    mutating func duplicate(_ id: DiagnosticID, _ message: String, _ extent: Extent, _ first: Extent) {
        problems.error(
            id,
            message,
            at: extent,
            notes: [Problem.Note(message: "it is first given here", extent: first)],
            help: "remove one of the two"
        )
    }
}

private func min(_ left: Extent, _ right: Extent) -> Extent { left.start < right.start ? left : right }
private func max(_ left: Extent, _ right: Extent) -> Extent { left.start < right.start ? right : left }
