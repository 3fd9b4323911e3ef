package import Foundation

/// The published test suites, which lie beside the project where somebody has put them.
package struct SuiteFolder {
    /// The folder.
    package let url: URL

    /// A folder below the suites, found from where this file lies.
    package init(_ name: String) {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        url = project.deletingLastPathComponent().appending(path: "shared/suites/\(name)")
    }

    /// Whether the folder is there.
    package var exists: Bool { !names.isEmpty }

    /// The names of the files in it, sorted; empty when it is missing.
    package var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
    }

    /// The bytes of a file in it; empty when it cannot be read.
    package func bytes(_ name: String) -> [UInt8] {
        (try? Data(contentsOf: url.appending(path: name))).map(Array.init) ?? []
    }

    /// The text of a file in it; empty when it cannot be read.
    package func text(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }
}
