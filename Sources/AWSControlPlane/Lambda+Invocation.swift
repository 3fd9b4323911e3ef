package import AWS
package import Codecs

extension Lambda {
    /// Sets what happens to events that wait for a function, replacing what was set; idempotent.
    ///
    /// Errors that matter: `InvalidParameterValueException` when the role may not use a destination.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html>
    package static func putFunctionEventInvokeConfig(
        _ name: String,
        _ config: EventInvokeConfig
    ) -> Call<EventInvokeConfig> {
        let input = RESTInput("PUT", .eventInvokeConfig(name), body: config.json)
        return Call(service, "PutFunctionEventInvokeConfig", .rest(input), isMutating: true, subject: name) {
            reply throws(ReplyError) in
            EventInvokeConfig(try reply.json())
        }
    }

    /// Reads what happens to events that wait for a function.
    ///
    /// Errors that matter: `ResourceNotFoundException` when nothing was set.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html>
    package static func getFunctionEventInvokeConfig(_ name: String) -> Call<EventInvokeConfig> {
        let input = RESTInput("GET", .eventInvokeConfig(name))
        return Call(service, "GetFunctionEventInvokeConfig", .rest(input), isMutating: false, subject: name) {
            reply throws(ReplyError) in
            EventInvokeConfig(try reply.json())
        }
    }

    /// Goes back to two retries in six hours, without destinations.
    ///
    /// Errors that matter: `ResourceNotFoundException` when nothing was set.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html>
    package static func deleteFunctionEventInvokeConfig(_ name: String) -> Call<Void> {
        let input = RESTInput("DELETE", .eventInvokeConfig(name))
        return Call(service, "DeleteFunctionEventInvokeConfig", .rest(input), isMutating: true, subject: name) { _ in }
    }

    /// Runs a function; every call runs it once more.
    ///
    /// A function that failed is no error of the call: look at ``InvocationResult/functionError``.
    /// Errors that matter: `ResourceNotFoundException`, `TooManyRequestsException`.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>
    package static func invoke(
        _ name: String,
        payload: JSON,
        type: InvocationType = .requestResponse
    ) -> Call<InvocationResult> {
        var headers = [FormField("X-Amz-Invocation-Type", type.rawValue)]
        if type == .requestResponse { headers.append(FormField("X-Amz-Log-Type", "Tail")) }
        let input = RESTInput("POST", .functions(name, "invocations"), headers: headers, body: payload)
        return Call(service, "Invoke", .rest(input), isMutating: type != .dryRun, subject: name) {
            reply throws(ReplyError) in
            let log = reply.header("X-Amz-Log-Result").flatMap(Base64.decode) ?? []
            return InvocationResult(
                payload: try reply.json(),
                functionError: reply.header("X-Amz-Function-Error"),
                logTail: String(decoding: log, as: UTF8.self)
            )
        }
    }

    /// How a function is run.
    package enum InvocationType: String, Hashable, Sendable, CaseIterable {
        /// The caller waits for the result.
        case requestResponse = "RequestResponse"
        /// Lambda queues the event and answers at once.
        case event = "Event"
        /// Lambda only checks that the caller may.
        case dryRun = "DryRun"
    }

    /// What a run gave.
    package struct InvocationResult: Hashable, Sendable {
        /// The function's answer; `.null` when nobody waited for it.
        package let payload: JSON
        /// `Handled` or `Unhandled` when the function failed; nil when it did not.
        package let functionError: String?
        /// The last 4 KB of its log; empty when nobody waited.
        package let logTail: String
    }

    /// What happens to events that wait for a function.
    package struct EventInvokeConfig: Hashable, Sendable {
        /// 0 to 2; nil for two.
        package var maximumRetries: Int?
        /// 60 to 21,600 seconds; nil for six hours.
        package var maximumAgeSeconds: Int?
        /// The ARN of what gets the record of a run that succeeded; nil for none.
        package var onSuccess: String?
        /// The ARN of what gets the record of an event that was given up; nil for none.
        package var onFailure: String?

        /// What happens to events that wait.
        package init(
            maximumRetries: Int? = nil,
            maximumAgeSeconds: Int? = nil,
            onSuccess: String? = nil,
            onFailure: String? = nil
        ) {
            (self.maximumRetries, self.maximumAgeSeconds) = (maximumRetries, maximumAgeSeconds)
            (self.onSuccess, self.onFailure) = (onSuccess, onFailure)
        }
    }
}

extension Lambda.EventInvokeConfig {
    /// Reads a configuration.
    init(_ json: JSON) {
        maximumRetries = json["MaximumRetryAttempts"]?.integer
        maximumAgeSeconds = json["MaximumEventAgeInSeconds"]?.integer
        onSuccess = json["DestinationConfig"]?["OnSuccess"]?["Destination"]?.string
        onFailure = json["DestinationConfig"]?["OnFailure"]?["Destination"]?.string
    }

    /// The configuration as it is sent.
    fileprivate var json: JSON {
        let destinations = JSON.fields([
            "OnSuccess": onSuccess.map { .fields(["Destination": .string($0)]) },
            "OnFailure": onFailure.map { .fields(["Destination": .string($0)]) },
        ])
        return .fields([
            "MaximumRetryAttempts": maximumRetries.map(JSON.integer),
            "MaximumEventAgeInSeconds": maximumAgeSeconds.map(JSON.integer),
            "DestinationConfig": destinations.members.isEmpty ? nil : destinations,
        ])
    }
}

extension [String] {
    fileprivate static func eventInvokeConfig(_ name: String) -> [String] {
        ["2019-09-25", "functions", name, "event-invoke-config"]
    }
}
