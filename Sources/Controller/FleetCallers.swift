package import AWS
package import Fleet
package import Planning
import Provisioning
package import Values

/// Who talks to AWS for each pair: one caller for each login and region of a fleet, shared by all pairs there.
package struct FleetCallers: Sendable {
    /// Pairs that share a caller, and so a batch of reads.
    package struct Place: Hashable, Sendable, Comparable {
        /// The name of the `credentials` block; nil is the default chain.
        package let login: String?
        /// The account that the pairs name.
        package let account: AccountID
        /// The region.
        package let region: Region

        /// Orders places by region, account and login.
        package static func < (left: Place, right: Place) -> Bool {
            (left.region.name, left.account.text, left.login ?? "")
                < (right.region.name, right.account.text, right.login ?? "")
        }
    }

    private let callers: [Place: Result<any Caller, AWSError>]

    /// A caller for each place of the fleet, made by `make`; one that cannot be made fails just its own pairs.
    package init(
        _ fleet: Fleet,
        make: (_ login: Fleet.Login?, _ place: Place) throws(AWSError) -> any Caller
    ) {
        var callers: [Place: Result<any Caller, AWSError>] = [:]
        for place in Set(fleet.pairs.map(Self.place)) {
            callers[place] = Result { () throws(AWSError) -> any Caller in
                try make(place.login.flatMap { fleet.credentials[$0] }, place)
            }
        }
        self.callers = callers
    }

    /// Where a pair lives, and with which login.
    package static func place(of pair: Pair) -> Place {
        Place(login: pair.credentials, account: pair.account, region: pair.region)
    }

    /// The caller of a pair's place.
    package func caller(for pair: Pair) throws(AWSError) -> any Caller { try caller(at: Self.place(of: pair)) }

    /// The caller of a place.
    package func caller(at place: Place) throws(AWSError) -> any Caller {
        guard let caller = callers[place] else {
            throw .configuration(detail: "no login for account \(place.account) in \(place.region)")
        }
        return try caller.get()
    }

    /// The caller of a place, once AWS has said that it is the right account's.
    ///
    /// In a wrong account every router would be missing, which must never look like a failure of the routers.
    package func verifiedCaller(at place: Place) async throws(PlanFailure) -> any Caller {
        do {
            let caller = try caller(at: place)
            try await AccountGuard.check(place.account, caller: caller)
            return caller
        } catch let error as ProvisioningError {
            throw error.failure
        } catch let error as AWSError {
            throw ProvisioningError.call(error, resource: "the account \(place.account)").failure
        } catch {
            throw PlanFailure(.other, "\(error)")
        }
    }

    /// The pairs, by the place that they share.
    package static func grouped(_ pairs: [Pair]) -> [(place: Place, pairs: [Pair])] {
        Dictionary(grouping: pairs, by: place).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
