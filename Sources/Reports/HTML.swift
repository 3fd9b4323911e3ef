/// A piece of a page; every text that goes into it is escaped, by its type.
struct HTML: ExpressibleByStringInterpolation {
    /// The piece, as it stands in the page.
    let source: String

    /// A piece that is written in this program.
    init(stringLiteral source: String) { self.source = source }

    /// A piece with texts, which are escaped, and with other pieces, which are not.
    init(stringInterpolation: StringInterpolation) { source = stringInterpolation.source }

    /// Pieces, one per line.
    init(lines: [HTML]) { source = lines.map(\.source).joined(separator: "\n") }

    /// What may stand between the braces of an interpolation.
    struct StringInterpolation: StringInterpolationProtocol {
        /// The piece so far.
        var source = ""

        /// An empty piece.
        init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity) }

        /// Adds text of this program.
        mutating func appendLiteral(_ literal: String) { source += literal }

        /// Adds a text, escaped for content and for quoted attributes, and safe to show.
        mutating func appendInterpolation(_ text: String) {
            for character in text.shown.unicodeScalars {
                switch character {
                case "&": source += "&amp;"
                case "<": source += "&lt;"
                case ">": source += "&gt;"
                case "\"": source += "&quot;"
                case "'": source += "&#39;"
                default: source.unicodeScalars.append(character)
                }
            }
        }

        /// Adds a piece as it is.
        mutating func appendInterpolation(_ piece: HTML) { source += piece.source }

        /// Adds pieces, one per line.
        mutating func appendInterpolation(_ pieces: [HTML]) { source += HTML(lines: pieces).source }

        /// Adds a whole number.
        mutating func appendInterpolation(_ number: Int) { source += String(number) }

        /// Adds a coordinate with one digit after the point.
        mutating func appendInterpolation(_ coordinate: Double) {
            let tenths = Int((coordinate * 10).rounded())
            source += (tenths < 0 ? "-" : "") + "\(abs(tenths) / 10).\(abs(tenths) % 10)"
        }
    }
}
