import Foundation
import PairLanguage
import Testing

/// One golden file: definition files, a line of ten dashes, and what the language answers.
///
/// Several files are divided by lines `=== PATH`; `=== PATH escaped` reads `\xNN` as that byte and `\r` as a return.
struct GoldenCase: CustomTestStringConvertible, Sendable {
    /// The file.
    let url: URL
    /// What is compiled.
    let sources: [SourceFile]
    /// What the answer must be.
    let expected: String
    private let input: String

    /// Where golden files are.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    private static let divider = "----------\n"

    /// The cases with that extension, sorted by name.
    static func all(_ fileExtension: String) throws -> [GoldenCase] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == fileExtension }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
            .map(GoldenCase.init)
    }

    private init(_ url: URL) throws {
        self.url = url
        let text = try String(contentsOf: url, encoding: .utf8)
        let parts = text.components(separatedBy: Self.divider)
        input = parts[0]
        expected = parts.dropFirst().joined(separator: Self.divider)
        sources = Self.sources(input)
    }

    var testDescription: String { url.deletingPathExtension().lastPathComponent }

    /// Compares the answer; with `RECORD_GOLDEN=1` writes it down, and fails once so that it gets read.
    func expect(_ answer: String) throws {
        guard answer != expected else { return }
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try (input + Self.divider + answer).write(to: url, atomically: true, encoding: .utf8)
            Issue.record("recorded a new answer; read it")
        } else {
            Issue.record("\(url.lastPathComponent): expected\n\(expected)\nbut got\n\(answer)")
        }
    }

    private static func sources(_ input: String) -> [SourceFile] {
        var files: [(path: String, isEscaped: Bool, text: String)] = []
        for line in input.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("=== ") {
                let words = line.split(separator: " ").map(String.init)
                files.append((path: words[1], isEscaped: words.last == "escaped", text: ""))
                continue
            }
            if files.isEmpty { files.append((path: "test.vaer", isEscaped: false, text: "")) }
            files[files.count - 1].text += line + "\n"
        }
        return files.map { file in
            // The line break before the divider or the next file belongs to the golden file.
            let text = file.path == files.last?.path ? String(file.text.dropLast()) : file.text
            return SourceFile(path: file.path, bytes: file.isEscaped ? unescaped(text) : Array(text.utf8))
        }
    }

    private static func unescaped(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)[...]
        var result: [UInt8] = []
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "\\"), bytes.first == UInt8(ascii: "r") {
                result.append(13)
                bytes.removeFirst()
            } else if byte == UInt8(ascii: "\\"), bytes.first == UInt8(ascii: "x"),
                let value = UInt8(String(decoding: bytes.dropFirst().prefix(2), as: UTF8.self), radix: 16)
            {
                result.append(value)
                bytes = bytes.dropFirst(3)
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
