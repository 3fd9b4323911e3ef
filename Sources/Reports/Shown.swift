extension String {
    /// The text as it may be shown: what could drive a terminal, forge a line or turn text around is spelled out.
    ///
    /// Controls (C0, DEL, C1), line and paragraph separators, bidirectional and invisible formatting characters become
    /// `\u{…}`; tags and descriptions come from whoever may write them.
    package var shown: String {
        let isPlain = utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        guard !isPlain else { return self }
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.mayDeceive: result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// How many columns a terminal gives the text: none to combining marks, two to wide characters and emoji.
    package var displayWidth: Int {
        let isPlain = utf8.allSatisfy { $0 < 0x80 }
        return isPlain ? utf8.count : reduce(0) { $0 + $1.displayWidth }
    }

    /// As much of the beginning of a line as fits into so many columns; colours take none and are ended.
    package func fitted(to columns: Int) -> String {
        var (result, width, isEscape, isColored) = ("", 0, false, false)
        for character in self {
            if character == "\u{1B}" { (isEscape, isColored) = (true, true) }
            if isEscape {
                result.append(character)
                if character == "m" { isEscape = false }
                continue
            }
            width += character.displayWidth
            guard width <= columns else { return isColored ? result + "\u{1B}[0m" : result }
            result.append(character)
        }
        return result
    }
}

extension Unicode.Scalar {
    /// Whether showing the character as it is could mislead a reader or a terminal.
    fileprivate var mayDeceive: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: return true
        case .format:
            // The joiners are needed to write Persian, Hindi and compound emoji.
            return value != 0x200C && value != 0x200D
        case _ where properties.isDefaultIgnorableCodePoint:
            // Variation selectors choose between the forms of an emoji; the rest is invisible for no good reason.
            return !(0xFE00...0xFE0F).contains(value) && value != 0x034F
        default: return false
        }
    }

    fileprivate var displayWidth: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        if properties.isEmojiPresentation { return 2 }
        return Self.wide.contains { $0.contains(value) } ? 2 : 1
    }

    /// The blocks whose characters are wide or full-width.
    ///
    /// <https://www.unicode.org/reports/tr11/>
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1AFFE, 0x1B000...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD,
    ]
}

extension Character {
    fileprivate var displayWidth: Int {
        // The emoji form of a character that is text by default, such as a heart, is chosen by a selector.
        let isEmojiForm = unicodeScalars.contains { $0.value == 0xFE0F }
        return isEmojiForm ? 2 : unicodeScalars.first?.displayWidth ?? 0
    }
}
