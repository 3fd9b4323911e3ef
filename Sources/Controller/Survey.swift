package import AWS
import AWSControlPlane
package import Planning
import Provisioning
package import Values

/// Which accounts and regions some logins can see, and work done in all of them side by side.
package struct Survey: Sendable {
    /// Who talks to a region with a login, nil being the default chain; the account is nil as long as it is not known.
    package typealias Callers =
        @Sendable (_ login: String?, _ account: AccountID?, _ region: Region) throws(AWSError) -> any Caller

    /// The regions that are wanted.
    package enum Wanted: Hashable, Sendable {
        /// Every region that the account may use.
        case all
        /// Just these.
        case only([Region])
    }

    /// A login's account in one region.
    package struct Place: Hashable, Sendable {
        /// The `credentials` block; nil is the default chain.
        package var login: String?
        /// The account that the login belongs to.
        package var account: AccountID
        /// The region.
        package var region: Region
    }

    /// A login, or a region of one, that could not be read.
    package struct Gap: Hashable, Sendable {
        /// The `credentials` block; nil is the default chain.
        package var login: String?
        /// The region; nil when it is the whole login.
        package var region: Region?
        /// Why.
        package var failure: PlanFailure
    }

    /// How many regions are read at once; each has limits of its own, so more would only make the network busy.
    private static let width = 24

    private let callers: Callers

    /// A survey with these callers.
    package init(callers: @escaping Callers) { self.callers = callers }

    /// The places that these logins can see, sorted; a login that cannot be used is a gap and hides no other.
    ///
    /// Of a list of regions each login gets those of its own partition; one that no login can use is a gap.
    package func places(_ logins: [String?], _ wanted: Wanted) async -> (places: [Place], gaps: [Gap]) {
        let found = await concurrently(logins, atMost: Self.width) { login in await regions(of: login, wanted) }
        var places = found.flatMap(\.places)
        var gaps = found.flatMap(\.gaps)
        if case .only(let regions) = wanted, gaps.isEmpty {
            for region in regions where !places.contains(where: { $0.region == region }) {
                let message = "no login is of the partition '\(region.partition.name)'"
                let wayOut = "name one with --credentials: partitions share no accounts"
                gaps.append(
                    Gap(
                        login: logins.first ?? nil,
                        region: region,
                        failure: PlanFailure(.account, message, wayOut: wayOut)
                    )
                )
            }
        }
        places.sort { ($0.account.text, $0.region.name) < ($1.account.text, $1.region.name) }
        return (places, gaps)
    }

    /// Does the same in many places side by side; a place that fails hides no other.
    ///
    /// `seen` is called when a place is done.
    func each<Output: Sendable>(
        _ places: [Place],
        seen: @escaping @Sendable (Place) -> Void = { _ in },
        _ body: @escaping @Sendable (Place, any Caller) async throws(ProvisioningError) -> Output
    ) async -> (found: [Place: Output], gaps: [Gap]) {
        let results = await concurrently(places, atMost: Self.width) {
            place -> (Place, Result<Output, ProvisioningError>) in
            defer { seen(place) }
            do throws(ProvisioningError) {
                return (place, .success(try await body(place, caller(at: place))))
            } catch {
                return (place, .failure(error))
            }
        }
        var found: [Place: Output] = [:]
        var gaps: [Gap] = []
        for (place, result) in results {
            switch result {
            case .success(let output): found[place] = output
            case .failure(let error):
                gaps.append(Gap(login: place.login, region: place.region, failure: error.failure))
            }
        }
        return (found, gaps)
    }

    private func caller(at place: Place) throws(ProvisioningError) -> any Caller {
        do {
            return try callers(place.login, place.account, place.region)
        } catch {
            throw .call(error, resource: "the region \(place.region)")
        }
    }

    // MARK: - Logins

    private func regions(of login: String?, _ wanted: Wanted) async -> (places: [Place], gaps: [Gap]) {
        do {
            let (identity, caller) = try await identity(of: login, wanted)
            let partition = identity.partition ?? caller.region.partition
            let regions: [Region]
            switch wanted {
            case .only(let list): regions = list.filter { $0.partition == partition }
            case .all:
                regions = try await caller.send(EC2.describeRegions())
                    .filter { $0.region.partition == partition && $0.optInStatus != "not-opted-in" }.map(\.region)
            }
            return (Set(regions).map { Place(login: login, account: identity.account, region: $0) }, [])
        } catch {
            let failure = ProvisioningError.call(error, resource: "the login").failure
            return ([], [Gap(login: login, region: nil, failure: failure)])
        }
    }

    /// Whose a login is: asked in the partitions that come into question, because keys do not say theirs.
    private func identity(
        of login: String?,
        _ wanted: Wanted
    ) async throws(AWSError) -> (STS.Identity, any Caller) {
        var regions = [Partition.aws, .china, .govCloud].compactMap { Region($0.globalRegion) }
        if case .only(let list) = wanted {
            var seen: Set<Partition> = []
            regions = list.filter { seen.insert($0.partition).inserted }
        }
        var first: AWSError?
        for region in regions {
            do {
                let caller = try callers(login, nil, region)
                return (try await caller.send(STS.getCallerIdentity()), caller)
            } catch {
                first = first ?? error
                guard error.isOfOtherPartition else { throw first ?? error }
            }
        }
        throw first ?? .configuration(detail: "no region to ask")
    }
}

extension AWSError {
    /// Whether the credentials may be good, but in another partition.
    ///
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>
    fileprivate var isOfOtherPartition: Bool {
        ["InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"].contains(code)
    }
}
