import Values

extension PairChecker {
    /// What a pair names by ARN must be where the pair can use it.
    mutating func checkPlaces(_ pair: EffectivePair) {
        if let topic = pair.layer.given(.topic) { checkPlace(topic, .allOfIt, "this topic", pair) }
        if let boundary = pair.layer.given(.permissionsBoundary) {
            checkPlace(boundary, .account, "this permissions boundary", pair)
        }
        for item in pair.layer.items(.sqs) ?? [] {
            guard case .arn(let arn) = item.value else { continue }
            checkPlace(arn, at: item.extent, .partition, "this queue", pair)
        }
        guard let used = pair.layer.given(.credentials), case .text(let name) = used.value,
            let login = definitions.credentials[name], let role = login.layer.given(.loginRole),
            case .arn(let arn) = role.value
        else { return }
        checkPlace(
            arn,
            at: used.valueExtent,
            .account,
            "the role of the credentials '\(name.printable)'",
            pair,
            also: [Problem.Note(message: "the role is given here", extent: role.valueExtent)]
        )
    }

    /// How much of an ARN must be the pair's own.
    private enum Closeness {
        case partition
        case account
        case allOfIt
    }

    private mutating func checkPlace(
        _ given: Layer.Given,
        _ closeness: Closeness,
        _ noun: String,
        _ pair: EffectivePair
    ) {
        guard case .arn(let arn) = given.value else { return }
        checkPlace(arn, at: given.valueExtent, closeness, noun, pair)
    }

    private mutating func checkPlace(
        _ arn: ARN,
        at extent: Extent,
        _ closeness: Closeness,
        _ noun: String,
        _ pair: EffectivePair,
        also notes: [Problem.Note] = []
    ) {
        guard let region = pair.region else { return }
        if arn.partition != region.partition {
            tell(
                .wrongPartition,
                "\(noun) is in the partition '\(arn.partition.name)'; the \(pair.title) is in "
                    + "'\(region.partition.name)'",
                extent,
                notes + note(pair, .region),
                help: "partitions share nothing: use one of the partition '\(region.partition.name)'"
            )
            return
        }
        if closeness == .allOfIt, arn.region != region.name {
            let message = "\(noun) is in \(arn.region); the \(pair.title) is in \(region)"
            tell(.wrongRegion, message, extent, notes + note(pair, .region), help: "use one of the region \(region)")
        } else if closeness != .partition, let account = pair.account, arn.account != account.text,
            arn.account != "aws"
        {
            let message = "\(noun) is in the account \(arn.account); the \(pair.title) is in \(account)"
            tell(
                .wrongAccount,
                message,
                extent,
                notes + note(pair, .account),
                help: "use one of the account \(account)"
            )
        }
    }

    private func note(_ pair: EffectivePair, _ key: Schema.Key) -> [Problem.Note] {
        pair.layer.given(key).map {
            [Problem.Note(message: "the pair's \(Schema.setting(key).name) is given here", extent: $0.valueExtent)]
        } ?? []
    }
}

extension PairChecker {
    /// What is listed must be able to move.
    mutating func checkRoutes(_ pair: EffectivePair) {
        for key in [Schema.Key.destinations, .tables] {
            guard let given = pair.layer.given(key), given.value == .list([]),
                isNew(.emptyList, given.valueExtent)
            else { continue }
            problems.warning(
                .emptyList,
                "'\(Schema.setting(key).name)' is empty, so the \(pair.title) moves nothing",
                at: given.valueExtent,
                help: "list what is to be moved, or write 'all'"
            )
        }
        let protection = Protection(pair.layer.items(.protect) ?? [])
        for (item, protector) in protection.conflicts(with: pair.layer.items(.destinations) ?? []) {
            tell(
                .protectedDestination,
                "'\(item.value.sourceText)' is listed, but protected, so it never moves",
                item.extent,
                [Problem.Note(message: "it is protected here", extent: protector.extent)],
                help: "remove it from 'destinations' or from 'protect'"
            )
        }
        let excluded = Dictionary(
            (pair.layer.items(.exclude) ?? []).map { ($0.value, $0.extent) },
            uniquingKeysWith: { first, _ in first }
        )
        for item in pair.layer.items(.tables) ?? [] {
            guard let extent = excluded[item.value] else { continue }
            tell(
                .excludedTable,
                "'\(item.value.sourceText)' is listed, but excluded, so nothing moves in it",
                item.extent,
                [Problem.Note(message: "it is excluded here", extent: extent)],
                help: "remove it from 'tables' or from 'exclude'"
            )
        }
    }
}
