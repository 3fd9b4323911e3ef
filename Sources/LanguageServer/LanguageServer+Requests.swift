import Codecs
import PairLanguage

extension LanguageServer {
    /// What the server can do.
    var capabilities: JSON {
        JSON.fields([
            "capabilities": JSON.fields([
                "positionEncoding": "utf-16",
                "textDocumentSync": JSON.fields([
                    "openClose": .bool(true), "change": .integer(2), "save": .bool(true),
                ]),
                "completionProvider": JSON.fields(["triggerCharacters": .strings(["=", "[", "\"", "{", " "])]),
                "hoverProvider": .bool(true),
                "definitionProvider": .bool(true),
                "documentSymbolProvider": .bool(true),
                "documentFormattingProvider": .bool(true),
            ]),
            "serverInfo": JSON.fields(["name": "vaer", "version": .string(version)]),
        ])
    }

    /// Answers a request about the text of an open document.
    mutating func answerAboutText(_ method: String, _ params: JSON) throws(Refusal) -> JSON {
        switch method {
        case "textDocument/formatting": return try formatting(try document(params))
        case "textDocument/documentSymbol":
            let document = try document(params)
            let map = PositionMap(document.bytes)
            return .array(PairLanguage.symbols(of: document.source).map { Self.json($0, map) })
        case "textDocument/completion": return try completion(params)
        case "textDocument/hover": return try hover(params)
        case "textDocument/definition": return try definition(params)
        default: throw Refusal(code: Refusal.methodNotFound, message: "there is no '\(method.prefix(80))'")
        }
    }

    private func document(_ params: JSON) throws(Refusal) -> Workspace.Document {
        guard let uri = params["textDocument"]?["uri"]?.string else {
            throw Refusal(code: Refusal.invalidParams, message: "the request names no text document")
        }
        guard let document = workspace.documents[uri] else {
            throw Refusal(code: Refusal.invalidParams, message: "'\(uri.prefix(200))' is not open")
        }
        return document
    }

    /// A place in a document, with all that its words may mean.
    private struct Place {
        let path: String
        let map: PositionMap
        let byte: Int
        let compilation: Compilation
    }

    private mutating func place(_ params: JSON) throws(Refusal) -> Place {
        let document = try document(params)
        let map = PositionMap(document.bytes)
        guard let byte = map.byte(params["position"]), let compilation = workspace.compilation(of: document) else {
            throw Refusal(code: Refusal.invalidParams, message: "the request names no position")
        }
        return Place(path: document.path, map: map, byte: byte, compilation: compilation)
    }

    // MARK: requests

    private func formatting(_ document: Workspace.Document) throws(Refusal) -> JSON {
        do throws(FormatError) {
            let map = PositionMap(document.bytes)
            return .array(
                try PairLanguage.formattingEdits(of: document.source).map { edit in
                    JSON.fields(["range": map.json(edit.range), "newText": .string(edit.text)])
                }
            )
        } catch {
            let reason: String
            switch error {
            case .unreadable(let diagnostics):
                let first = diagnostics.first { $0.severity == .error }
                reason = first.map { "line \($0.range.start.line): \($0.message)" } ?? "it cannot be read"
            case .defect(let line): reason = "line \(line) would change its meaning, which is a defect of vaer"
            }
            throw Refusal(code: Refusal.requestFailed, message: "not formatted; \(reason)")
        }
    }

    private mutating func completion(_ params: JSON) throws(Refusal) -> JSON {
        let place = try place(params)
        let (items, bytes) = place.compilation.completions(in: place.path, at: place.byte)
        let range = place.map.json(bytes)
        return JSON.fields([
            "isIncomplete": .bool(false),
            "items": .array(
                items.map { item in
                    JSON.fields([
                        "label": .string(item.label),
                        "kind": .integer(item.kind.number),
                        "documentation": item.documentation.map(JSON.string),
                        "filterText": .string(item.text),
                        "textEdit": JSON.fields(["range": range, "newText": .string(item.text)]),
                    ])
                }
            ),
        ])
    }

    private mutating func hover(_ params: JSON) throws(Refusal) -> JSON {
        let place = try place(params)
        guard let explanation = place.compilation.explanation(in: place.path, at: place.byte) else { return .null }
        return JSON.fields([
            "contents": JSON.fields(["kind": "markdown", "value": .string(explanation.markdown)]),
            "range": place.map.json(explanation.range),
        ])
    }

    private mutating func definition(_ params: JSON) throws(Refusal) -> JSON {
        let place = try place(params)
        guard let target = place.compilation.definition(in: place.path, at: place.byte),
            let source = place.compilation.sources.first(where: { $0.path == target.file })
        else { return .null }
        let uri = workspace.documents.values.first { $0.path == target.file }?.uri ?? FileURI.uri(target.file)
        let range = PositionMap(source.bytes).json(target.start.byte..<target.end.byte)
        return JSON.fields(["uri": .string(uri), "range": range])
    }

    private static func json(_ symbol: Symbol, _ map: PositionMap) -> JSON {
        JSON.fields([
            // The protocol takes no empty name.
            "name": .string(symbol.name.isEmpty ? symbol.keyword : symbol.name),
            "detail": .string(([symbol.keyword] + (symbol.origin.map { ["from", $0] } ?? [])).joined(separator: " ")),
            "kind": .integer(symbol.number),
            "range": map.json(symbol.range),
            "selectionRange": map.json(symbol.nameRange),
            "children": .array(symbol.children.map { json($0, map) }),
        ])
    }
}

extension Workspace.Document {
    fileprivate var source: SourceFile { SourceFile(path: path, bytes: bytes) }
}

extension Completion.Kind {
    /// The protocol's number for the kind: module, property, value or reference.
    fileprivate var number: Int {
        switch self {
        case .block: 9
        case .key: 10
        case .value: 12
        case .reference: 18
        }
    }
}

extension Symbol {
    /// The protocol's number for the kind: class, interface, namespace, key, field or property.
    fileprivate var number: Int {
        switch keyword {
        case "pair": 5
        case "template": 11
        case "defaults": 3
        case "credentials": 20
        case "member": 8
        default: 7
        }
    }
}
