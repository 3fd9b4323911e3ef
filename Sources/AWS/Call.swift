package import Codecs

/// One operation with its input: what is sent, and how the reply is read.
///
/// A call is a value. It knows nothing of credentials, signatures, endpoints or retries.
package struct Call<Output: Sendable>: Sendable {
    /// The service.
    package let service: Service
    /// The operation as AWS names it, such as `ReplaceRoute`.
    package let operation: String
    /// The input.
    package let input: CallInput
    /// Whether it changes anything in AWS; a plan never sends such a call.
    package let isMutating: Bool
    /// Whether AWS keeps silent until it has something to say.
    package let isLongPoll: Bool
    /// What the call is about, for messages: an ARN, an id or a name; may be empty.
    package let subject: String
    /// How the reply is read.
    package let decode: @Sendable (CallReply) throws(ReplyError) -> Output

    /// A call.
    package init(
        _ service: Service,
        _ operation: String,
        _ input: CallInput,
        isMutating: Bool,
        isLongPoll: Bool = false,
        subject: String = "",
        decode: @escaping @Sendable (CallReply) throws(ReplyError) -> Output
    ) {
        (self.service, self.operation, self.input, self.isMutating) = (service, operation, input, isMutating)
        (self.isLongPoll, self.subject, self.decode) = (isLongPoll, subject, decode)
    }
}

/// A call's input, before it is written for the wire.
package enum CallInput: Hashable, Sendable {
    /// Form fields beside `Action` and `Version`, for the EC2 and query protocols.
    case form([FormField])
    /// The body, for the JSON protocol.
    case json(JSON)
    /// Method, path, query and body, for the REST protocol.
    case rest(RESTInput)
}

/// A field of a form or of a query string, not encoded.
package struct FormField: Hashable, Sendable {
    /// The name, such as `Filter.1.Value.2`.
    package let name: String
    /// The value.
    package let value: String

    /// A field.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The input of a REST call.
package struct RESTInput: Hashable, Sendable {
    /// The method.
    package var method: String
    /// The path's segments, not encoded; a segment may contain slashes and colons, such as an ARN.
    package var path: [String]
    /// Whether the path ends in a slash.
    package var endsInSlash: Bool
    /// The query, not encoded, in the order given.
    package var query: [FormField]
    /// Header fields that carry input, such as `X-Amz-Invocation-Type`.
    package var headers: [FormField]
    /// The body; nil for none.
    package var body: JSON?

    /// An input.
    package init(
        _ method: String,
        _ path: [String],
        endsInSlash: Bool = false,
        query: [FormField] = [],
        headers: [FormField] = [],
        body: JSON? = nil
    ) {
        (self.method, self.path, self.endsInSlash) = (method, path, endsInSlash)
        (self.query, self.headers, self.body) = (query, headers, body)
    }
}

/// A successful reply, parsed as far as the protocol goes.
package enum CallReply: Hashable, Sendable {
    /// The result element: EC2's response element, or the query protocol's `<Action>Result`.
    case xml(XML)
    /// The body, `.null` when it was empty, and the header fields, some of which carry output.
    case json(JSON, headers: [FormField] = [])
}

/// A reply that does not have the shape it should have.
package struct ReplyError: Error, Hashable, Sendable {
    /// What was expected and what was found.
    package let detail: String

    /// A complaint about a reply.
    package init(_ detail: String) { self.detail = detail }
}
