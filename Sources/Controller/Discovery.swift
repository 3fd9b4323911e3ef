package import Onboarding
import Provisioning
import Values

/// Finds pairs that no definition has yet, in all regions of some logins.
package struct Discovery: Sendable {
    private let survey: Survey

    /// A discovery by a survey's callers.
    package init(_ survey: Survey) { self.survey = survey }

    /// What was found in these places, and which of them could not be read.
    ///
    /// `seen` is called when a place is done.
    package func run(
        _ places: [Survey.Place],
        criteria: Pairing.Criteria,
        known: KnownPairs,
        seen: @escaping @Sendable (Survey.Place) -> Void = { _ in }
    ) async -> (proposals: [Proposal], gaps: [Survey.Gap]) {
        let (networks, gaps) = await survey.each(places, seen: seen) { _, caller throws(ProvisioningError) in
            try await NetworkReader(caller: caller).network(criteria)
        }
        var found: [Proposal.Home: [Finding]] = [:]
        for (place, network) in networks {
            let home = Proposal.Home(login: place.login, account: place.account, region: place.region)
            found[home] = Pairing(network, criteria: criteria, known: known).findings()
        }
        return (Proposal.all(found, known: known), gaps)
    }
}
