import Values

extension DefinitionReader {
    /// Reads the `alerts` block.
    mutating func readAlerts(_ block: Block) {
        var alerts = Definitions.AlertsGiven(heading: block.heading)
        alerts.layer.isDamaged = isDamaged(block.extent)
        for entry in block.entries {
            guard !problems.isExhausted(file: block.extent.file) else { break }
            switch entry {
            case .assignment(let assignment): read(assignment, .alerts, .pair, &alerts.layer)
            case .block(let inner):
                guard innerKind(inner, in: .alerts) == .mute, let name = checkedName(of: inner, .mute) else {
                    alerts.layer.isDamaged = true
                    continue
                }
                noOrigin(inner)
                let mute = Definitions.Shared(name: name, layer: readMute(inner))
                if let first = alerts.mutes.first(where: { $0.name.text == name.text }) {
                    let message = "'mute' '\(name.text.printable)' is given twice"
                    duplicate(.duplicateBlock, message, name.extent, first.name.extent)
                } else {
                    alerts.mutes.append(mute)
                }
            }
        }
        if let first = definitions.alerts {
            return duplicate(.duplicateBlock, "there are two 'alerts' blocks", block.heading, first.heading)
        }
        check(alerts)
        keep(alerts)
    }

    private mutating func readMute(_ block: Block) -> Layer {
        var layer = Layer()
        layer.isDamaged = isDamaged(block.extent)
        for entry in block.entries {
            guard !problems.isExhausted(file: block.extent.file) else { break }
            switch entry {
            case .assignment(let assignment): read(assignment, .mute, .pair, &layer)
            case .block(let inner): unknownBlock(inner, in: .mute)
            }
        }
        guard !layer.isDamaged else { return layer }
        let times: [Schema.Key] = [.muteDays, .muteFrom, .muteTo, .muteStarts, .muteEnds]
        if times.allSatisfy(layer.lacks) {
            problems.error(
                .missingKey,
                "this mute has no time, so it would silence everything for ever",
                at: block.heading,
                help: "give 'days', 'from' and 'to', or 'starts' and 'ends'"
            )
        }
        if let starts = layer.given(.muteStarts), case .moment = starts.value,
            times.filter({ $0 != .muteStarts }).allSatisfy(layer.lacks)
        {
            problems.error(
                .missingKey,
                "this mute begins and never ends",
                at: starts.valueExtent,
                help: "give 'ends' too, or 'days', 'from' and 'to'"
            )
        }
        if case .moment(let starts) = layer.value(.muteStarts), case .moment(let ends) = layer.value(.muteEnds),
            ends <= starts, let given = layer.given(.muteEnds)
        {
            problems.error(
                .outOfRange,
                "this mute ends before it starts",
                at: given.valueExtent,
                help: "write a moment after \(starts.textToTheSecond)"
            )
        }
        return layer
    }

    private mutating func check(_ alerts: Definitions.AlertsGiven) {
        let ways: [Schema.Key] = [.topics, .webhooks, .command]
        if ways.allSatisfy(alerts.layer.lacks) {
            problems.error(
                .missingKey,
                "these alerts are told to nobody",
                at: alerts.heading,
                help: "give 'topics', 'webhooks' or 'command'"
            )
        }
        if let secret = alerts.layer.given(.webhookSecretFile), alerts.layer.lacks(.webhooks) {
            problems.error(
                .missingKey,
                "'webhook-secret-file' without 'webhooks' signs nothing",
                at: secret.keyExtent,
                help: "give 'webhooks', or remove it"
            )
        }
        guard let command = alerts.layer.given(.command), case .list(let words) = command.value else { return }
        guard let program = words.first else {
            return problems.error(
                .emptyList,
                "'command' names no program",
                at: command.valueExtent,
                help: "such as \(Schema.setting(.command).assignment)"
            )
        }
        if case .text(let path) = program.value, !path.hasPrefix("/") {
            problems.error(
                .wrongType,
                "'\(path.printable)' is not the whole path of a program",
                at: program.extent,
                help: "it begins with '/': nothing is looked up in PATH"
            )
        }
    }
}
