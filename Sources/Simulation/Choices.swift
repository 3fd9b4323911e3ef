/// Where every choice of a scenario comes from: a seed makes them, a list replays them.
///
/// A list that ends too early goes on with zeros, and zero is always the quiet choice: nothing fails, nothing more
/// happens. So a shorter list with lower numbers is a simpler story, which is what shrinking rests on.
package struct Choices: Sendable {
    /// What has been chosen so far, in order.
    package private(set) var made: [Int] = []
    /// The state of the generator (SplitMix64), the same on every machine.
    private var state: UInt64
    private let given: [Int]?

    /// Choices by chance.
    package init(seed: UInt64) { (state, given) = (seed, nil) }

    /// The choices of a story that is told again.
    package init(replaying given: [Int]) { (state, self.given) = (0, given) }

    /// A number from 0 up to, not including, `limit`.
    package mutating func below(_ limit: Int) -> Int {
        let choice: Int
        if let given {
            choice = made.count < given.count ? max(0, min(given[made.count], limit - 1)) : 0
        } else {
            choice = Int(next() % UInt64(limit))
        }
        made.append(choice)
        return choice
    }

    /// One of these; the first is the quiet one.
    mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

    /// Whether something happens that happens once in `odds` times; 0 means never, and costs no choice.
    mutating func happens(_ odds: Int) -> Bool { odds > 0 && below(odds) == odds - 1 }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
