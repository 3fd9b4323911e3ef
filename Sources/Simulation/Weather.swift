/// How often each thing goes wrong that goes wrong by itself: once in so many times, 0 for never.
struct Weather: Sendable {
    var instancesUnread = 0
    var statusUnread = 0
    var alarmsUnread = 0
    var tablesUnread = 0
    /// EC2 answers with what was so some seconds ago.
    var readLags = 0
    var readIsSlow = 0
    var callThrottled = 0
    var callFails = 0
    /// The call takes effect and the answer says that it failed.
    var callFailsAfterEffect = 0
    /// The call takes effect and no answer comes.
    var answerLost = 0
    /// The call is on its way for so long that newer ones overtake it.
    var callLate = 0
    var eventLost = 0
    var eventLate = 0
    var eventTwice = 0
    var sweepLost = 0

    static let calm = Weather()

    /// The weather of a scenario; a quarter of them have the best.
    init(_ choices: inout Choices) {
        let odds = choices.below(4) == 0 ? [0] : [0, 0, 9, 3]
        instancesUnread = choices.pick(odds)
        statusUnread = choices.pick(odds)
        alarmsUnread = choices.pick(odds)
        tablesUnread = choices.pick(odds)
        readLags = choices.pick(odds)
        readIsSlow = choices.pick(odds)
        callThrottled = choices.pick(odds)
        callFails = choices.pick(odds)
        callFailsAfterEffect = choices.pick(odds)
        answerLost = choices.pick(odds)
        callLate = choices.pick(odds)
        eventLost = choices.pick(odds)
        eventLate = choices.pick(odds)
        eventTwice = choices.pick(odds)
        sweepLost = choices.pick(odds)
    }

    private init() {}
}
