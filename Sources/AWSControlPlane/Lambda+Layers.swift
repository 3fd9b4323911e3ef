package import AWS
import Codecs

extension Lambda {
    /// Publishes a new version of a layer, making the layer when there is none; every call makes another version.
    ///
    /// Errors that matter: `CodeStorageExceededException`, `InvalidParameterValueException`,
    /// `RequestEntityTooLargeException`.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html>
    package static func publishLayerVersion(
        _ layer: String,
        code: Code,
        runtimes: [String],
        description: String
    ) -> Call<LayerVersion> {
        let body = JSON.fields([
            "Description": .string(description),
            "Content": .fields(["ZipFile": .string(Base64.encode(code.zip))]),
            "CompatibleArchitectures": .strings([code.architecture]),
            "CompatibleRuntimes": .strings(runtimes),
        ])
        let input = RESTInput("POST", .layers(layer, "versions"), body: body)
        return Call(service, "PublishLayerVersion", .rest(input), isMutating: true, subject: layer) {
            reply throws(ReplyError) in
            try LayerVersion(reply.json())
        }
    }

    /// Reads a version of a layer, with the digest of its code.
    ///
    /// Errors that matter: `ResourceNotFoundException`.
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersion.html>
    package static func getLayerVersion(_ layer: String, version: Int) -> Call<LayerVersion> {
        let input = RESTInput("GET", .layers(layer, "versions", String(version)))
        let subject = "\(layer):\(version)"
        return Call(service, "GetLayerVersion", .rest(input), isMutating: false, subject: subject) {
            reply throws(ReplyError) in
            try LayerVersion(reply.json())
        }
    }

    /// Reads the versions of a layer, the newest first, without the digests; no such layer gives an empty page.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_ListLayerVersions.html>
    package static func listLayerVersions(_ layer: String, marker: String? = nil) -> Call<Page<LayerVersion>> {
        let input = RESTInput("GET", .layers(layer, "versions"), query: .optional("Marker", marker))
        return Call(service, "ListLayerVersions", .rest(input), isMutating: false, subject: layer) {
            reply throws(ReplyError) in
            let body = try reply.json()
            // One that cannot be read must not hide the others.
            let versions = (body["LayerVersions"]?.elements ?? []).compactMap { try? LayerVersion($0) }
            return Page(versions, next: body["NextMarker"]?.string)
        }
    }

    /// Deletes a version of a layer; functions that use it keep it, and deleting one that is gone is no error.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteLayerVersion.html>
    package static func deleteLayerVersion(_ layer: String, version: Int) -> Call<Void> {
        let input = RESTInput("DELETE", .layers(layer, "versions", String(version)))
        let subject = "\(layer):\(version)"
        return Call(service, "DeleteLayerVersion", .rest(input), isMutating: true, subject: subject) { _ in }
    }

    /// Reads the layers of the region, each with its newest version.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_ListLayers.html>
    package static func listLayers(marker: String? = nil) -> Call<Page<Layer>> {
        let input = RESTInput("GET", .layers(), query: .optional("Marker", marker))
        return Call(service, "ListLayers", .rest(input), isMutating: false) { reply throws(ReplyError) in
            let body = try reply.json()
            let layers = (body["Layers"]?.elements ?? []).compactMap { item -> Layer? in
                guard let name = item["LayerName"]?.string else { return nil }
                return Layer(name: name, latest: item["LatestMatchingVersion"].flatMap { try? LayerVersion($0) })
            }
            return Page(layers, next: body["NextMarker"]?.string)
        }
    }

    /// A layer.
    package struct Layer: Hashable, Sendable {
        /// The name.
        package let name: String
        /// The newest version; nil when Lambda did not say.
        package let latest: LayerVersion?
    }

    /// A version of a layer.
    package struct LayerVersion: Hashable, Sendable {
        /// The version's ARN, which is what a function names.
        package let arn: String
        /// The number; never given twice.
        package let version: Int
        /// What was written when it was published.
        package let description: String
        /// `x86_64` and `arm64`, as far as it is good for them.
        package let architectures: [String]
        /// The runtimes that it is good for.
        package let runtimes: [String]
        /// SHA-256 of the archive, in base64; empty in a list.
        package let codeSHA256: String
    }
}

extension Lambda.LayerVersion {
    /// Reads a version; throws without an ARN and a number.
    init(_ json: JSON) throws(ReplyError) {
        arn = try json.required("LayerVersionArn")
        guard let version = json["Version"]?.integer else { throw ReplyError("no number 'Version'") }
        self.version = version
        description = json["Description"]?.string ?? ""
        architectures = (json["CompatibleArchitectures"]?.elements ?? []).compactMap(\.string)
        runtimes = (json["CompatibleRuntimes"]?.elements ?? []).compactMap(\.string)
        codeSHA256 = json["Content"]?["CodeSha256"]?.string ?? ""
    }
}

extension [String] {
    /// The path of the layers, or of one, or of a part of it.
    fileprivate static func layers(_ rest: String...) -> [String] { ["2018-10-31", "layers"] + rest }
}
