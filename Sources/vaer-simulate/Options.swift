import Simulation

/// What the command line asks for.
struct Options {
    /// What is to be done.
    enum Task {
        /// Play scenarios.
        case scenarios
        /// Tell one story again.
        case replay([Int])
        /// Catch every planted mistake.
        case mutants
        /// Search the small model.
        case exhaustive
        /// Print the help.
        case help
    }

    /// A command line that cannot be understood.
    struct Mistake: Error {
        let text: String
    }

    var task = Task.scenarios
    var scenarios: Int?
    var seed: UInt64 = 1
    var mutant: Mutant?
    var only: Invariant?
    var depth = 6
    var workers = 2
    var tells = false

    static let help = """
        Plays scenarios in which everything goes wrong that can, and checks after every step that the failover engine keeps
        its promises (S1 to S12, L1 to L5).

        usage: contrib/simulate [--scenarios N] [--seed S] [--mutant NAME] [--only INVARIANT] [--story] [--workers N]
               contrib/simulate --replay LIST [--mutant NAME] [--only INVARIANT]
               contrib/simulate --mutants
               contrib/simulate --exhaustive [--depth N]

          --scenarios N     how many (100000)
          --seed S          the first seed; the others follow (1)
          --story           tell the story of the first scenario, too
          --replay LIST     tell the story of these choices, as a failing run prints them
          --mutant NAME     try an engine with a planted mistake in place of the real one
          --mutants         try every planted mistake, each against the one invariant that has to catch it
          --only INVARIANT  check just this one, such as S4
          --exhaustive      check every single decision, and search every state that a pair with two routes and two
                            deciders can come to
          --depth N         how many steps the search takes (6)
          --workers N       how many scenarios at the same time (2)

        A scenario that breaks an invariant is made as short as can be and told in plain sentences, with the command that
        tells it again. Exit status: 0 all invariants hold, 1 one does not, or something was never exercised in a run of
        a thousand scenarios and more, 64 usage.
        """

    init(_ arguments: [String]) throws(Mistake) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { rest.insert(parts[1], at: rest.startIndex) }
            switch parts.first ?? "" {
            case "--scenarios": scenarios = try Self.number(word, &rest, Int.init)
            case "--seed": seed = try Self.number(word, &rest, UInt64.init)
            case "--depth": depth = try Self.number(word, &rest, Int.init)
            case "--workers": workers = max(1, try Self.number(word, &rest, Int.init))
            case "--mutant": mutant = try Self.mutant(try Self.value(word, &rest))
            case "--only": only = try Self.invariant(try Self.value(word, &rest))
            case "--replay": task = .replay(try Self.list(try Self.value(word, &rest)))
            case "--mutants": task = .mutants
            case "--exhaustive": task = .exhaustive
            case "--story": tells = true
            case "-h", "--help": task = .help
            default: throw Mistake(text: "unknown argument '\(word)'; see contrib/simulate --help")
            }
        }
    }

    private static func value(_ word: String, _ rest: inout ArraySlice<String>) throws(Mistake) -> String {
        guard let value = rest.popFirst() else { throw Mistake(text: "'\(word)' needs a value") }
        return value
    }

    private static func number<Number: Comparable & ExpressibleByIntegerLiteral>(
        _ word: String,
        _ rest: inout ArraySlice<String>,
        _ read: (String) -> Number?
    ) throws(Mistake) -> Number {
        let text = try value(word, &rest)
        guard let number = read(text), number >= 0 else { throw Mistake(text: "'\(text)' of '\(word)' is no number") }
        return number
    }

    private static func list(_ text: String) throws(Mistake) -> [Int] {
        var numbers: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: text.isEmpty) {
            guard let number = Int(part), number >= 0 else {
                throw Mistake(text: "'\(part)' in '--replay' is no number")
            }
            numbers.append(number)
        }
        return numbers
    }

    private static func mutant(_ name: String) throws(Mistake) -> Mutant {
        guard let mutant = Mutant.all.first(where: { $0.name == name }) else {
            let names = Mutant.all.map(\.name).joined(separator: ", ")
            throw Mistake(text: "there is no mutant '\(name)'; there are: \(names)")
        }
        return mutant
    }

    private static func invariant(_ name: String) throws(Mistake) -> Invariant {
        guard let invariant = Invariant(rawValue: name) else {
            let names = Invariant.allCases.map(\.rawValue).joined(separator: ", ")
            throw Mistake(text: "there is no invariant '\(name)'; there are: \(names)")
        }
        return invariant
    }
}
