import Codecs
import LanguageServer
import PairLanguage
import Testing

/// An editor that talks to a server, over the same bytes as a real one.
struct Conversation {
    private(set) var server: LanguageServer
    private var nextID = 1
    private var reader = MessageReader()
    /// What the server said on its own account, by the address that it is about.
    private(set) var diagnostics: [String: [JSON]] = [:]
    /// Everything that came, in order.
    private(set) var messages: [JSON] = []

    /// A conversation about a disk with these files.
    init(disk: [String: String] = [:], isStarted: Bool = true) throws {
        server = LanguageServer(version: "0") { folder in
            let files = disk.sorted { $0.key < $1.key }.filter { $0.key.hasPrefix(folder + "/") }
            return FolderContent(
                files: files.map { SourceFile(path: $0.key, bytes: Array($0.value.utf8)) },
                problems: []
            )
        }
        guard isStarted else { return }
        _ = try request("initialize", ["capabilities": [:]])
        try notify("initialized", [:])
    }

    /// Sends a request; returns the answer, which has a result or an error.
    mutating func request(_ method: String, _ params: JSON) throws -> JSON {
        let id = JSON.integer(nextID)
        nextID += 1
        try send(["jsonrpc": "2.0", "id": id, "method": .string(method), "params": params])
        return try #require(messages.last { $0["id"] == id })
    }

    /// Sends a notification.
    mutating func notify(_ method: String, _ params: JSON) throws {
        try send(["jsonrpc": "2.0", "method": .string(method), "params": params])
    }

    /// Sends any message.
    mutating func send(_ message: JSON) throws { try send(MessageReader.message(message.bytes)) }

    /// Sends any bytes.
    mutating func send(_ bytes: [UInt8]) throws { try take(server.receive(bytes)) }

    /// Waits as long as it takes the server to say what is wrong.
    mutating func settle() throws { try take(server.settle()) }

    private mutating func take(_ bytes: [UInt8]) throws {
        reader.append(bytes)
        while let finding = reader.next() {
            guard case .content(let content) = finding else {
                Issue.record("the server wrote \(finding)")
                return
            }
            let message = try JSON.parse(content)
            #expect(message["jsonrpc"] == "2.0")
            messages.append(message)
            guard message["method"] == "textDocument/publishDiagnostics", let params = message["params"] else {
                continue
            }
            diagnostics[params["uri"]?.string ?? ""] = params["diagnostics"]?.elements
        }
    }

    /// Opens a document.
    mutating func open(_ uri: String, _ text: String) throws {
        try notify(
            "textDocument/didOpen",
            ["textDocument": ["uri": .string(uri), "languageId": "vaer", "version": 1, "text": .string(text)]]
        )
    }

    /// Asks about a place of a document, marked in its text by `|`; the text must be open without the mark.
    mutating func ask(_ method: String, _ uri: String, _ marked: String) throws -> JSON? {
        let before = marked.prefix { $0 != "|" }
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let position: JSON = [
            "line": .integer(lines.count - 1), "character": .integer(lines.last?.utf16.count ?? 0),
        ]
        return try request(method, ["textDocument": ["uri": .string(uri)], "position": position])["result"]
    }

    /// The messages of what is wrong with a document.
    func problems(_ uri: String) -> [String]? { diagnostics[uri]?.map { $0["message"]?.string ?? "" } }
}
