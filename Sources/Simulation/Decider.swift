import Engine
import Fleet

/// One that looks, decides and moves: the pair's function, the controller, or an operator's command.
struct Decider: Sendable {
    static let function = 0
    static let controller = 1
    static let operatorsCommand = 2

    let name: String
    /// How long a run may take.
    let limit: Int64
    /// Whether it starts every run with an empty memory, as a command does.
    let isForgetful: Bool
    /// The definition that it has, which may be an older one.
    var pair: Pair
    var memory = Memory()
    var account = Account()
    /// How far its clock is from the right one.
    var clockOffset: Int64 = 0
    /// Whether it is there at all.
    var isUp = true
    var run: Course?
    /// What waits until the run is over.
    var waiting: [Notice] = []
    /// How many calls its account may still get, in thousandths, and when that was so.
    var budget: Int64 = 50_000
    var budgetTime: Int64 = 0
    /// How many times its latest run sent calls.
    var sendings = 0

    init(_ name: String, _ pair: Pair, limit: Int64, isForgetful: Bool) {
        (self.name, self.pair, self.limit, self.isForgetful) = (name, pair, limit, isForgetful)
    }

    mutating func forget() { (memory, account) = (Memory(), Account()) }

    /// Ends as a process does that is killed: with the run, what it remembers is gone.
    mutating func abandon() {
        waiting = []
        guard run != nil else { return }
        run = nil
        forget()
    }

    /// Takes as many calls as there are, as `MoveBudget` does: fifty at once, then five in a second.
    mutating func take(_ wanted: Int, now: Int64) -> Int {
        budget = min(50_000, budget + max(0, now - budgetTime) * 5)
        budgetTime = now
        let taken = max(0, min(wanted, Int(budget / 1000)))
        budget -= Int64(taken) * 1000
        return taken
    }
}

/// One run on its way, step by step as `FailoverCourse` does it.
struct Course: Sendable {
    /// What became of a route.
    enum Outcome: Sendable {
        case moved, refused, gone, unfinished
    }

    let id: Int
    let request: Trigger
    let eventTime: Int64?
    let began: Int64
    let deadline: Int64
    let isDry: Bool
    /// Why it looks now: an event counts until the reads have had their time.
    var trigger: Trigger
    var isWaitingForReads = true
    var pauses = 0
    var round = 0
    var lagging = 0
    var looks = 0
    var sendings = 0
    /// When the look under way was begun, by the decider's clock.
    var lookTime: Int64 = 0
    /// Whether the look under way reads only the routes.
    var isProof = false
    var glimpse: Glimpse?
    var decision: Decision?
    /// By the route's position.
    var results: [Int: Outcome] = [:]
    /// Calls without an answer.
    var pending = 0

    /// How long to wait before each further look at a member that reads otherwise than its event says.
    static let stalePauses: [Int64] = [500, 1000, 2000, 3000, 3500]
    /// An event that is older than this is no longer ahead of EC2's reads.
    static let freshEvent: Int64 = 60_000
    static let laggingReads = 3
    static let youngReading: Int64 = 3000

    init(id: Int, request: Trigger, eventTime: Int64?, began: Int64, limit: Int64, isDry: Bool) {
        (self.id, self.request, self.eventTime, self.began) = (id, request, eventTime, began)
        (deadline, self.isDry, trigger) = (began + limit, isDry, request)
    }

    /// Longer after each round.
    var pause: Int64 { min(2000, 100 << Int64(min(round, 5))) }
}

/// A ReplaceRoute call that was sent.
struct Call: Sendable {
    let decider: Int
    let run: Int
    /// The route's position.
    let index: Int
    let spot: Spot
    let sent: Int64
    let isDry: Bool
    /// What the answer will say when it says anything else than what EC2 did.
    let reply: Course.Outcome?
    var isAnswered = false
    var hasArrived = false
    var outcome = Course.Outcome.unfinished
}
