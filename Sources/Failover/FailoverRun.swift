package import AWS
package import Engine
package import Fleet
package import Values

/// What a run is asked to do.
package struct FailoverRequest: Hashable, Sendable {
    /// The pair.
    package var pair: Pair
    /// Why the engine looks.
    package var trigger: Trigger
    /// What is remembered of the pair.
    package var memory: Memory
    /// When the thing happened that the run reacts to; nil when nobody told.
    package var eventTime: Timestamp?
    /// When the run must be over.
    package var deadline: Timestamp
    /// What tells the run from all others, such as the Lambda's request id; may be empty.
    package var requestID: String

    /// A request.
    package init(
        pair: Pair,
        trigger: Trigger,
        memory: Memory = Memory(),
        eventTime: Timestamp? = nil,
        deadline: Timestamp,
        requestID: String = ""
    ) {
        (self.pair, self.trigger, self.memory) = (pair, trigger, memory)
        (self.eventTime, self.deadline, self.requestID) = (eventTime, deadline, requestID)
    }
}

/// Looks at a pair, decides, moves what is to be moved, and looks again until all is as it should be.
///
/// Every call to EC2 rests on a reading of the last few seconds: after each round of moves the pair is read and
/// decided on anew, which is at once the proof that the moves took effect and the retry of those that did not.
package struct FailoverRun: Sendable {
    /// Who sends the calls.
    package let caller: any Caller
    /// Where the time comes from.
    package let time: any TimeSource
    /// How many calls may be sent in this account and region.
    package let budget: MoveBudget
    /// The version of the engine, for the report.
    package let engineVersion: String

    /// A run with these means.
    package init(caller: any Caller, time: any TimeSource, budget: MoveBudget, engineVersion: String = "") {
        (self.caller, self.time, self.budget) = (caller, time, budget)
        self.engineVersion = engineVersion
    }

    /// Does what the request asks for and reports; never throws, a problem is part of the report.
    package func run(_ request: FailoverRequest) async -> FailoverReport {
        var course = await FailoverCourse(self, request)
        await course.waitWhileStale()
        await course.moveAll()
        return course.report
    }
}
