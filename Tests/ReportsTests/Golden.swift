import Foundation
import Testing

/// Expected output in files; the folder is the list.
enum Golden {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    /// Compares a text with a file; `RECORD_GOLDEN=1` writes the file and still fails, so that nobody leaves it on.
    static func expect(_ text: String, _ name: String, location: SourceLocation = #_sourceLocation) throws {
        let file = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(name)", sourceLocation: location)
            return
        }
        let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let difference = zip(lines(text), lines(expected)).first { $0 != $1 }
        #expect(text == expected, "\(name), first at: \(difference as Any)", sourceLocation: location)
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}
