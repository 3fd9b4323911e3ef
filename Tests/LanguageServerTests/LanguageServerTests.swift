import Codecs
import LanguageServer
import PairLanguage
import Testing

/// Conversations with the server.
@Suite struct LanguageServerTests {
    private static let uri = "file:///w/pairs.d/a.vaer"
    private static let shared = """
        vaer 1
        defaults { account = 731262942057 }
        template "edge" { region = us-west-1 }
        credentials "main" { profile = net }

        """
    private static let pair = """
        vaer 1

        pair "sfo-edge" from "edge" {
          vpc         = vpc-0bf5741eb0ef56a41
          credentials = main
          member "A" { eni = eni-0aaaaaaaaaaaaaaa1 }
          member "B" { eni = eni-0aaaaaaaaaaaaaaa2 }
        }

        """

    private static func conversation(_ text: String = pair) throws -> Conversation {
        var editor = try Conversation(disk: ["/w/pairs.d/shared.vaer": shared])
        try editor.open(uri, text)
        try editor.settle()
        return editor
    }

    // MARK: the protocol

    @Test func `a conversation has a beginning and an end`() throws {
        var editor = try Conversation(isStarted: false)
        #expect(try editor.request("textDocument/hover", [:])["error"]?["code"] == -32002)
        let answer = try editor.request("initialize", ["capabilities": [:]])
        #expect(answer["result"]?["capabilities"]?["textDocumentSync"]?["change"] == 2)
        #expect(answer["result"]?["capabilities"]?["positionEncoding"] == "utf-16")
        #expect(try editor.request("initialize", [:])["error"]?["code"] == -32600)
        #expect(try editor.request("workspace/none", [:])["error"]?["code"] == -32601)
        #expect(try editor.request("shutdown", .null)["result"] == .null)
        #expect(try editor.request("textDocument/hover", [:])["error"]?["code"] == -32600)
        #expect(editor.server.exitStatus == nil)
        try editor.notify("exit", .null)
        #expect(editor.server.exitStatus == 0)
    }

    @Test func `an exit without a shutdown is no success`() throws {
        var editor = try Conversation()
        try editor.notify("exit", .null)
        #expect(editor.server.exitStatus == 1)
    }

    @Test(arguments: [
        ("{", -32700), ("\u{FF}", -32700), ("[]", -32600), ("{}", -32600), ("null", -32600),
        ("{\"id\":1,\"method\":7}", -32600),
        ("{\"id\":1,\"method\":\"textDocument/hover\"}", -32602),
        (
            "{\"id\":1,\"method\":\"textDocument/hover\",\"params\":{\"textDocument\":{\"uri\":\"file:///none\"}}}",
            -32602
        ),
    ])
    func `nonsense is answered, and the conversation goes on`(_ text: String, _ code: Int) throws {
        var editor = try Conversation()
        try editor.send(MessageReader.message(text == "\u{FF}" ? [0xFF] : Array(text.utf8)))
        #expect(editor.messages.last?["error"]?["code"] == .integer(code))
        #expect(try editor.request("shutdown", .null)["result"] == .null)
    }

    @Test func `notifications of what the server does not know or has not open are ignored`() throws {
        var editor = try Conversation()
        let count = editor.messages.count
        try editor.notify("$/cancelRequest", ["id": 1])
        try editor.notify("textDocument/didChange", ["textDocument": ["uri": "file:///none"], "contentChanges": 5])
        try editor.notify("textDocument/didClose", ["textDocument": ["uri": "file:///none"]])
        try editor.notify("textDocument/didOpen", [:])
        try editor.send(["id": 9, "result": .null])
        try editor.settle()
        #expect(editor.messages.count == count)
    }

