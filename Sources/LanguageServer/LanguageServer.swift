import Codecs
import PairLanguage

/// A server of the Language Server Protocol for definitions, without its streams: bytes in, bytes out.
///
/// Whatever arrives, it goes on: what is no message, no request or about nothing that is open is answered as the protocol has it.
/// <https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/>
package struct LanguageServer: Sendable {
    /// How far the conversation is.
    enum Phase: Sendable {
        case waiting
        case running
        case stopping
    }

    /// An answer that says why there is none.
    struct Refusal: Error {
        let code: Int
        let message: String

        static let parseError = -32700
        static let invalidRequest = -32600
        static let methodNotFound = -32601
        static let invalidParams = -32602
        static let notInitialized = -32002
        static let requestFailed = -32803
    }

    let version: String
    var workspace: Workspace
    private var reader = MessageReader()
    private var phase = Phase.waiting
    private var watchesFiles = false
    private var output: [UInt8] = []
    /// What was told about folders, so that it is told once.
    private var warnings: Set<String> = []

    /// How the process is to end; nil while the conversation goes on.
    package private(set) var exitStatus: Int32?

    /// A server that reads the folders of documents with `load`, whose argument is the path of one.
    package init(version: String, load: @escaping @Sendable (String) -> FolderContent) {
        (self.version, workspace) = (version, Workspace(load: load))
    }

    /// Whether ``settle()`` has something to say.
    package var hasChanges: Bool { phase == .running && workspace.hasChanges }

    /// Takes what arrived; returns what is to be sent.
    package mutating func receive(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        reader.append(bytes)
        while exitStatus == nil, let finding = reader.next() {
            switch finding {
            case .content(let content): take(content)
            case .nonsense(let reason): refuse(nil, Refusal(code: Refusal.parseError, message: reason))
            }
        }
        return sent()
    }

    /// Checks what changed, when nothing more is arriving; returns what is to be sent.
    package mutating func settle() -> [UInt8] {
        guard phase == .running else { return [] }
        for folder in workspace.settle() { publish(folder) }
        return sent()
    }

    private mutating func sent() -> [UInt8] {
        defer { output = [] }
        return output
    }

    // MARK: messages

    private mutating func take(_ content: [UInt8]) {
        let message: JSON
        do throws(CodecError) {
            message = try JSON.parse(content, limits: CodecLimits(bytes: MessageReader.contentLimitBytes))
        } catch {
            return refuse(nil, Refusal(code: Refusal.parseError, message: "\(error)"))
        }
        let id = message["id"]
        guard let method = message["method"]?.string else {
            // What has neither a method nor an answer is no message at all; answers need no reaction.
            if message["result"] == nil, message["error"] == nil {
                refuse(id, Refusal(code: Refusal.invalidRequest, message: "a message has a method"))
            }
            return
        }
        let params = message["params"] ?? .null
        guard let id else { return notice(method, params) }
        do throws(Refusal) {
            let result = try answer(method, params)
            send(JSON.fields(["id": id, "result": result]))
        } catch {
            refuse(id, error)
        }
    }

    private mutating func answer(_ method: String, _ params: JSON) throws(Refusal) -> JSON {
        switch (phase, method) {
        case (.waiting, "initialize"):
            phase = .running
            watchesFiles =
                params["capabilities"]?["workspace"]?["didChangeWatchedFiles"]?["dynamicRegistration"] == .bool(true)
            return capabilities
        case (.waiting, _): throw Refusal(code: Refusal.notInitialized, message: "the first request is 'initialize'")
        case (.stopping, _): throw Refusal(code: Refusal.invalidRequest, message: "only 'exit' comes after 'shutdown'")
        case (.running, "shutdown"):
            phase = .stopping
            return .null
        case (.running, "initialize"):
            throw Refusal(code: Refusal.invalidRequest, message: "'initialize' comes once")
        case (.running, _): return try answerAboutText(method, params)
        }
    }

    private mutating func notice(_ method: String, _ params: JSON) {
        if method == "exit" {
            exitStatus = phase == .stopping ? 0 : 1
            return
        }
        guard phase == .running else { return }
        let uri = params["textDocument"]?["uri"]?.string
        switch method {
        case "initialized": if watchesFiles { watchFiles() }
        case "textDocument/didOpen":
            if let uri, let text = params["textDocument"]?["text"]?.string { workspace.open(uri, Array(text.utf8)) }
        case "textDocument/didChange": if let uri { change(uri, params["contentChanges"]?.elements ?? []) }
        case "textDocument/didClose": if let uri { workspace.close(uri) }
        case "textDocument/didSave", "workspace/didChangeWatchedFiles": workspace.reload()
        default: break
        }
    }

    private mutating func change(_ uri: String, _ changes: [JSON]) {
        guard var bytes = workspace.documents[uri]?.bytes else { return }
        for change in changes {
            guard let text = change["text"]?.string else { continue }
            if let range = change["range"] {
                guard let place = PositionMap(bytes).range(range) else { continue }
                bytes.replaceSubrange(place, with: text.utf8)
            } else {
                bytes = Array(text.utf8)
            }
        }
        _ = workspace.change(uri, bytes)
    }

    // MARK: sending

    private mutating func send(_ message: JSON) {
        let head = [JSON.Member("jsonrpc", "2.0")]
        output += MessageReader.message(JSON.object(head + message.members).bytes)
    }

    private mutating func refuse(_ id: JSON?, _ refusal: Refusal) {
        let error = JSON.fields(["code": .integer(refusal.code), "message": .string(refusal.message)])
        send(JSON.fields(["id": id ?? .null, "error": error]))
    }

    private mutating func tell(_ method: String, _ params: JSON) {
        send(JSON.fields(["method": .string(method), "params": params]))
    }

    private mutating func watchFiles() {
        let options = JSON.fields(["watchers": .array([JSON.fields(["globPattern": "**/*.vaer"])])])
        let registration = JSON.fields([
            "id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": options,
        ])
        send(
            JSON.fields([
                "id": "files", "method": "client/registerCapability",
                "params": JSON.fields(["registrations": .array([registration])]),
            ])
        )
    }

    /// Tells what is wrong in a folder, and takes back what is no longer.
    private mutating func publish(_ folder: String) {
        guard let fleet = workspace.fleets[folder] else { return }
        var report = FolderReport(
            fleet,
            documents: workspace.documents.values.filter { Workspace.folder(of: $0.path) == folder }
        )
        for path in report.paths.sorted() { tell("textDocument/publishDiagnostics", report.json(of: path)) }
        workspace.told(report.pathsWithDiagnostics, of: folder)
        for warning in report.warnings where warnings.insert(warning).inserted {
            tell("window/showMessage", JSON.fields(["type": .integer(2), "message": .string(warning)]))
        }
    }
}
