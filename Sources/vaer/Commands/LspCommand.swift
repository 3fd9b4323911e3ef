import ArgumentParser
import Foundation
import Glibc
import LanguageServer
import PairLanguage

/// `vaer lsp`: serves editors by the Language Server Protocol.
struct LspCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lsp",
        abstract: "Serve editors over standard input and output, by the Language Server Protocol.",
        discussion: """
            Diagnostics of the whole folder, formatting, completion, explanations, definitions and an outline. Editors \
            start it; contrib/editors has the settings for Vim and VS Code.
            """
    )

    @Flag(help: "The only way to talk, and so the default; many editors ask for it.")
    var stdio = false

    /// How long nothing must arrive before what was typed is checked.
    private static let pauseMilliseconds: Int32 = 30

    func run() throws {
        var server = LanguageServer(version: vaerVersion, load: Self.content)
        while server.exitStatus == nil {
            if server.hasChanges, !Self.isReadable(within: Self.pauseMilliseconds) {
                Self.write(server.settle())
                continue
            }
            guard let bytes = Self.read() else { break }
            Self.write(server.receive(bytes))
        }
        // An editor that goes without a word is no success.
        if server.exitStatus != 0 { throw ExitStatus.failed.code }
    }

    // MARK: files

    /// What is on the disk in a folder: all of a `pairs.d`, but of any other folder only its own files, because it may be a home.
    private static func content(of folder: String) -> FolderContent {
        var places = [folder]
        if !folder.hasSuffix("/pairs.d") {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            places = names.filter { $0.hasSuffix(".vaer") && !$0.hasPrefix(".") }.map { "\(folder)/\($0)" }
        }
        guard !places.isEmpty, let found = try? PairFiles(paths: places) else {
            return FolderContent(files: [], problems: [])
        }
        return FolderContent(
            files: found.files.map { SourceFile(path: $0.path, bytes: $0.bytes) },
            problems: found.problems.map { ($0.path, $0.message) }
        )
    }

    // MARK: streams

    private static func isReadable(within milliseconds: Int32) -> Bool {
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&input, 1, milliseconds) > 0
    }

    /// What arrived; nil when nothing will any more.
    private static func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(buffer.prefix(count)) : nil
        }
    }

    private static func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 || (count < 0 && errno == EINTR) else { return }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
