import Codecs
import Fleet
import LanguageServer
import PairLanguage
import Values

/// Where the fuzzer enters; the first byte says what the rest is.
///
/// Every promise of the language that holds for any bytes is checked here, and broken by a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if bytes.first == 0x01 {
        converse(Array(bytes.dropFirst()))
    } else {
        compile(bytes)
    }
    return 0
}

/// Definitions: files divided by bytes of 0x02.
private func compile(_ bytes: [UInt8]) {
    let sources = bytes.split(separator: 0x02, maxSplits: 3, omittingEmptySubsequences: false).enumerated().map {
        SourceFile(path: "\($0).vaer", bytes: Array($1))
    }
    let compilation = PairLanguage.compile(sources)
    for diagnostic in compilation.diagnostics {
        for range in [diagnostic.range] + diagnostic.notes.map(\.range) {
            guard let source = sources.first(where: { $0.path == range.file }) else {
                preconditionFailure("a place in no file")
            }
            precondition(range.start.byte <= range.end.byte && range.end.byte <= source.bytes.count, "a place outside")
        }
        precondition(diagnostic.severity == .warning || diagnostic.help != nil, "no way out: \(diagnostic.id.rawValue)")
    }
    let text = DiagnosticText.render(compilation.diagnostics, sources: sources, color: false)
    precondition(
        !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E },
        "a terminal obeys"
    )
    for source in sources { format(source) }
    ask(compilation, sources[0])
    guard !compilation.hasErrors else { return }
    for pair in compilation.fleet.pairs { show(pair, compilation) }
}

/// What is formatted stays so, its difference and its edits make it, and it means the same.
private func format(_ source: SourceFile) {
    let form: [UInt8]
    do throws(FormatError) {
        form = try PairLanguage.format(source)
    } catch {
        guard case .defect = error else { return }
        preconditionFailure("the formatter would change the meaning")
    }
    let formatted = SourceFile(path: source.path, bytes: form)
    guard let again = try? PairLanguage.format(formatted) else { preconditionFailure("the form cannot be read") }
    precondition(again == form, "the form has another form")
    precondition(PairLanguage.difference(of: source, form: form).isEmpty == (form == source.bytes), "no difference")
    var edited = source.bytes
    guard let edits = try? PairLanguage.formattingEdits(of: source) else { preconditionFailure("no edits") }
    for edit in edits.reversed() { edited.replaceSubrange(edit.range, with: edit.text.utf8) }
    precondition(edited == form, "the edits make another form")
    let fleets = [source, formatted].map { PairLanguage.compile([$0]).fleet }
    precondition(fleets[0] == fleets[1], "the form means something else")
}

/// Editors may ask about any byte.
private func ask(_ compilation: Compilation, _ source: SourceFile) {
    let step = max(1, source.bytes.count / 4)
    for byte in stride(from: 0, through: source.bytes.count, by: step) {
        let (items, range) = compilation.completions(in: source.path, at: byte)
        precondition(
            range.lowerBound <= byte && byte <= range.upperBound && items.count < 1000,
            "a completion elsewhere"
        )
        _ = compilation.explanation(in: source.path, at: byte)
        _ = compilation.definition(in: source.path, at: byte)
    }
    _ = PairLanguage.symbols(of: source)
}

/// The effective definition means the same as what it was made of.
private func show(_ pair: Pair, _ compilation: Compilation) {
    guard let text = compilation.effectiveText(of: pair.name) else {
        preconditionFailure("a pair without a definition")
    }
    let again = PairLanguage.compile([SourceFile(path: "shown.vaer", bytes: Array(text.utf8))])
    precondition(!again.hasErrors && again.fleet.pairs == [pair], "the effective definition means something else")
}

/// An editor that sends anything.
private func converse(_ bytes: [UInt8]) {
    var server = LanguageServer(version: "0") { _ in FolderContent(files: [], problems: []) }
    var reader = MessageReader()
    func check(_ output: [UInt8]) {
        reader.append(output)
        while let finding = reader.next() {
            guard case .content(let content) = finding, (try? JSON.parse(content)) != nil else {
                preconditionFailure("the server wrote what is no message")
            }
        }
    }
    let start = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}"
    check(server.receive(MessageReader.message(Array(start.utf8))))
    // Most inputs are contents without headers, which the fuzzer would hardly get right.
    for content in bytes.split(separator: 0x01) { check(server.receive(MessageReader.message(Array(content)))) }
    check(server.settle())
    check(server.receive(bytes))
    check(server.settle())
}
