import Fleet
package import Onboarding
import Planning
import Provisioning
import Values

/// Looks up what the rows of a table leave out: for all rows of a login and region together.
package struct TableLookup: Sendable {
    /// What became of the rows.
    package struct Outcome: Sendable {
        /// The drafts, each with the line of its row, in the table's order.
        package var drafts: [(line: Int, draft: PairDraft)]
        /// What is wrong, in the table's order.
        package var problems: [TableProblem]
    }

    private let survey: Survey

    /// A look-up by a survey's callers.
    package init(_ survey: Survey) { self.survey = survey }

    /// Where the rows' routers may be, and which logins and regions cannot be used.
    package func places(_ rows: [OnboardingRow]) async -> (places: [Survey.Place], gaps: [Survey.Gap]) {
        var gaps: [Survey.Gap] = []
        var places: [Survey.Place] = []
        for (login, rows) in Dictionary(grouping: rows, by: \.credentials) {
            let regions = rows.map(\.region)
            let wanted = regions.contains(nil) ? .all : Survey.Wanted.only(Set(regions.compactMap(\.self)).sorted())
            let found = await survey.places([login], wanted)
            places += found.places
            gaps += found.gaps
        }
        return (places, gaps)
    }

    /// Looks everything up; what cannot be read is a problem of each row that needs it.
    package func run(
        _ rows: [OnboardingRow],
        in places: [Survey.Place],
        gaps: [Survey.Gap],
        seen: @escaping @Sendable (Survey.Place) -> Void = { _ in }
    ) async -> Outcome {
        let wanted = Dictionary(grouping: rows, by: \.credentials)
        let (books, unread) = await survey.each(places, seen: seen) { place, caller throws(ProvisioningError) in
            let routers = (wanted[place.login] ?? []).filter { $0.region == nil || $0.region == place.region }
                .flatMap { [$0.members.first, $0.members.second] }
            let ids = routers.filter { $0.eni == nil }.compactMap(\.instance)
            let found = try await NetworkReader(caller: caller).routers(ids, routers.compactMap(\.eni))
            return RouterBook(
                account: place.account,
                region: place.region,
                instances: found.instances,
                detached: Set(found.detached.keys)
            )
        }
        return outcome(rows, Dictionary(grouping: books) { $0.key.login }.mapValues { $0.map(\.value) }, gaps + unread)
    }

    private func outcome(
        _ rows: [OnboardingRow],
        _ books: [String?: [RouterBook]],
        _ gaps: [Survey.Gap]
    ) -> Outcome {
        var outcome = Outcome(drafts: [], problems: [])
        for row in rows {
            let own = books[row.credentials] ?? []
            let book = row.region.map { region in own.first { $0.region == region } } ?? own.first { $0.knows(row) }
            do throws(TableProblem) {
                guard let book else { throw problem(row, gaps) }
                outcome.drafts.append((row.line, try row.draft(book)))
            } catch {
                outcome.problems.append(error)
            }
        }
        return outcome
    }

    /// Why there is nothing to complete a row from.
    private func problem(_ row: OnboardingRow, _ gaps: [Survey.Gap]) -> TableProblem {
        let own = gaps.filter { $0.login == row.credentials && ($0.region == nil || $0.region == row.region) }
        if let failure = own.first?.failure {
            let help = failure.wayOut ?? "try again, or name another login in 'credentials'"
            return row.problem(failure.message, help: help)
        }
        guard let region = row.region else {
            let message = "neither router exists in any region that the login can read"
            return row.problem(message, help: "check the ids, or name the region and the login of the row")
        }
        return row.problem("the login cannot use the region \(region)", help: "name another login in 'credentials'")
    }
}
