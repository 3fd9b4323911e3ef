import AWS

/// Reads one shared file, line by line, as AWS's own tools do.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>
struct SharedFileParser {
    /// What a section is about.
    enum Kind: Hashable {
        /// A profile, with or without the word `profile` before its name.
        case profile(isPrefixed: Bool)
        /// A sign-in session.
        case ssoSession
        /// Settings by service.
        case services
        /// A name that no tool accepts.
        case unreadable
    }

    /// A section with what it says.
    struct Section {
        /// What it is about.
        var kind: Kind
        /// The name.
        var name: String
        /// The first line, as it is written.
        var header: String
        /// The properties.
        var body = SharedConfig.Profile()
    }

    private let file: SharedConfig.File
    private var found: [Section] = []
    /// The property that an indented line would continue; nil when there is none.
    private var property: String?
    private var isPropertySkipped = false
    private var lineNumber = 0

    /// A parser of a file.
    init(file: SharedConfig.File) { self.file = file }

    /// The sections in their order.
    mutating func sections() throws(AWSError) -> [Section] {
        // In Swift `\r\n` is one character, so lines are cut by code units.
        for line in file.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            lineNumber += 1
            var text = String(decoding: line, as: UTF8.self)
            if text.hasSuffix("\r") { text.removeLast() }
            guard let first = text.first, !text.trimmed.isEmpty, first != "#", first != ";" else { continue }
            switch first {
            case "[": try readHeader(text)
            case " ", "\t": try readContinuation(text.trimmed)
            default: try readProperty(text)
            }
        }
        return found
    }

    private mutating func readHeader(_ line: String) throws(AWSError) {
        let end = line.firstIndex { $0 == "#" || $0 == ";" } ?? line.endIndex
        let header = line[..<end].trimmed
        guard header.last == "]" else { throw complaint("the line starts a section but does not end with ']'") }
        // A name in quotation marks may have spaces; a mark that is not closed makes the section unreadable.
        let words = (try? ShellWords.split(String(header.dropFirst().dropLast()))) ?? []
        (property, isPropertySkipped) = (nil, false)
        var section = Section(kind: .unreadable, name: words.last ?? "", header: String(header))
        if section.name.split(separator: " ", omittingEmptySubsequences: false).allSatisfy({ Self.isName(String($0)) })
        {
            switch words.dropLast() {
            case []: section.kind = .profile(isPrefixed: false)
            case ["profile"]: section.kind = .profile(isPrefixed: true)
            case ["sso-session"]: section.kind = .ssoSession
            case ["services"]: section.kind = .services
            default: break
            }
        }
        found.append(section)
    }

    private mutating func readProperty(_ line: String) throws(AWSError) {
        guard !found.isEmpty else { throw complaint("a section such as [default] must come before the first setting") }
        let text = Self.withoutComment(line)
        guard let sign = text.firstIndex(of: "=") else { throw complaint("a setting needs '=' after its name") }
        let name = text[..<sign].trimmed.lowercased()
        guard !name.isEmpty else { throw complaint("there is no name before '='") }
        property = name
        isPropertySkipped = !Self.isName(name)
        if !isPropertySkipped {
            found[found.count - 1].body.properties[name] = String(text[text.index(after: sign)...].trimmed)
        }
    }

    private mutating func readContinuation(_ text: Substring) throws(AWSError) {
        guard !found.isEmpty else { throw complaint("a section such as [default] must come before the first setting") }
        guard let property else { throw complaint("an indented line continues a setting, but there is none before it") }
        guard !isPropertySkipped else { return }
        let value = found[found.count - 1].body.properties[property] ?? ""
        if value.isEmpty || value.hasPrefix("\n") {
            guard let sign = text.firstIndex(of: "=") else {
                throw complaint("a setting below '\(property)' needs '=' after its name")
            }
            guard sign != text.startIndex else { throw complaint("there is no name before '=' below '\(property)'") }
        }
        found[found.count - 1].body.properties[property] = value + "\n" + text
    }

    /// A comment inside a line starts at `#` or `;` after a space, so that a value may contain both.
    private static func withoutComment(_ line: String) -> Substring {
        var before: Character?
        for (index, character) in zip(line.indices, line) {
            if character == "#" || character == ";", before == " " || before == "\t" { return line[..<index] }
            before = character
        }
        return line[...]
    }

    private static func isName(_ text: String) -> Bool {
        let others = "_.%@/:+-"
        return !text.isEmpty
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || others.contains($0)) }
    }

    private func complaint(_ text: String) -> AWSError {
        .configuration(detail: "\(file.path):\(lineNumber): \(text)")
    }
}
