import Foundation

/// The published test suites, which lie beside the project where somebody has put them.
struct SuiteFolder {
    /// The folder.
    let url: URL

    /// A folder below the suites, found from where this file lies.
    init(_ name: String) {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        url = project.deletingLastPathComponent().appending(path: "shared/suites/\(name)")
    }

    /// Whether the folder is there.
    var exists: Bool { !names.isEmpty }

    /// The names of the files in it, sorted; empty when it is missing.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
    }

    /// The bytes of a file in it; empty when it cannot be read.
    func bytes(_ name: String) -> [UInt8] { (try? Data(contentsOf: url.appending(path: name))).map(Array.init) ?? [] }

    /// The text of a file in it; empty when it cannot be read.
    func text(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }
}
