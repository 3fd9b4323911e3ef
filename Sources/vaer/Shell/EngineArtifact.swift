import Foundation

/// The Lambda artifact: where it is looked for, and what to do when it is not there.
enum EngineArtifact {
    /// The name of the file.
    static let fileName = "vaer-failover.zip"
    /// Lambda takes 50 MB in one call; ours is a tenth of that, so more is another file.
    static let limitBytes = 50 << 20

    /// The bytes of the artifact.
    static func load(environment: [String: String]) throws(Failure) -> [UInt8] {
        let places = places(environment: environment)
        guard let path = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw Failure(
                .failed,
                "the Lambda artifact '\(fileName)' is not there; looked at \(places.joined(separator: ", "))",
                hint: "build it with contrib/build-lambda, or name it in VAER_ARTIFACT"
            )
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.failed, "the Lambda artifact '\(path)' cannot be read", hint: "check its permissions")
        }
        guard data.starts(with: [0x50, 0x4B, 0x03, 0x04]), data.count <= limitBytes else {
            throw Failure(
                .failed,
                "'\(path)' is not a Lambda artifact: it is no zip, or larger than \(limitBytes >> 20) MB",
                hint: "build it anew with contrib/build-lambda"
            )
        }
        return Array(data)
    }

    /// Installed, beside the program, or where the build script leaves it; what the environment names comes alone.
    static func places(environment: [String: String]) -> [String] {
        if let named = environment["VAER_ARTIFACT"] { return [named] }
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return ["/usr/lib/vaer/\(fileName)"]
        }
        let folder = URL(filePath: program).deletingLastPathComponent()
        var places = [
            folder.appending(path: fileName).path,
            folder.deletingLastPathComponent().appending(path: "lib/vaer/\(fileName)").path,
        ]
        // A program in .build/<triple>/<configuration> has its artifact in .build/lambda.
        let build = folder.deletingLastPathComponent().deletingLastPathComponent()
        if build.lastPathComponent == ".build" { places.append(build.appending(path: "lambda/\(fileName)").path) }
        return places
    }
}
