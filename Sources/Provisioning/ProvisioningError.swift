package import AWS
package import Planning
package import Values

/// Why AWS could not be read or changed.
package enum ProvisioningError: Error, Hashable, Sendable {
    /// A call failed.
    case call(AWSError, resource: String)
    /// The credentials are not those of the account that the definition names.
    case wrongAccount(expected: AccountID, actual: AccountID, identity: String)
    /// The function did not become ready.
    case notReady(function: String, detail: String)
    /// EventBridge took the call and refused the target.
    case targetRefused(rule: String, detail: String)
    /// Somebody else made a resource of that name while we worked.
    case taken(resource: String)
    /// The task was cancelled.
    case interrupted

    /// The error as a plan and its outcome have it.
    package var failure: PlanFailure {
        switch self {
        case .call(let error, let resource): Self.failure(error, resource)
        case .wrongAccount(let expected, let actual, let identity):
            PlanFailure(
                .account,
                "the credentials are of the account \(actual) (\(identity)), the pair is in \(expected)",
                wayOut: "use credentials of \(expected), or correct 'account' or 'credentials' of the pair"
            )
        case .notReady(let function, let detail):
            PlanFailure(.other, "the function \(function) did not become ready: \(detail)", wayOut: "run it again")
        case .targetRefused(let rule, let detail):
            PlanFailure(.other, "the target of the rule \(rule) was refused: \(detail)", wayOut: "run it again")
        case .taken(let resource):
            PlanFailure(.other, "\(resource) was made by somebody else in the meantime", wayOut: "plan again")
        case .interrupted: PlanFailure(.interrupted, "interrupted", wayOut: "run it again: it goes on from there")
        }
    }

    /// The code that AWS answered; nil for every other kind of error.
    var code: String? {
        guard case .call(let error, _) = self else { return nil }
        return error.code
    }

    /// AWS's own words; empty for every other kind of error.
    var refusalMessage: String {
        guard case .call(.refused(let refusal), _) = self else { return "" }
        return refusal.message
    }

    private static func failure(_ error: AWSError, _ resource: String) -> PlanFailure {
        let message = "\(resource): \(error.message)"
        switch error {
        case .refused(let refusal):
            switch refusal.cause {
            case .access:
                return PlanFailure(.access, message, wayOut: "allow \(refusal.action) on \(resource) to who runs this")
            case .credentials: return PlanFailure(.credentials, message, wayOut: error.advice)
            case .notSubscribed, .quota, .throttle, .fault, .notAWS, .other:
                return PlanFailure(.other, message, wayOut: error.advice)
            }
        case .transport: return PlanFailure(.network, message, wayOut: error.advice)
        case .credentials: return PlanFailure(.credentials, message)
        case .unreadable, .configuration: return PlanFailure(.other, message, wayOut: error.advice)
        case .cancelled: return ProvisioningError.interrupted.failure
        }
    }
}

extension Caller {
    /// Sends a call about a resource of that name.
    func send<Output>(_ call: Call<Output>, about resource: String) async throws(ProvisioningError) -> Output {
        do {
            return try await send(call)
        } catch {
            throw error == .cancelled ? .interrupted : .call(error, resource: resource)
        }
    }

    /// Sends a call about something that may not be there; nil when it is not.
    func find<Output>(_ call: Call<Output>, about resource: String) async throws(ProvisioningError) -> Output? {
        do {
            return try await send(call, about: resource)
        } catch {
            guard let code = error.code, absenceCodes.contains(code) else { throw error }
            return nil
        }
    }

    /// Every item of a list that may not be there; empty when it is not.
    func list<Item>(
        about resource: String,
        _ call: (String?) -> Call<Page<Item>>
    ) async throws(ProvisioningError) -> [Item] {
        do {
            return try await pages(call)
        } catch {
            if let code = error.code, absenceCodes.contains(code) { return [] }
            throw error == .cancelled ? .interrupted : .call(error, resource: resource)
        }
    }
}

/// What services answer about something that is not there.
private let absenceCodes: Set<String> = [
    "NoSuchEntity", "NotFound", "NotFoundException", "QueueDoesNotExist", "ResourceNotFound",
    "ResourceNotFoundException",
]

/// What a body gave, or why it gave nothing, so that several can run side by side and keep their errors' type.
func attempt<Value: Sendable>(
    _ body: () async throws(ProvisioningError) -> Value
) async -> Result<Value, ProvisioningError> {
    do { return .success(try await body()) } catch { return .failure(error) }
}
