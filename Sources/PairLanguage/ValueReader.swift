import Values

/// Reads values by their type, and says what is wrong with those that are not of it.
struct ValueReader {
    let setting: Schema.Setting
    var problems: Problems

    /// Reads the value of a key.
    static func read(_ value: Value, for setting: Schema.Setting, problems: inout Problems) -> Typed {
        var reader = ValueReader(setting: setting, problems: Problems())
        let typed = reader.read(value, as: setting.type)
        problems.add(reader.problems)
        return typed
    }

    private mutating func read(_ value: Value, as type: ValueType) -> Typed {
        switch (value.form, type) {
        case (.invalid, _): return .invalid
        case (.text(let text), .either(let word, _)) where text == word: return .word(word)
        case (_, .either(let word, let other)): return read(value, as: other, orWord: word)
        case (.list(let items), .list(let item)): return list(items, of: item, at: value.extent)
        case (.text(let text), .list(let item)):
            return fail(
                .wrongType,
                "'\(setting.name)' takes a list",
                value.extent,
                help: canRead(text, as: item) ? "put it in brackets: [\(text.quotedIfNeeded.printable)]" : example
            )
        case (.list, _):
            return fail(.wrongType, "'\(setting.name)' takes one value, not a list", value.extent, help: example)
        case (.text(let text), _): return scalar(text, type, value.extent)
        }
    }

    private mutating func read(_ value: Value, as type: ValueType, orWord word: String) -> Typed {
        guard case .text(let text) = value.form else { return read(value, as: type) }
        if case .list(let item) = type {
            let list = canRead(text, as: item) ? ": [\(text.quotedIfNeeded.printable)]" : " such as \(setting.example)"
            return fail(
                .wrongType,
                "'\(text.printable)' is neither '\(word)' nor a list",
                value.extent,
                help: Nearest.question(text, among: [word]) ?? "write '\(word)', or a list\(list)"
            )
        }
        if Nearest.match(text, among: [word]) != nil {
            return fail(
                .wrongType,
                "'\(text.printable)' is neither '\(word)' nor \(type.noun)",
                value.extent,
                help: Nearest.question(text, among: [word])
            )
        }
        return scalar(text, type, value.extent, orWord: word)
    }

    private func canRead(_ text: String, as type: ValueType) -> Bool {
        var trial = ValueReader(setting: setting, problems: Problems())
        return trial.read(Value(form: .text(text), extent: Extent(file: 0, start: 0, end: 0)), as: type) != .invalid
    }

    private var example: String { "such as \(setting.name) = \(setting.example)" }

    mutating func fail(_ id: DiagnosticID, _ message: String, _ extent: Extent, help: String?) -> Typed {
        problems.error(id, message, at: extent, help: help)
        return .invalid
    }

    // MARK: lists

    private mutating func list(_ values: [Value], of type: ValueType, at extent: Extent) -> Typed {
        guard values.count <= Limits.itemsPerList else {
            return fail(
                .tooMany,
                "'\(setting.name)' has \(values.count) items; it takes at most \(Limits.itemsPerList)",
                extent,
                help: "a route table has no more routes than that"
            )
        }
        var items: [Typed.Item] = []
        var firsts: [Typed: Extent] = [:]
        // Most lists are short, where a dictionary costs more than it saves.
        let isLong = values.count > 8
        var isWhole = true
        for value in values {
            if case .list = value.form {
                problems.error(.wrongType, "a list cannot be an item of a list", at: value.extent, help: example)
                isWhole = false
                continue
            }
            let typed = read(value, as: type)
            if typed == .invalid {
                isWhole = false
            } else if setting.key != .command,
                let first = isLong ? firsts[typed] : items.first(where: { $0.value == typed })?.extent
            {
                problems.warning(
                    .duplicateItem,
                    "'\(typed.sourceText.printable)' is listed twice",
                    at: value.extent,
                    notes: [Problem.Note(message: "it is first listed here", extent: first)],
                    help: "remove one of the two"
                )
            } else {
                if isLong { firsts[typed] = value.extent }
                items.append(Typed.Item(value: typed, extent: value.extent))
            }
        }
        return isWhole ? .list(items) : .invalid
    }

    // MARK: single values

