import Codecs
import Foundation
import SuiteSupport

/// The test cases that others wrote, in a folder beside the project; a test of theirs is skipped when it is missing.
enum Suite {
    /// The folder.
    static let folder = SuiteFolder("").url

    /// The cases of a file; empty when there is none.
    static func cases(_ path: String, under key: String? = nil) -> [JSON] {
        guard let data = try? Data(contentsOf: folder.appending(path: path)),
            let json = try? JSON.parse([UInt8](data))
        else { return [] }
        return (key.map { json[$0] ?? .null } ?? json).elements
    }
}
