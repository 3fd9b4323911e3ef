package import AWS
import AWSControlPlane
package import Planning

/// Reads the versions of the engine's layer in one region of an account.
package struct LayerReader: Sendable {
    let caller: any Caller

    /// A reader.
    package init(caller: any Caller) { self.caller = caller }

    /// The versions, with the digest of the content where the version says that it holds `artifact`.
    ///
    /// The others' digests are what they claim: nothing is decided by them but what a function's layer is called.
    package func versions(measuring artifact: Artifact?) async throws(ProvisioningError) -> [LayerVersion] {
        let name = LayerVersion.layerName
        let about = "layer \(name)"
        let found = try await caller.list(about: about) { Lambda.listLayerVersions(name, marker: $0) }
        var versions: [LayerVersion] = []
        for version in found {
            let claimed = LayerVersion.claimedDigest(in: version.description)
            var sha256 = claimed ?? ""
            if let artifact, claimed == artifact.sha256 {
                let call = Lambda.getLayerVersion(name, version: version.version)
                guard let measured = try await caller.find(call, about: about) else { continue }
                sha256 = measured.codeSHA256
            }
            versions.append(
                LayerVersion(
                    name: name,
                    description: version.description,
                    sha256: sha256,
                    arn: version.arn,
                    version: version.version
                )
            )
        }
        return versions
    }

    /// The names of the functions of the region that use a version of the layer.
    package func users() async throws(ProvisioningError) -> [String] {
        let functions = try await caller.list(about: "the functions of \(caller.region)") {
            Lambda.listFunctions(marker: $0)
        }
        let mark = ":layer:\(LayerVersion.layerName):"
        return functions.filter { $0.configuration.layers.contains { $0.contains(mark) } }.map(\.name)
    }
}
