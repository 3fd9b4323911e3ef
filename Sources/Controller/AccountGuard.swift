package import AWS
import AWSControlPlane
import Fleet
import Values

/// Why nothing may be done at a place: nothing was read or changed there.
package enum PlaceProblem: Error, Hashable, Sendable {
    /// AWS cannot be talked to, or does not say who we are.
    case aws(AWSError)
    /// The credentials are another account's.
    case wrongAccount(expected: String, actual: String, arn: String)

    /// What is wrong, without a full stop.
    package var message: String {
        switch self {
        case .aws(let error): error.message
        case .wrongAccount(let expected, let actual, let arn):
            "the credentials are those of account \(actual) (\(arn)), the pair is in account \(expected)"
        }
    }
}

/// Makes sure that a login is the account's that the definitions name, before anything there is believed or changed.
///
/// In a wrong account every router would be missing, which must never look like a failure of the routers.
package struct AccountGuard: Sendable {
    private let callers: FleetCallers

    /// A guard over these callers.
    package init(_ callers: FleetCallers) { self.callers = callers }

    /// The caller of a place, once AWS has said that it is the right account's.
    package func caller(at place: FleetCallers.Place) async throws(PlaceProblem) -> any Caller {
        let caller: any Caller
        let identity: STS.Identity
        do {
            caller = try callers.caller(at: place)
            identity = try await caller.send(STS.getCallerIdentity())
        } catch {
            throw .aws(error)
        }
        guard identity.account == place.account else {
            throw .wrongAccount(
                expected: place.account.text,
                actual: identity.account.text,
                arn: identity.arn
            )
        }
        return caller
    }
}
