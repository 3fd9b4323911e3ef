/// A place in a JSON document, with the path that led to it, from which typed values are read.
///
/// Keys that are not asked for are ignored, so that a document may grow.
package struct DocumentReader: Sendable {
    /// The value at this place.
    package let value: JSON
    /// How to get here from the document's top, such as `members[1].eni`; empty at the top.
    package let path: String

    /// A reader at the top of a document.
    package init(_ value: JSON) { self.init(value, path: "") }

    private init(_ value: JSON, path: String) { (self.value, self.path) = (value, path) }

    /// The member under a key; nil when there is none, when it is `null`, and when this is no object.
    package func optional(_ key: String) -> DocumentReader? {
        guard case .object(let members) = value else { return nil }
        guard let member = members.last(where: { $0.key == key }), member.value != .null else { return nil }
        return DocumentReader(member.value, path: path.isEmpty ? key : "\(path).\(key)")
    }

    /// The member under a key; throws when there is none.
    package func required(_ key: String) throws(DocumentError) -> DocumentReader {
        guard let member = optional(key) else {
            throw DocumentError(path: path.isEmpty ? key : "\(path).\(key)", detail: "is missing")
        }
        return member
    }

    /// The elements of an array.
    package func elements() throws(DocumentError) -> [DocumentReader] {
        guard case .array(let elements) = value else { throw complaint("is not a list") }
        return elements.enumerated().map { DocumentReader($1, path: "\(path)[\($0)]") }
    }

    /// The text of a string.
    package func text() throws(DocumentError) -> String {
        guard case .string(let text) = value else { throw complaint("is not a string") }
        return text
    }

    /// A truth value.
    package func bool() throws(DocumentError) -> Bool {
        guard case .bool(let bool) = value else { throw complaint("is neither true nor false") }
        return bool
    }

    /// A whole number.
    package func integer() throws(DocumentError) -> Int64 {
        guard case .number(let text) = value, let number = Int64(text) else { throw complaint("is no whole number") }
        return number
    }

    /// A string that `read` makes something of; throws when it gives nil, naming the text and the `noun`.
    package func parsed<Value>(_ noun: String, _ read: (String) -> Value?) throws(DocumentError) -> Value {
        let text = try text()
        guard let value = read(text) else { throw complaint("is '\(text)', which is no \(noun)") }
        return value
    }

    /// Every element of an array, read as by ``parsed(_:_:)``.
    package func parsedElements<Value>(_ noun: String, _ read: (String) -> Value?) throws(DocumentError) -> [Value] {
        var values: [Value] = []
        for element in try elements() { values.append(try element.parsed(noun, read)) }
        return values
    }

    /// Checks that this is a document of a kind, by its `schema` and `kind`.
    package func check(kind: String) throws(DocumentError) {
        let schema = try required("schema").text()
        guard schema == Self.schema else {
            throw try required("schema").complaint("is '\(schema)', this version reads '\(Self.schema)'")
        }
        let found = try required("kind").text()
        guard found == kind else { throw try required("kind").complaint("is '\(found)', expected '\(kind)'") }
    }

    /// An error about this place.
    package func complaint(_ detail: String) -> DocumentError { DocumentError(path: path, detail: detail) }

    /// What the `schema` of every document of ours says.
    package static let schema = "vaer/1"
}

/// Why a JSON document is not what it should be.
package struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where, such as `members[1].eni`.
    package let path: String
    /// What is wrong there, such as `is missing`.
    package let detail: String

    /// A complaint about a place.
    package init(path: String, detail: String) { (self.path, self.detail) = (path, detail) }

    /// The place and what is wrong there.
    package var description: String { path.isEmpty ? "the document \(detail)" : "'\(path)' \(detail)" }
}
