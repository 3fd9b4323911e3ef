/// Something that is wrong with the definitions, told so that its author can put it right.
package struct Diagnostic: Hashable, Sendable {
    /// How bad it is.
    package enum Severity: String, Hashable, Sendable {
        /// The fleet cannot be used.
        case error
        /// The fleet can be used, though it is hardly what was meant.
        case warning
    }

    /// A second place that explains the first.
    package struct Note: Hashable, Sendable {
        /// What is there.
        package let message: String
        /// The place.
        package let range: SourceRange
    }

    /// How bad it is.
    package let severity: Severity
    /// The kind of mistake, which stays the same when the wording changes.
    package let id: DiagnosticID
    /// What is wrong, with the text found.
    package let message: String
    /// Where.
    package let range: SourceRange
    /// Other places that belong to it, such as where a name was first used.
    package let notes: [Note]
    /// The way out.
    package let help: String?
}

/// The kinds of mistakes; the raw value is the name that people and programs see.
package enum DiagnosticID: String, Hashable, Sendable, CaseIterable {
    // The file as a whole.
    case fileTooLarge = "file-too-large"
    case lineTooLong = "line-too-long"
    case notText = "not-text"
    case notADefinition = "not-a-definition"
    case tooManyProblems = "too-many-problems"
    // Characters.
    case unterminatedString = "unterminated-string"
    case badEscape = "bad-escape"
    case hiddenCharacter = "hidden-character"
    case strayCharacter = "stray-character"
    case foreignComment = "foreign-comment"
    // Sentences.
    case missingVersion = "missing-version"
    case badVersion = "bad-version"
    case versionTooNew = "version-too-new"
    case unclosedBlock = "unclosed-block"
    case unclosedList = "unclosed-list"
    case strayBracket = "stray-bracket"
    case tooDeep = "too-deep"
    case missingEquals = "missing-equals"
    case missingValue = "missing-value"
    case missingComma = "missing-comma"
    case unquotedName = "unquoted-name"
    case unexpectedText = "unexpected-text"
    // Keys and blocks.
    case unknownBlock = "unknown-block"
    case unknownKey = "unknown-key"
    case misplaced = "misplaced"
    case notABlock = "not-a-block"
    case notAKey = "not-a-key"
    case duplicateKey = "duplicate-key"
    case duplicateBlock = "duplicate-block"
    case missingName = "missing-name"
    case surplusName = "surplus-name"
    case notAList = "not-a-list"
    case wrongType = "wrong-type"
    case outOfRange = "out-of-range"
    case hostBits = "host-bits"
    case unknownRegion = "unknown-region"
    case duplicateItem = "duplicate-item"
    case emptyList = "empty-list"
    case appendToAll = "append-to-all"
    case badTag = "bad-tag"
    case tooMany = "too-many"
    // Pairs.
    case badName = "bad-name"
    case unknownTemplate = "unknown-template"
    case unknownCredentials = "unknown-credentials"
    case missingKey = "missing-key"
    case memberCount = "member-count"
    case sameMember = "same-member"
    case interfaceNames = "interface-names"
    case bothForms = "both-forms"
    case protectedDestination = "protected-destination"
    case excludedTable = "excluded-table"
    // The fleet.
    case sharedInterface = "shared-interface"
    case sharedInstance = "shared-instance"
    case sharedRoute = "shared-route"
    case sharedName = "shared-name"
    case wrongPartition = "wrong-partition"
    case wrongRegion = "wrong-region"
    case wrongAccount = "wrong-account"
    case lonelyExternalID = "lonely-external-id"
    case unmatchedPattern = "unmatched-pattern"
}

/// A diagnostic whose places are still bytes.
struct Problem: Sendable {
    /// A second place.
    struct Note: Sendable {
        let message: String
        let extent: Extent
    }

    let severity: Diagnostic.Severity
    let id: DiagnosticID
    let message: String
    let extent: Extent
    let notes: [Note]
    let help: String?
}

/// Collects what the stages find, in any order.
struct Problems: Sendable {
    private(set) var list: [Problem] = []
    private var counts: [Int32: Int] = [:]

    var hasErrors: Bool { list.contains { $0.severity == .error } }

    /// Whether a file has so many problems that no reader wants more of them.
    func isExhausted(file: Int32) -> Bool { counts[file, default: 0] > 2 * Limits.problemsPerFile }

    mutating func error(
        _ id: DiagnosticID,
        _ message: String,
        at extent: Extent,
        notes: [Problem.Note] = [],
        help: String? = nil
    ) {
        add(Problem(severity: .error, id: id, message: message, extent: extent, notes: notes, help: help))
    }

    mutating func warning(
        _ id: DiagnosticID,
        _ message: String,
        at extent: Extent,
        notes: [Problem.Note] = [],
        help: String? = nil
    ) {
        add(Problem(severity: .warning, id: id, message: message, extent: extent, notes: notes, help: help))
    }

    mutating func add(_ others: Problems) {
        for problem in others.list { add(problem) }
    }

    private mutating func add(_ problem: Problem) {
        guard !isExhausted(file: problem.extent.file) else { return }
        counts[problem.extent.file, default: 0] += 1
        list.append(problem)
    }

    /// Where something was found so far in a file, sorted.
    func starts(inFile file: Int32) -> [Int32] {
        list.lazy.filter { $0.extent.file == file }.map(\.extent.start).sorted()
    }

    /// What was found, in source order, with lines and columns.
    func diagnostics(of files: [SourceFile]) -> [Diagnostic] {
        let order = list.indices.sorted {
            let (left, right) = (list[$0].extent, list[$1].extent)
            return (left.file, left.start, $0) < (right.file, right.start, $1)
        }
        var resolver = Resolver(files)
        var result: [Diagnostic] = []
        var (file, count) = (Int32(-1), 0)
        for index in order {
            let problem = list[index]
            (file, count) = (problem.extent.file, file == problem.extent.file ? count + 1 : 1)
            guard count <= Limits.problemsPerFile + 1 else { continue }
            result.append(resolver.diagnostic(count <= Limits.problemsPerFile ? problem : Self.endOfPatience(problem)))
        }
        return result
    }

    private static func endOfPatience(_ problem: Problem) -> Problem {
        Problem(
            severity: .error,
            id: .tooManyProblems,
            message: "this file has more than \(Limits.problemsPerFile) problems; the others are not shown",
            extent: problem.extent,
            notes: [],
            help: "put the first ones right and check again"
        )
    }
}

/// Gives bytes their lines and columns, counting the lines of a file only once.
struct Resolver {
    private let files: [SourceFile]
    private var tables: [Int32: LineTable] = [:]

    init(_ files: [SourceFile]) { self.files = files }

    mutating func range(_ extent: Extent) -> SourceRange {
        let file = files[Int(extent.file)]
        let table = tables[extent.file] ?? LineTable(file.bytes)
        tables[extent.file] = table
        let (start, end) = (table.position(of: Int(extent.start)), table.position(of: Int(extent.end)))
        return SourceRange(file: file.path, start: start, end: end)
    }

    /// The problem with its places; names from the files may be in its words, so nothing hidden is left in them.
    mutating func diagnostic(_ problem: Problem) -> Diagnostic {
        var notes: [Diagnostic.Note] = []
        for note in problem.notes {
            notes.append(Diagnostic.Note(message: note.message.visible, range: range(note.extent)))
        }
        return Diagnostic(
            severity: problem.severity,
            id: problem.id,
            message: problem.message.visible,
            range: range(problem.extent),
            notes: notes,
            help: problem.help?.visible
        )
    }
}
