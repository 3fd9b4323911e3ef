import Fleet
import Values

/// Puts templates under pairs and checks each pair by itself.
struct PairChecker {
    let definitions: Definitions
    var problems = Problems()
    private(set) var pairs: [EffectivePair] = []
    private var told: Set<Told> = []
    private var bases: [String: Layer] = [:]

    /// A mistake in a value that many pairs may share; it is told for the first of them.
    private struct Told: Hashable {
        let id: DiagnosticID
        let extent: Extent
    }

    init(_ definitions: Definitions) { self.definitions = definitions }

    /// Checks all pairs, in source order.
    mutating func check() {
        let defaults = definitions.defaults ?? Layer()
        checkReference(in: defaults)
        if let alerts = definitions.alerts { checkReference(in: alerts.layer) }
        for name in definitions.templates.keys.sorted() {
            guard let template = definitions.templates[name] else { continue }
            checkReference(in: template.layer)
            bases[name] = template.layer.over(defaults, problems: &problems)
        }
        for given in definitions.pairs where !problems.isExhausted(file: given.heading.file) {
            checkReference(in: given.layer)
            let pair = effective(given, defaults)
            pairs.append(pair)
            checkMissing(pair)
            checkMembers(pair)
            checkPlaces(pair)
            checkRoutes(pair)
            if pair.layer.tags.count > Limits.tags, given.layer.tags.count <= Limits.tags {
                problems.error(
                    .tooMany,
                    "with those of its template and the defaults, the \(pair.title) has \(pair.layer.tags.count) tags",
                    at: pair.heading,
                    help: "AWS takes 50 on a resource, and four are vaer's own"
                )
            }
        }
    }

    private mutating func effective(_ given: Definitions.PairGiven, _ defaults: Layer) -> EffectivePair {
        var base = defaults
        if let origin = given.origin {
            if let template = bases[origin.text] {
                base = template
            } else {
                base.isDamaged = true
                problems.error(
                    .unknownTemplate,
                    "there is no template '\(origin.text.printable)'",
                    at: origin.extent,
                    help: suggestion(origin.text, definitions.templates.keys.sorted(), "template")
                )
            }
        }
        return EffectivePair(
            name: given.name,
            heading: given.heading,
            origin: given.origin,
            layer: given.layer.over(base, problems: &problems),
            members: given.members
        )
    }

    private func suggestion(_ word: String, _ names: [String], _ kind: String) -> String {
        if let question = Nearest.question(word, among: names) { return question }
        guard !names.isEmpty else { return "no \(kind) block is defined" }
        let shown = names.prefix(5).map { "'\($0.printable)'" }.listed
        return "there \(names.count == 1 ? "is" : "are") \(shown)\(names.count > 5 ? " and others" : "")"
    }

    private mutating func checkReference(in layer: Layer) {
        guard let given = layer.given(.credentials), case .text(let name) = given.value,
            definitions.credentials[name] == nil
        else { return }
        problems.error(
            .unknownCredentials,
            "there are no credentials '\(name.printable)'",
            at: given.valueExtent,
            help: suggestion(name, definitions.credentials.keys.sorted(), "credentials")
        )
    }

    // MARK: what is missing

    private mutating func checkMissing(_ pair: EffectivePair) {
        guard !pair.layer.isDamaged else { return }
        for setting in Schema.settings where setting.isRequired && setting.blocks.contains(.pair) {
            guard pair.layer.lacks(setting.key) else { continue }
            let place = pair.origin.map { "its template '\($0.text.printable)'" } ?? "a template"
            problems.error(
                .missingKey,
                "the \(pair.title) has no '\(setting.name)'",
                at: pair.heading,
                help: "write \(setting.name) = \(setting.example) in the pair, in \(place) or in 'defaults { }'"
            )
        }
        guard pair.members.count != 2 else { return }
        let count = ["no member", "one member"].dropFirst(pair.members.count).first ?? "\(pair.members.count) members"
        problems.error(
            .memberCount,
            "the \(pair.title) has \(count); a pair has two",
            at: pair.members.dropFirst(2).first?.heading ?? pair.heading,
            help: pair.members.count > 2 ? "remove this one" : "write \(Schema.block(.member).example)"
        )
    }

    // MARK: members

    private mutating func checkMembers(_ pair: EffectivePair) {
        for member in pair.members
        where member.enisExtent == nil && member.layer.lacks(.eni) {
            problems.error(
                .missingKey,
                "the member '\(member.name.text.printable)' has no network interface",
                at: member.heading,
                help: "write eni = \(Schema.setting(.eni).example)"
            )
        }
        guard pair.members.count == 2 else { return }
        let (first, second) = (pair.members[0], pair.members[1])
        if first.name.text == second.name.text {
            problems.error(
                .sameMember,
                "both members are called '\(second.name.text.printable)'",
                at: second.name.extent,
                notes: [Problem.Note(message: "the other is here", extent: first.name.extent)],
                help: "give each its own name"
            )
        }
        if let mine = first.interfaceNames, let its = second.interfaceNames {
            checkNames(first, mine, second, its)
        }
    }

    private mutating func checkNames(
        _ first: Definitions.MemberGiven,
        _ mine: [String],
        _ second: Definitions.MemberGiven,
        _ its: [String]
    ) {
        guard Set(mine) != Set(its) else { return }
        let lacking = mine.filter { !its.contains($0) }.map { "'\($0.printable)'" }
        let surplus = its.filter { !mine.contains($0) }.map { "'\($0.printable)'" }
        let parts = [
            lacking.isEmpty ? nil : "has no interface \(lacking.listed)",
            surplus.isEmpty ? nil : "has \(surplus.listed)",
        ].compactMap { $0 }
        problems.error(
            .interfaceNames,
            "'\(second.name.text.printable)' \(parts.joined(separator: " but ")), unlike its peer",
            at: second.enisExtent ?? second.heading,
            notes: [Problem.Note(message: "the peer is here", extent: first.enisExtent ?? first.heading)],
            help: "routes move between interfaces of the same name: give both members the same names"
        )
    }

    /// Tells a mistake in a value that many pairs may share only for the first of them.
    mutating func tell(
        _ id: DiagnosticID,
        _ message: String,
        _ extent: Extent,
        _ notes: [Problem.Note],
        help: String
    ) {
        guard isNew(id, extent) else { return }
        problems.error(id, message, at: extent, notes: notes, help: help)
    }

    /// Whether a mistake is told for the first time.
    mutating func isNew(_ id: DiagnosticID, _ extent: Extent) -> Bool {
        told.insert(Told(id: id, extent: extent)).inserted
    }
}
