package import Codecs

extension CallReply {
    /// The result element; throws when the reply is JSON.
    package func xml() throws(ReplyError) -> XML {
        guard case .xml(let element) = self else { throw ReplyError("expected XML, found JSON") }
        return element
    }

    /// The body; throws when the reply is XML.
    package func json() throws(ReplyError) -> JSON {
        guard case .json(let body, _) = self else { throw ReplyError("expected JSON, found XML") }
        return body
    }

    /// The header field of that name, whatever its case; nil when there is none.
    package func header(_ name: String) -> String? {
        guard case .json(_, let headers) = self else { return nil }
        return headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

extension XML {
    /// The text of that child; throws when there is none, because the reply would be useless without it.
    package func required(_ name: String) throws(ReplyError) -> String {
        guard let text = string(name) else { throw ReplyError("no <\(name)> in <\(self.name)>") }
        return text
    }

    /// The text of that child; nil when there is none or it is empty.
    package func filled(_ name: String) -> String? { string(name).flatMap { $0.isEmpty ? nil : $0 } }

    /// Whether that child says `true`.
    package func isTrue(_ name: String) -> Bool { string(name) == "true" }

    /// The tags in that list, with EC2's spelling of key and value or the query protocol's.
    package func tags(_ list: String = "tagSet", _ item: String = "item") -> [String: String] {
        let pairs = items(list, item).compactMap { tag in
            (tag.string("key") ?? tag.string("Key")).map { ($0, tag.string("value") ?? tag.string("Value") ?? "") }
        }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension JSON {
    /// The string of that member; throws when there is none, because the reply would be useless without it.
    package func required(_ key: String) throws(ReplyError) -> String {
        guard let text = self[key]?.string else { throw ReplyError("no string '\(key)'") }
        return text
    }
}
