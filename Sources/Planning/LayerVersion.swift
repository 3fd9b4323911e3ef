/// A version of the layer that holds the engine, once per account and region.
package struct LayerVersion: Hashable, Sendable {
    /// The layer's name everywhere.
    package static let layerName = "vaer-failover"
    /// What the engine is built for; the only architecture until it is built for another.
    package static let architecture = "x86_64"
    /// The Lambda runtime that the engine is built for.
    package static let runtime = "provided.al2023"

    /// The layer's name.
    package var name: String
    /// What a version says about itself: the engine's version and the artifact's digest.
    package var description: String
    /// The artifact's SHA-256 in Base64: as desired, or as Lambda measured it.
    package var sha256: String
    /// The version's ARN; nil before it is published.
    package var arn: String?
    /// The version's number; nil before it is published.
    package var version: Int?

    /// A version that was read.
    package init(name: String, description: String, sha256: String, arn: String?, version: Int?) {
        (self.name, self.description, self.sha256) = (name, description, sha256)
        (self.arn, self.version) = (arn, version)
    }

    /// The version that an artifact becomes.
    package init(artifact: Artifact) {
        (name, sha256, arn, version) = (Self.layerName, artifact.sha256, nil, nil)
        description = "vaer \(artifact.version) \(Self.digestMark)\(artifact.sha256)"
    }

    /// The digest that a description claims; nil for a version that is not of our making.
    package static func claimedDigest(in description: String) -> String? {
        guard description.hasPrefix("vaer ") else { return nil }
        let word = description.split(separator: " ").first { $0.hasPrefix(digestMark) }
        return word.map { String($0.dropFirst(digestMark.count)) }
    }

    private static let digestMark = "sha256:"

    /// See ``Resource/attributes``.
    var attributes: [Attribute] {
        [Attribute("description", description), Attribute("sha256", sha256)]
    }
}

/// Which version of a layer a function uses.
package enum LayerReference: Hashable, Sendable, CustomStringConvertible {
    /// The version that holds the artifact of this digest, whatever its number.
    case artifact(sha256: String)
    /// A version of another layer, or one that does not say what it holds.
    case version(arn: String)

    /// Such as `vaer-failover@sha256:…` or an ARN.
    package var description: String {
        switch self {
        case .artifact(let sha256): "\(LayerVersion.layerName)@sha256:\(sha256)"
        case .version(let arn): arn
        }
    }
}
