/// Writes files with random white space and comments.
struct RandomWriter {
    private var state: UInt64
    private var text = ""

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func file() -> String {
        if random(4) > 0 { white() }
        text += "vaer 1"
        white()
        for _ in 0..<random(4) {
            word(["pair", "template", "foo"][random(3)])
            for _ in 0..<random(3) { word("\"name \(random(9))\"") }
            if random(3) == 0 {
                word("from")
                word("\"edge\"")
            }
            block(0)
        }
        return text
    }

    private mutating func block(_ depth: Int) {
        word("{")
        for _ in 0..<random(5) {
            if random(4) == 0, depth < 3 {
                word(["routes", "notify", "member"][random(3)])
                if random(2) == 0 { word("\"A\"") }
                block(depth + 1)
            } else {
                word(["a", "sweep", "long-name", "\"quoted key\""][random(4)])
                word(random(4) == 0 ? "+=" : "=")
                value()
            }
        }
        word("}")
    }

    private mutating func value() {
        guard random(3) == 0 else { return word(["1m", "x@example.com", "\"a # b\"", "2001:db8::/32"][random(4)]) }
        word("[")
        let count = random(4)
        for index in 0..<count {
            word(["1", "\"two\"", "eni-3"][random(3)])
            if index + 1 < count || random(3) == 0 { word(",") }
        }
        word("]")
    }

    private mutating func word(_ word: String) {
        text += word
        white()
    }

    private mutating func white() {
        switch random(12) {
        case 0: text += "\n"
        case 1: text += "\n\n \t\n"
        case 2: text += "  # comment \(random(9))  \n"
        case 3: text += "\n# alone\n\n"
        case 4: text += "\r\n"
        case 5: text += "\t "
        default: text += " "
        }
    }

    private mutating func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
