/// Cuts a command line into words as a POSIX shell does, without anything else that a shell does.
///
/// Variables, pipes and wildcards are plain text. The words are those of Python's `shlex.split`, which botocore uses.
package struct ShellWords {
    /// Why a line cannot be cut.
    package enum Failure: Error, Hashable {
        /// A quotation mark that is never closed.
        case openQuotation
        /// A backslash at the very end.
        case openEscape
    }

    private var words: [String] = []
    /// The word that is being read; nil between words, empty for `''`.
    private var word: String?
    /// The quotation mark inside whose text the next character is; nil outside.
    private var quotation: Unicode.Scalar?

    /// The words of a line.
    package static func split(_ line: String) throws(Failure) -> [String] {
        var reader = ShellWords()
        var isEscaped = false
        // In Swift `\r\n` is one character, so the line is read by scalars.
        for character in line.unicodeScalars {
            if isEscaped {
                reader.takeEscaped(character)
                isEscaped = false
            } else if character == "\\", reader.quotation != "'" {
                isEscaped = true
            } else {
                reader.take(character)
            }
        }
        if isEscaped { throw .openEscape }
        if reader.quotation != nil { throw .openQuotation }
        return reader.words + [reader.word].compactMap(\.self)
    }

    private mutating func take(_ character: Unicode.Scalar) {
        if character == quotation {
            quotation = nil
        } else if quotation != nil {
            word?.unicodeScalars.append(character)
        } else if character == "'" || character == "\"" {
            (quotation, word) = (character, word ?? "")
        } else if " \t\r\n".unicodeScalars.contains(character) {
            if let word { words.append(word) }
            word = nil
        } else {
            word = (word ?? "") + String(character)
        }
    }

    /// Between double quotation marks a backslash means something before `"` and `\` only.
    private mutating func takeEscaped(_ character: Unicode.Scalar) {
        let isMeant = quotation == nil || character == "\"" || character == "\\"
        word = (word ?? "") + (isMeant ? "" : "\\") + String(character)
    }
}
