package import Fleet

/// The pair language: definition files in, fleet and diagnostics out.
package enum PairLanguage {
    /// Reads and checks all files of a fleet together, in the order given.
    ///
    /// Takes time that grows with the input, not with its square, and never fails: what is wrong is in the diagnostics.
    package static func compile(_ files: [SourceFile]) -> Compilation {
        var problems = Problems()
        var reader = DefinitionReader()
        for (index, file) in files.enumerated() {
            var found = Problems()
            let tree = Parser.tree(of: file, file: Int32(index), problems: &found)
            reader.read(tree, parsed: found)
            problems.add(found)
        }
        let definitions = reader.definitions
        problems.add(reader.problems)
        var pairChecker = PairChecker(definitions)
        pairChecker.check()
        problems.add(pairChecker.problems)
        var fleetChecker = FleetChecker()
        fleetChecker.check(pairChecker.pairs)
        fleetChecker.checkMutes(definitions)
        problems.add(fleetChecker.problems)
        return Compilation(
            fleet: Fleet(
                pairs: pairChecker.pairs.compactMap(PairBuilder.pair),
                credentials: definitions.credentials.mapValues { PairBuilder.login($0.layer) },
                alerts: definitions.alerts.map(PairBuilder.alerts)
            ),
            diagnostics: problems.diagnostics(of: files),
            sources: files,
            definitions: definitions,
            effective: pairChecker.pairs
        )
    }
}

/// What the definition files of a fleet amount to.
package struct Compilation: Sendable {
    /// The fleet; to be used only when there are no errors.
    package let fleet: Fleet
    /// What is wrong, in source order.
    package let diagnostics: [Diagnostic]
    /// What was compiled.
    package let sources: [SourceFile]
    let definitions: Definitions
    let effective: [EffectivePair]

    /// Whether the fleet must not be used.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
