import Codecs
import NIOCore

/// What a reader gets.
struct Reply: Sendable {
    /// What the body is made of.
    enum Body: Sendable {
        /// These bytes, in pieces.
        case bytes([ByteBuffer])
        /// The changes of the fleet as they come, until one side goes.
        case events
    }

    /// The status code.
    var status = 200
    /// The header fields beside those that every reply has.
    var headers: [(name: String, value: String)] = []
    /// The body.
    var body = Body.bytes([])

    /// A page, a document or a picture.
    static func text(_ text: String, type: String) -> Reply {
        Reply(headers: [("Content-Type", type)], body: .bytes([ByteBuffer(string: text)]))
    }

    /// A page.
    static func page(_ text: String) -> Reply { .text(text, type: "text/html; charset=utf-8") }

    /// A document for programs.
    static func json(_ json: JSON, status: Int = 200) -> Reply {
        var reply = Reply.text(json.prettyText + "\n", type: "application/json")
        reply.status = status
        return reply
    }

    /// A refusal for programs: what is wrong, and the way out.
    ///
    /// <https://www.rfc-editor.org/rfc/rfc9457>
    static func problem(_ status: Int, _ title: String, _ detail: String) -> Reply {
        let document: JSON = ["status": .integer(status), "title": .string(title), "detail": .string(detail)]
        var reply = Reply.text(document.prettyText + "\n", type: "application/problem+json")
        reply.status = status
        return reply
    }
}