    private mutating func scalar(
        _ text: String,
        _ type: ValueType,
        _ extent: Extent,
        orWord word: String? = nil
    ) -> Typed {
        switch type {
        case .text(let maximum): return self.text(text, maximum: maximum, extent)
        case .name(let maximum, let letters): return name(text, maximum: maximum, letters: letters, extent)
        case .reference: return .text(text)
        case .pairName:
            guard PairName(text) == nil else { return .text(text) }
            let message = "'\(text.printable)' cannot be the name of a pair"
            return fail(.badName, message, extent, help: Self.pairNameHelp(text))
        case .region: return region(text, extent)
        case .account: return account(text, extent)
        case .vpc: return id(text, extent, VPCID.init).map(Typed.vpc) ?? .invalid
        case .instance: return id(text, extent, InstanceID.init).map(Typed.instance) ?? .invalid
        case .interface: return id(text, extent, ENIID.init).map(Typed.interface) ?? .invalid
        case .table: return table(text, extent)
        case .destination: return destination(text, extent)
        case .duration(let from, let to, let step):
            return duration(text, extent, from: from, to: to, step: step, orWord: word)
        case .days(let allowed): return days(text, extent, allowed)
        case .boolean: return boolean(text, extent)
        case .integer(let from, let to): return integer(text, extent, from: from, to: to)
        case .email: return email(text, extent)
        case .httpsURL: return httpsURL(text, extent)
        case .webhook: return webhook(text, extent)
        case .path: return path(text, extent)
        case .oneOf(let words): return oneOf(words, text, extent)
        case .timeOfDay: return timeOfDay(text, extent)
        case .moment: return moment(text, extent)
        case .arn(let service, let resource, let noun):
            return arn(text, extent, service: service, resource: resource, noun: noun)
        case .list, .either: return read(Value(form: .text(text), extent: extent), as: type)
        }
    }

    private mutating func text(_ text: String, maximum: Int, _ extent: Extent) -> Typed {
        if text.isEmpty, setting.key != .description {
            return fail(.wrongType, "'\(setting.name)' is empty", extent, help: example)
        }
        guard text.count > maximum else { return .text(text) }
        return fail(
            .outOfRange,
            "'\(setting.name)' has \(text.count) characters; it takes at most \(maximum)",
            extent,
            help: "shorten it"
        )
    }

    private mutating func name(_ text: String, maximum: Int, letters: String, _ extent: Extent) -> Typed {
        let isFit = text.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
                || letters.unicodeScalars.contains($0)
        }
        guard isFit, !text.isEmpty else {
            return fail(
                .badName,
                "'\(text.printable)' is no name that AWS takes for this",
                extent,
                help: "use letters, digits and '\(letters)', such as \(setting.example)"
            )
        }
        guard text.utf8.count <= maximum else {
            return fail(.badName, "this name is longer than \(maximum) characters", extent, help: "shorten it")
        }
        return .text(text)
    }

    private mutating func account(_ text: String, _ extent: Extent) -> Typed {
        if let account = AccountID(text) { return .account(account) }
        let digits = text.filter { $0 != "-" && $0 != " " }
        let repaired = digits != text && AccountID(digits) != nil
        return fail(
            .wrongType,
            "'\(text.printable)' is not an account number",
            extent,
            help: repaired ? "write the digits alone: \(digits)" : "it has twelve digits, such as \(setting.example)"
        )
    }

    private mutating func boolean(_ text: String, _ extent: Extent) -> Typed {
        switch text {
        case "on", "true": return .boolean(true)
        case "off", "false": return .boolean(false)
        default:
            let meant: String? =
                switch text.lowercased() {
                case "on", "yes", "y", "1", "true", "enabled", "enable": "on"
                case "off", "no", "n", "0", "false", "disabled", "disable": "off"
                default: nil
                }
            return fail(
                .wrongType,
                "'\(text.printable)' is neither 'on' nor 'off'",
                extent,
                help: meant.map { "write \(setting.name) = \($0)" } ?? example
            )
        }
    }

    private mutating func integer(_ text: String, _ extent: Extent, from: Int, to: Int) -> Typed {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber else {
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            let isInRange = Int(digits).map { (from...to).contains($0) } ?? false
            return fail(
                .wrongType,
                "'\(text.printable)' is not a whole number",
                extent,
                help: isInRange ? "write the number alone: \(setting.name) = \(digits)" : example
            )
        }
        guard let number = Int(text), (from...to).contains(number) else {
            return fail(
                .outOfRange,
                "'\(setting.name)' is \(text.printable); it takes \(from) to \(to)",
                extent,
                help: "the nearest is \(setting.name) = \(Int(text).map { $0 < from ? from : to } ?? to)"
            )
        }
        return .integer(number)
    }
}
