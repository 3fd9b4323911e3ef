import ArgumentParser
import PairLanguage

/// `vaer explain`: tells what a key or block of the pair language means.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a key or block of the pair language; without one, list them all."
    )

    @Argument(help: ArgumentHelp("A key or block, such as failback, failover.failback or routes.", valueName: "word"))
    var word: String?

    @Flag(help: "Write the whole reference as a page of Markdown.")
    var markdown = false

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let console = options.console
        if markdown { return console.data(Reference.page) }
        guard let word else { return console.data(Reference.overview) }
        guard let text = Reference.explanation(of: word) else {
            let question = Reference.suggestion(for: word).map { "did you mean '\($0)'?" }
            throw Failure(.usage, "the pair language has no '\(word)'", hint: question ?? "'vaer explain' lists all")
        }
        console.data(text)
    }
}
