/// The values that one block gives, or that several give together.
struct Layer: Sendable {
    /// Which block a value comes from.
    enum Source: Hashable, Sendable {
        case defaults
        case template(String)
        case pair
    }

    /// A value where it was given.
    struct Given: Sendable {
        var key: Schema.Key
        var value: Typed
        var isAppend: Bool
        var keyExtent: Extent
        var valueExtent: Extent
        var source: Source
        /// What the value was appended to, the first one first.
        var appendedTo: [Part] = []

        /// All that gave a part of the value, this one last.
        var parts: [Part] { appendedTo + [Part(source: source, extent: valueExtent)] }
    }

    /// Which block gave a part of a list, and where.
    struct Part: Sendable {
        var source: Source
        var extent: Extent
    }

    /// A tag where it was given.
    struct GivenTag: Sendable {
        var key: Name
        /// Nil when it was already complained about.
        var value: String?
        var source: Source
    }

    /// The values in source order, each key once.
    private(set) var values: [Given] = []
    /// The keys of ``values``, beside them because a search through whole values is ten times as slow.
    private var keys: [Schema.Key] = []
    var tags: [GivenTag] = []

    /// Whether something in it is missing because it could not be understood.
    var isDamaged = false
    /// The keys that misspelt ones stood for: they are not missing, they are misspelt.
    var meant: Set<Schema.Key> = []

    /// Whether a key's value is missing, rather than misspelt or not understood.
    func lacks(_ key: Schema.Key) -> Bool { !isDamaged && given(key) == nil && !meant.contains(key) }

    func given(_ key: Schema.Key) -> Given? { keys.firstIndex(of: key).map { values[$0] } }

    mutating func add(_ given: Given) {
        keys.append(given.key)
        values.append(given)
    }

    /// The value of a key, or what the schema gives in its place; nil when neither does.
    func value(_ key: Schema.Key) -> Typed? { given(key)?.value ?? Schema.initialValues[key] }

    /// This layer over another: `=` replaces and `+=` appends.
    func over(_ lower: Layer, problems: inout Problems) -> Layer {
        var result = lower
        result.isDamaged = lower.isDamaged || isDamaged
        result.meant.formUnion(meant)
        for given in values {
            guard let index = result.keys.firstIndex(of: given.key) else {
                result.add(given)
                continue
            }
            if given.isAppend {
                result.values[index] = given.appended(to: result.values[index], problems: &problems)
            } else {
                result.values[index] = given
            }
        }
        for tag in tags {
            if let index = result.tags.firstIndex(where: { $0.key.text == tag.key.text }) {
                result.tags[index] = tag
            } else {
                result.tags.append(tag)
            }
        }
        return result
    }
}

extension Layer.Given {
    fileprivate func appended(to lower: Self, problems: inout Problems) -> Self {
        var result = self
        result.appendedTo = lower.parts
        switch (lower.value, value) {
        case (.list(let old), .list(let new)):
            let known = Set(old.map(\.value))
            result.value = .list(old + new.filter { !known.contains($0.value) })
        case (.word(let word), .list):
            let name = Schema.setting(key).name
            let list = value.sourceText.utf8.count <= 80 ? value.sourceText : "[ … ]"
            problems.error(
                .appendToAll,
                "nothing can be appended to '\(name)', which is '\(word)' already",
                at: keyExtent,
                notes: [Problem.Note(message: "it is given here", extent: lower.valueExtent)],
                help: "write \(name) = \(list) to replace it, or remove this line"
            )
            result.value = .invalid
        default:
            result.value = .invalid
        }
        return result
    }
}

extension Schema {
    /// The values of pairs that do not give one.
    static let initialValues: [Key: Typed] = {
        var result: [Key: Typed] = [:]
        for setting in settings {
            guard let initial = setting.initial else { continue }
            var problems = Problems()
            let source = SourceFile(path: "", bytes: Array("vaer 1\nx { x = \(initial) }".utf8))
            let tree = Parser.tree(of: source, file: 0, problems: &problems)
            guard case .assignment(let assignment) = tree.blocks.first?.entries.first else { continue }
            result[setting.key] = ValueReader.read(assignment.value, for: setting, problems: &problems)
        }
        return result
    }()
}
