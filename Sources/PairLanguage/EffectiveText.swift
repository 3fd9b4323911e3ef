package import Values

extension Compilation {
    /// The whole definition of a pair as a file of its own, in the one form; nil for an unknown pair.
    ///
    /// Behind each value stands where it comes from. The text compiles to the same pair and the same login.
    package func effectiveText(of name: PairName) -> String? {
        guard let pair = pair(name) else { return nil }
        var lines = ["vaer 1", "", "pair \(pair.name.text.quoted) {"]
        lines += Self.lines(origins(of: name))
        lines.append("}")
        if let login = login(of: name) {
            lines += ["", "credentials \(login.name.text.quoted) {"] + Self.lines(loginOrigins(of: name)) + ["}"]
        }
        let text = lines.joined(separator: "\n") + "\n"
        let form = try? PairLanguage.format(SourceFile(path: name.text, bytes: Array(text.utf8)))
        return form.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    private static func lines(_ origins: [Origin]) -> [String] {
        var result: [String] = []
        var open: [String] = []
        for origin in origins {
            let shared = zip(open, origin.blocks).prefix { $0 == $1 }.count
            for _ in shared..<open.count { result.append("}") }
            for block in origin.blocks[shared...] { result.append("\(block) {") }
            open = origin.blocks
            let places = origin.places.map(\.text).joined(separator: "; ")
            result.append("\(origin.name) = \(origin.value)  # \(places)")
        }
        return result + open.map { _ in "}" }
    }
}

extension Origin.Place {
    /// The place in words, such as `template "edge", pairs.d/edge.vaer:4`.
    package var text: String {
        let place = range.map { "\($0.file.visible):\($0.start.line)" }
        switch source {
        case .builtIn: return "built in"
        case .defaults: return ["defaults", place].compactMap { $0 }.joined(separator: ", ")
        case .template(let name):
            return ["template \(name.quoted)", place].compactMap { $0 }.joined(separator: ", ")
        case .own: return place ?? ""
        }
    }
}