    @Test func `an editor that can watch files is asked to`() throws {
        var editor = try Conversation(isStarted: false)
        let watching: JSON = ["workspace": ["didChangeWatchedFiles": ["dynamicRegistration": true]]]
        _ = try editor.request("initialize", ["capabilities": watching])
        try editor.notify("initialized", [:])
        #expect(editor.messages.last?["method"] == "client/registerCapability")
    }

    // MARK: diagnostics

    @Test func `a good document is said to be good, with the files beside it`() throws {
        let editor = try Self.conversation()
        #expect(editor.problems(Self.uri) == [])
    }

    @Test func `what is wrong is told with its place, in every file of the folder, and taken back`() throws {
        var editor = try Self.conversation(Self.pair.replacing("eni-0aaaaaaaaaaaaaaa2", with: "eni-0aaaaaaaaaaaaaaa1"))
        let diagnostic = try #require(editor.diagnostics[Self.uri]?.first)
        #expect(diagnostic["code"] == "shared-interface")
        #expect(diagnostic["severity"] == 1)
        #expect(diagnostic["range"]?["start"] == ["line": 6, "character": 21])
        #expect(diagnostic["relatedInformation"]?.elements.first?["location"]?["range"]?["start"]?["line"] == 5)
        let other = "file:///w/pairs.d/sub/b.vaer"
        try editor.open(other, "vaer 1\ntemplate \"edge\" { }\n")
        try editor.settle()
        #expect(editor.problems(other) == ["the template 'edge' is defined twice\nhelp: remove one of the two"])
        let note = editor.diagnostics[other]?.first?["relatedInformation"]?.elements.first
        #expect(note?["location"]?["uri"] == "file:///w/pairs.d/shared.vaer")
        try editor.notify("textDocument/didClose", ["textDocument": ["uri": .string(Self.uri)]])
        try editor.notify("textDocument/didClose", ["textDocument": ["uri": .string(other)]])
        try editor.settle()
        #expect(editor.diagnostics.values.allSatisfy { $0.isEmpty })
        #expect(!editor.server.hasChanges)
    }

    @Test func `changes are applied in order, whole or in part, wherever they are`() throws {
        var editor = try Self.conversation("vaer 1\ndefaults { description = \"😀é\"  sweep = 5 }\n")
        #expect(editor.problems(Self.uri)?.first?.contains("its unit is missing") == true)
        func range(_ start: Int, _ end: Int) -> JSON {
            ["start": ["line": 1, "character": .integer(start)], "end": ["line": 1, "character": .integer(end)]]
        }
        let changes: JSON = [
            ["range": range(32, 42), "text": ""],
            ["range": range(32, 32), "text": "sweep = 2m"],
            [
                "range": ["start": ["line": 99, "character": 0], "end": ["line": 99, "character": 9]],
                "text": "# end\n",
            ],
            ["range": "nonsense", "text": "never"],
        ]
        try editor.notify(
            "textDocument/didChange",
            ["textDocument": ["uri": .string(Self.uri), "version": 2], "contentChanges": changes]
        )
        try editor.settle()
        #expect(editor.problems(Self.uri)?.contains { $0.contains("unit") || $0.contains("never") } == false)
        let text = "vaer 1\ntemplate \"x\" { swep = 1m }\n"
        try editor.notify(
            "textDocument/didChange",
            ["textDocument": ["uri": .string(Self.uri)], "contentChanges": [["text": .string(text)]]]
        )
        try editor.settle()
        #expect(editor.problems(Self.uri)?.first == "'swep' is not a key of 'template'\nhelp: did you mean 'sweep'?")
    }

