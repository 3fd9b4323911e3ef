package import Onboarding
import Provisioning
import Values

/// Finds what was made by hand for pairs, in some regions of some logins.
package struct AdoptionSearch: Sendable {
    /// A function made by hand, with the login that can see it.
    package struct Found: Sendable {
        /// Where it is.
        package let place: Survey.Place
        /// What it is.
        package let handmade: Handmade
    }

    private let survey: Survey

    /// A search by a survey's callers.
    package init(_ survey: Survey) { self.survey = survey }

    /// The functions of a name, or all that have the four variables, sorted by region and name.
    package func run(
        _ places: [Survey.Place],
        function name: String?,
        seen: @escaping @Sendable (Survey.Place) -> Void = { _ in }
    ) async -> (found: [Found], gaps: [Survey.Gap]) {
        let (byPlace, gaps) = await survey.each(places, seen: seen) { place, caller throws(ProvisioningError) in
            try await HandmadeReader(caller: caller, account: place.account).read(named: name)
        }
        let found = byPlace.flatMap { place, handmade in handmade.map { Found(place: place, handmade: $0) } }
        let sorted = found.sorted { left, right in
            (left.place.account.text, left.place.region.name, left.handmade.function)
                < (right.place.account.text, right.place.region.name, right.handmade.function)
        }
        return (sorted, gaps)
    }
}
