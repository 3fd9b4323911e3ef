extension Parser {
    /// Reads a text or a list.
    mutating func value(level: Int) -> Value {
        let token = current
        switch token.kind {
        case .openBracket: return list(level: level)
        case .word, .string:
            index += 1
            return Value(form: .text(text(token)), extent: extent(token))
        default:
            index += 1
            return Value(form: .invalid, extent: extent(token))
        }
    }

    // MARK: lists

    private mutating func list(level: Int) -> Value {
        let open = current
        index += 1
        var items: [Value] = []
        var (needsComma, isTold, hasInvalidList) = (false, false, false)
        while current.kind != .closeBracket {
            if current.kind == .comma {
                if !needsComma { tell(&isTold, .unexpectedText, "this ',' follows no item", help: "remove it") }
                needsComma = false
                index += 1
                continue
            }
            if let bare = bareAssignment(after: items.last) {
                items.removeLast()
                hasInvalidList = true
                problems.error(
                    .unexpectedText,
                    "an item with '=' in it stands in double quotes",
                    at: bare.extent,
                    help: "write \"\(bare.text.printable)\""
                )
                continue
            }
            let isItem = current.isValue || current.kind == .openBracket
            if current.kind == .endOfFile {
                openAtEnd.append((noun: "list", closer: "]", extent: extent(open)))
                return Value(form: .invalid, extent: extent(from: open))
            }
            guard isItem, !(current.isValue && current.startsLine && isEntry(at: 0)) else {
                problems.error(
                    .unclosedList,
                    "this list is not closed",
                    at: extent(open),
                    notes: [Problem.Note(message: "it should have ended before this", extent: extent(current))],
                    help: "close it with ']'"
                )
                return Value(form: .invalid, extent: extent(from: open))
            }
            if needsComma {
                tell(&isTold, .missingComma, "',' is missing before this item", help: "items are divided by ','")
            }
            guard level < Limits.levels else { return tooDeepList(open) }
            let isList = current.kind == .openBracket
            let item = value(level: level + 1)
            if isList, case .invalid = item.form { hasInvalidList = true }
            items.append(item)
            needsComma = true
        }
        index += 1
        return Value(form: hasInvalidList ? .invalid : .list(items), extent: extent(from: open))
    }

    /// A text such as `tag:Role=edge` of which the first half was read as an item; nil when there is none here.
    private mutating func bareAssignment(after item: Value?) -> (text: String, extent: Extent)? {
        guard current.kind == .equals, let item, case .text(let left) = item.form, item.extent.end == current.start
        else { return nil }
        let equals = current
        index += 1
        var (right, end) = ("", equals.end)
        if current.kind == .word, current.start == equals.end {
            (right, end) = (text(current), current.end)
            index += 1
        }
        return ("\(left)=\(right)", Extent(file: file, start: item.extent.start, end: end))
    }

    private mutating func tell(_ isTold: inout Bool, _ id: DiagnosticID, _ message: String, help: String) {
        if !isTold { problems.error(id, message, at: extent(current), help: help) }
        isTold = true
    }

    private mutating func tooDeepList(_ open: Token) -> Value {
        problems.error(
            .tooDeep,
            "lists nest deeper than \(Limits.levels) levels",
            at: extent(open),
            help: "no list has lists in it: look for a missing ']'"
        )
        var depth = 1
        while depth > 0, current.kind != .endOfFile {
            if current.kind == .openBracket { depth += 1 }
            if current.kind == .closeBracket { depth -= 1 }
            index += 1
        }
        return Value(form: .invalid, extent: extent(from: open))
    }
}
