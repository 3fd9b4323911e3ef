/// What may stand in a definition: the one table behind checks, defaults, suggestions and documentation.
package enum Schema {
    /// The kinds of blocks.
    package enum BlockKind: String, Hashable, Sendable, CaseIterable {
        /// Two routers.
        case pair
        /// Values that pairs take over.
        case template
        /// Values that every pair takes over.
        case defaults
        /// A login.
        case credentials
        /// A router.
        case member
        /// Several interfaces of a router.
        case enis
        /// Which routes move.
        case routes
        /// When they move.
        case failover
        /// Who is told.
        case notify
        /// Tags of the operator.
        case tags
        /// Names that replace ours.
        case names
        /// What the pair was called before.
        case moved
        /// What the controller tells, and whom.
        case alerts
        /// When it keeps silent.
        case mute
    }

    /// Whether and how a block is named.
    package enum Naming: Hashable, Sendable {
        /// It has no name.
        case none
        /// It has one, such as in the example.
        case required(example: String)
    }

    /// What is known of a kind of block.
    package struct BlockRow: Sendable {
        /// The kind, whose raw value is the keyword.
        package let kind: BlockKind
        /// The blocks that it stands in; empty when it stands on its own.
        package let parents: [BlockKind]
        /// Whether it has a name.
        package let naming: Naming
        /// What it is for, in one sentence.
        package let documentation: String
        /// One that works.
        package let example: String
    }

    /// What is known of a key.
    package struct Setting: Sendable {
        /// The key in code.
        package let key: Key
        /// The key in a file.
        package let name: String
        /// The blocks that it stands in.
        package let blocks: [BlockKind]
        /// The values that it takes.
        package let type: ValueType
        /// What it means in one sentence.
        package let documentation: String
        /// A value that works.
        package let example: String
        /// Whether a pair or a member is incomplete without it.
        package var isRequired = false
        /// The value of a pair that does not give one, as it would stand in a file.
        package var initial: String?

        /// The key with a value that works, as an entry of a file.
        package var assignment: String { "\(name) = \(example)" }

        /// The key with the block that it belongs to, such as `failover.failback`.
        package var path: String {
            guard let block = blocks.first, ![.pair, .template, .defaults].contains(block) else { return name }
            return "\(block.rawValue).\(name)"
        }
    }

    /// The keys.
    package enum Key: Int, Hashable, Sendable, CaseIterable {
        /// See the rows of ``Schema/settings``.
        case description, region, account, credentials, vpc, sweep, logRetention, memory, timeout, paused
        /// See the rows of ``Schema/settings``.
        case permissionsBoundary, instance, eni, alarms, destinations, tables, protect, exclude, failback,
            failbacksPerHour
        /// See the rows of ``Schema/settings``.
        case statusChecks, email, https, sqs, topic, everyRun, function, role, rule, topicName, logGroup
        /// See the rows of ``Schema/settings``.
        case profile, loginRole, externalID, formerName
        /// See the rows of ``Schema/settings``.
        case topics, webhooks, webhookSecretFile, command, unprotectedFor, failingFor, drillEvery, ignore
        /// See the rows of ``Schema/settings``.
        case muteDays, muteFrom, muteTo, muteStarts, muteEnds, mutePairs
    }

    /// The row of a key.
    package static func setting(_ key: Key) -> Setting { settings[key.rawValue] }

    /// The row of a kind of block.
    package static func block(_ kind: BlockKind) -> BlockRow { blocks[kind.position] }

    /// The key of that name in a block.
    static func setting(_ name: String, in block: BlockKind) -> Setting? {
        lookup[name]?.first { $0.blocks.contains(block) }
    }

    /// The names of the keys of a block.
    package static func keyNames(in block: BlockKind) -> [String] {
        settings.filter { $0.blocks.contains(block) }.map(\.name)
    }

    /// The names of the blocks that stand in a block, or on their own.
    package static func blockNames(in parent: BlockKind?) -> [String] {
        blocks.filter { row in parent.map { row.parents.contains($0) } ?? row.parents.isEmpty }.map(\.kind.rawValue)
    }

    /// The blocks that a key of that name stands in, whatever they are.
    static func settings(named name: String) -> [Setting] { lookup[name] ?? [] }

    private static let lookup = Dictionary(grouping: settings, by: \.name)
}

extension Schema.BlockKind {
    fileprivate var position: Int { Self.positions[self] ?? 0 }

    private static let positions = Dictionary(
        Schema.blocks.enumerated().map { ($1.kind, $0) },
        uniquingKeysWith: { first, _ in first }
    )

    /// How a message names a block of this kind, such as `pair 'sfo-edge'`.
    func title(_ names: [Name]) -> String {
        names.first.map { "\(rawValue) '\($0.text.printable)'" } ?? "'\(rawValue)'"
    }
}
