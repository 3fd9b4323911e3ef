import ArgumentParser
import Foundation
import Reports

/// The options that every command understands.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A definition file, or a folder with '*.vaer' files; may be given more than once.",
            discussion: "Default: $VAER_PAIRS, else ./pairs.d, else /etc/vaer/pairs.d.",
            valueName: "path"
        )
    )
    var pairs: [String] = []

    @Option(
        help: ArgumentHelp(
            "The history database. Default: $VAER_DB, else vaer.sqlite in the state directory.",
            valueName: "file"
        )
    )
    var db: String?

    @Option(help: ArgumentHelp("The AWS profile for pairs without a 'credentials' block.", valueName: "name"))
    var profile: String?

    @Option(
        name: .customLong("endpoint-url"),
        help: ArgumentHelp("Send every AWS call there: https, or http to this machine.", valueName: "url")
    )
    var endpointURL: String?

    @Option(help: "When to colour: auto, always or never.")
    var color = Console.ColorChoice.auto

    @Flag(name: .shortAndLong, help: "Say nothing but data and errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Say more: every attribute, and a summary of the AWS calls.")
    var verbose = false

    @Flag(help: "Show each AWS call on standard error, without secrets.")
    var debug = false

    /// The environment, read once.
    static let environment = ProcessInfo.processInfo.environment

    /// The console that these options ask for.
    var console: Console { Console(color: color, isQuiet: quiet, environment: Self.environment) }

    /// The places of definitions: the options', else the environment's, else none.
    var places: [String] {
        if !pairs.isEmpty { return pairs }
        return Self.environment["VAER_PAIRS"].map { [$0] } ?? []
    }
}

extension Console.ColorChoice: ExpressibleByArgument {}

extension OutputFormat: ExpressibleByArgument {}

/// How a result is put out that is no list of things.
enum PlainFormat: String, CaseIterable, ExpressibleByArgument {
    /// For people.
    case table
    /// A document for programs.
    case json
}

/// Which pairs a command is about.
struct PairSelection: ParsableArguments {
    @Argument(help: ArgumentHelp("Names of pairs, or patterns such as 'sfo-*'; none means all.", valueName: "pair"))
    var names: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Only pairs with this tag; may be given more than once.", valueName: "key=value")
    )
    var label: [String] = []

    /// The selection of what one name or pattern says.
    static func named(_ name: String) -> PairSelection {
        var selection = PairSelection()
        (selection.names, selection.label) = ([name], [])
        return selection
    }
}
