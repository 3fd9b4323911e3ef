import ArgumentParser
import Codecs
import Fleet
import PairLanguage
import Reports
import Values

/// `vaer show`: prints the effective definition of pairs.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the effective definition of pairs, and where each value comes from; talks to nobody.",
        discussion: """
            Each pair is written as a file of its own that means the same. Behind a value stands the file and the line \
            that give it, and whether they are the template's or those of 'defaults'; 'built in' is the language's own.
            """
    )

    @OptionGroup var selection: PairSelection

    @Option(name: .shortAndLong, help: "How to write the result: table or json.")
    var output = PlainFormat.table

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let console = options.console
        let compilation = try FleetLoader.compilation(options, console)
        let pairs = try selection.pairs(of: compilation.fleet)
        if output == .json {
            let documents = pairs.map { Self.json($0, compilation) }
            console.data(Document.json(kind: "definitions", ["pairs": .array(documents)]).prettyText)
        } else {
            console.data(pairs.compactMap { compilation.effectiveText(of: $0.name) }.joined(separator: "\n"))
        }
    }

    private static func json(_ pair: Pair, _ compilation: Compilation) -> JSON {
        let place = compilation.range(of: pair.name)
        return JSON.object([
            JSON.Member("pair", .string(pair.name.text)),
            JSON.Member("template", compilation.template(of: pair.name).map(JSON.string) ?? .null),
            JSON.Member("file", place.map { .string($0.file) } ?? .null),
            JSON.Member("line", place.map { .integer($0.start.line) } ?? .null),
            JSON.Member("values", .array(compilation.origins(of: pair.name).map(json))),
            JSON.Member("login", .array(compilation.loginOrigins(of: pair.name).map(json))),
        ])
    }

    private static func json(_ origin: Origin) -> JSON {
        let value: JSON =
            switch origin.content {
            case .one(let text): .string(text)
            case .list(let texts): .strings(texts)
            }
        return .object([
            JSON.Member("key", .string(origin.key)),
            JSON.Member("value", value),
            JSON.Member("from", .array(origin.places.map(json))),
        ])
    }

    private static func json(_ place: Origin.Place) -> JSON {
        let (source, template): (String, String?) =
            switch place.source {
            case .builtIn: ("built-in", nil)
            case .defaults: ("defaults", nil)
            case .template(let name): ("template", name)
            case .own: ("own", nil)
            }
        return JSON.object([
            JSON.Member("source", .string(source)),
            JSON.Member("template", template.map(JSON.string) ?? .null),
            JSON.Member("file", place.range.map { .string($0.file) } ?? .null),
            JSON.Member("line", place.range.map { .integer($0.start.line) } ?? .null),
            JSON.Member("column", place.range.map { .integer($0.start.column) } ?? .null),
        ])
    }
}
