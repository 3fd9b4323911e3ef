import Fleet

extension FleetChecker {
    /// A pattern that fits no pair silences nothing: most likely somebody will be woken who should not.
    mutating func checkMutes(_ definitions: Definitions) {
        let names = definitions.pairs.map(\.name.text)
        for mute in definitions.alerts?.mutes ?? [] {
            for item in mute.layer.items(.mutePairs) ?? [] {
                guard case .text(let pattern) = item.value else { continue }
                guard !names.contains(where: { AlertPolicy.Mute.matches(pattern, $0) }) else { continue }
                problems.warning(
                    .unmatchedPattern,
                    "'\(pattern.printable)' fits no pair, so it silences nothing",
                    at: item.extent,
                    help: Nearest.question(pattern, among: names)
                        ?? "'*' stands for anything; 'vaer status' lists the names"
                )
            }
        }
    }
}
