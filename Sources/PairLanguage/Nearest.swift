/// Finds what the author of a misspelt word meant.
package enum Nearest {
    /// The candidate that is nearest to a word; nil when none is near enough to be worth saying.
    static func match(_ word: String, among candidates: some Sequence<String>) -> String? {
        let letters = Array(word.utf8.prefix(64)).map(lowered)
        // A third of the letters may be wrong: more is another word.
        var best: (name: String, distance: Int)?
        for candidate in candidates where candidate != word {
            let limit = max(1, min(letters.count, candidate.utf8.count) / 3)
            let target = Array(candidate.utf8.prefix(64)).map(lowered)
            guard abs(letters.count - target.count) <= limit else { continue }
            let distance = distance(letters, target)
            guard distance <= limit, distance < best?.distance ?? .max else { continue }
            best = (candidate, distance)
        }
        return best?.name
    }

    /// "did you mean …?", when something is near.
    package static func question(_ word: String, among candidates: some Sequence<String>) -> String? {
        match(word, among: candidates).map { "did you mean '\($0)'?" }
    }

    /// Damerau and Levenshtein's distance, each pair of letters swapped at most once.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var rows = [[Int](repeating: 0, count: right.count + 1), Array(0...right.count)]
        for i in 0..<left.count {
            var row = [i + 1]
            for j in 0..<right.count {
                let change = rows[1][j] + (left[i] == right[j] ? 0 : 1)
                var cost = min(change, rows[1][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    cost = min(cost, rows[0][j - 1] + 1)
                }
                row.append(cost)
            }
            rows = [rows[1], row]
        }
        return rows[1][right.count]
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
