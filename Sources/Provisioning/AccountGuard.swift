package import AWS
import AWSControlPlane
package import Fleet
package import Values

/// Makes sure that credentials are those of the account that a definition names, before anything is changed.
package enum AccountGuard {
    /// Asks whose the credentials are; throws when they are another account's or no good.
    package static func check(_ account: AccountID, caller: any Caller) async throws(ProvisioningError) {
        let identity = try await caller.send(STS.getCallerIdentity(), about: "the account \(account)")
        guard identity.account == account else {
            throw .wrongAccount(expected: account, actual: identity.account, identity: identity.arn)
        }
    }
}

/// Who changes the resources of a pair: gives a caller for its region with its credentials.
///
/// Called for one pair of each account, region and `credentials` block.
package typealias CallerSource = @Sendable (Pair) async throws(AWSError) -> any Caller
