package import AWS
import Codecs

/// AWS Lambda: the function that moves a pair's routes, and the layer that has the program in it.
///
/// Right after a change a function is not ready for the next one: `ResourceConflictException` until
/// ``Function/isSettled``. All control calls of an account and region together may come 15 times a second.
/// <https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html>
package enum Lambda {
    /// How Lambda is reached.
    package static let service = Service(
        name: "Lambda",
        endpointPrefix: "lambda",
        environmentName: "LAMBDA",
        wire: .restJSON,
        govCloudFIPS: .ownHosts
    )

    /// Makes a function and gives it as it was made.
    ///
    /// Errors that matter: `ResourceConflictException` when it exists, `InvalidParameterValueException` while a new
    /// role cannot be used yet, `CodeStorageExceededException`.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>
    package static func createFunction(
        _ name: String,
        _ configuration: Configuration,
        code: Code,
        tags: [String: String] = [:]
    ) -> Call<Function> {
        let own = JSON.fields([
            "FunctionName": .string(name),
            "Code": .fields(["ZipFile": .string(Base64.encode(code.zip))]),
            "Architectures": .strings([code.architecture]),
            "Tags": tags.isEmpty ? nil : .strings(tags),
        ])
        let input = RESTInput("POST", .functions(), body: .object(own.members + configuration.json.members))
        return Call(service, "CreateFunction", .rest(input), isMutating: true, subject: name) {
            reply throws(ReplyError) in
            try Function(reply.json())
        }
    }

    /// Reads a function, with its tags and its reserved concurrency.
    ///
    /// Errors that matter: `ResourceNotFoundException`.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html>
    package static func getFunction(_ name: String) -> Call<FunctionDetails> {
        let input = RESTInput("GET", .functions(name))
        return Call(service, "GetFunction", .rest(input), isMutating: false, subject: name) {
            reply throws(ReplyError) in
            let body = try reply.json()
            return FunctionDetails(
                function: try Function(body["Configuration"] ?? .null),
                tags: body["Tags"]?.strings ?? [:],
                reservedConcurrency: body["Concurrency"]?["ReservedConcurrentExecutions"]?.integer
            )
        }
    }

    /// Reads the functions of the region, at most 50 to a page.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html>
    package static func listFunctions(marker: String? = nil) -> Call<Page<Function>> {
        let input = RESTInput("GET", .functions(), query: .optional("Marker", marker))
        return Call(service, "ListFunctions", .rest(input), isMutating: false) { reply throws(ReplyError) in
            let body = try reply.json()
            // One that cannot be read must not hide the others.
            let functions = (body["Functions"]?.elements ?? []).compactMap { try? Function($0) }
            return Page(functions, next: body["NextMarker"]?.string)
        }
    }

    /// Replaces a function's code; idempotent.
    ///
    /// With a revision, the call is refused with `PreconditionFailedException` when somebody changed the function since.
    /// Errors that matter: `ResourceConflictException` while an update runs, `ResourceNotFoundException`.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html>
    package static func updateFunctionCode(_ name: String, code: Code, revision: String? = nil) -> Call<Function> {
        let body = JSON.fields([
            "ZipFile": .string(Base64.encode(code.zip)),
            "Architectures": .strings([code.architecture]),
            "RevisionId": revision.map(JSON.string),
        ])
        let input = RESTInput("PUT", .functions(name, "code"), body: body)
        return Call(service, "UpdateFunctionCode", .rest(input), isMutating: true, subject: name) {
            reply throws(ReplyError) in
            try Function(reply.json())
        }
    }

    /// Replaces a function's whole configuration; idempotent.
    ///
    /// Errors as in ``updateFunctionCode(_:code:revision:)``.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html>
    package static func updateFunctionConfiguration(
        _ name: String,
        _ configuration: Configuration,
        revision: String? = nil
    ) -> Call<Function> {
        let revision = JSON.fields(["RevisionId": revision.map(JSON.string)])
        let body = JSON.object(configuration.json.members + revision.members)
        let input = RESTInput("PUT", .functions(name, "configuration"), body: body)
        return Call(service, "UpdateFunctionConfiguration", .rest(input), isMutating: true, subject: name) {
            reply throws(ReplyError) in
            try Function(reply.json())
        }
    }

    /// Deletes a function with its policy and its invoke configuration.
    ///
    /// Errors that matter: `ResourceNotFoundException`.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html>
    package static func deleteFunction(_ name: String) -> Call<Void> {
        let input = RESTInput("DELETE", .functions(name))
        return Call(service, "DeleteFunction", .rest(input), isMutating: true, subject: name) { _ in }
    }

    /// Sets how many runs of a function may go on at once; idempotent.
    ///
    /// Errors that matter: `InvalidParameterValueException` when fewer than 100 would be left to all other functions.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html>
    package static func putFunctionConcurrency(_ name: String, reserved: Int) -> Call<Void> {
        let body = JSON.fields(["ReservedConcurrentExecutions": .integer(reserved)])
        let input = RESTInput("PUT", ["2017-10-31", "functions", name, "concurrency"], body: body)
        return Call(service, "PutFunctionConcurrency", .rest(input), isMutating: true, subject: name) { _ in }
    }

    /// Takes a function's reserved concurrency away; idempotent.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html>
    package static func deleteFunctionConcurrency(_ name: String) -> Call<Void> {
        let input = RESTInput("DELETE", ["2017-10-31", "functions", name, "concurrency"])
        return Call(service, "DeleteFunctionConcurrency", .rest(input), isMutating: true, subject: name) { _ in }
    }
}

extension [String] {
    /// The path of the functions, or of one, or of a part of it.
    static func functions(_ rest: String...) -> [String] { ["2015-03-31", "functions"] + rest }
}