    @Test func `a text that was never saved is checked by itself`() throws {
        var editor = try Conversation(disk: ["/w/pairs.d/shared.vaer": Self.shared])
        try editor.open("untitled:Untitled-1", "vaer 1\npair \"a\" from \"edge\" { }\n")
        try editor.settle()
        #expect(
            editor.problems("untitled:Untitled-1")?.contains { $0.hasPrefix("there is no template 'edge'") } == true
        )
    }

    // MARK: requests

    @Test func `formatting replaces white space alone`() throws {
        var editor = try Self.conversation("vaer 1\r\ndefaults {\r\n sweep=1m # é\r\n}\r\n")
        let edits = try editor.request("textDocument/formatting", ["textDocument": ["uri": .string(Self.uri)]])
        let texts = edits["result"]?.elements.compactMap { $0["newText"]?.string } ?? []
        #expect(!texts.isEmpty)
        #expect(texts.joined().allSatisfy { $0.isWhitespace })
        try editor.open(Self.uri, "vaer 1\ndefaults {")
        let answer = try editor.request("textDocument/formatting", ["textDocument": ["uri": .string(Self.uri)]])
        #expect(answer["error"]?["message"] == "not formatted; line 2: this block is not closed")
    }

    @Test func `completions fit the place, and are of the text as it is`() throws {
        var editor = try Self.conversation()
        let text = Self.pair.replacing("credentials = main", with: "credentials = |")
        try editor.notify(
            "textDocument/didChange",
            [
                "textDocument": ["uri": .string(Self.uri)],
                "contentChanges": [["text": .string(text.replacing("|", with: ""))]],
            ]
        )
        let result = try #require(try editor.ask("textDocument/completion", Self.uri, text))
        #expect(result["items"]?.elements.map { $0["label"]?.string } == ["main"])
        #expect(result["items"]?.elements.first?["textEdit"]?["newText"] == "\"main\"")
        // What was asked in between does not keep the diagnostics back.
        #expect(editor.server.hasChanges)
    }

    @Test func `a name leads to its definition in another file`() throws {
        var editor = try Self.conversation()
        let marked = Self.pair.replacing("from \"edge", with: "from \"ed|ge")
        let place = try #require(try editor.ask("textDocument/definition", Self.uri, marked))
        #expect(place["uri"] == "file:///w/pairs.d/shared.vaer")
        #expect(place["range"]?["start"] == ["line": 2, "character": 9])
        let nothing = Self.pair.replacing("vpc         =", with: "v|pc         =")
        #expect(try editor.ask("textDocument/definition", Self.uri, nothing) == .null)
    }

    @Test func `a word is explained`() throws {
        var editor = try Self.conversation()
        let marked = Self.pair.replacing("vpc         =", with: "v|pc         =")
        let hover = try #require(try editor.ask("textDocument/hover", Self.uri, marked))
        #expect(hover["contents"]?["value"]?.string?.contains("The VPC of both routers.") == true)
        #expect(hover["range"]?["end"] == ["line": 3, "character": 5])
        #expect(try editor.ask("textDocument/hover", Self.uri, "vaer 1\n|") == .null)
    }

    @Test func `the outline has the blocks`() throws {
        var editor = try Self.conversation()
        let answer = try editor.request("textDocument/documentSymbol", ["textDocument": ["uri": .string(Self.uri)]])
        let pair = try #require(answer["result"]?.elements.first)
        #expect(pair["name"] == "sfo-edge" && pair["detail"] == "pair from edge")
        #expect(pair["children"]?.elements.map { $0["name"]?.string } == ["A", "B"])
        #expect(pair["selectionRange"]?["start"] == ["line": 2, "character": 5])
    }

    @Test func `a path with spaces, letters outside ASCII and percent signs is one file`() throws {
        var editor = try Conversation(disk: ["/w ü/pairs.d/100%/shared.vaer": Self.shared])
        let uri = "file:///w%20%c3%bc/pairs.d/a%25.vaer"
        try editor.open(uri, Self.pair)
        try editor.settle()
        #expect(editor.problems(uri) == [])
        let marked = Self.pair.replacing("from \"edge", with: "from \"ed|ge")
        let place = try #require(try editor.ask("textDocument/definition", uri, marked))
        #expect(place["uri"] == "file:///w%20%C3%BC/pairs.d/100%25/shared.vaer")
    }
}
