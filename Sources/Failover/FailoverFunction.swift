package import AWS
package import Codecs
import Engine
package import Fleet
package import Values

/// One invocation of the pair's Lambda function.
package struct FunctionCall: Hashable, Sendable {
    /// What EventBridge, or an operator, sent.
    package var event: JSON
    /// The invocation's request id.
    package var requestID: String
    /// The ARN that was invoked, as Lambda writes it.
    package var functionARN: String
    /// When Lambda ends the invocation.
    package var deadline: Timestamp

    /// An invocation.
    package init(event: JSON, requestID: String, functionARN: String, deadline: Timestamp) {
        (self.event, self.requestID, self.functionARN, self.deadline) = (event, requestID, functionARN, deadline)
    }
}

/// Why an invocation counts as failed, so that Lambda tries it again and tells the destination for failures.
package struct FunctionFailure: Error, Hashable, Sendable {
    /// A short name, such as `FailoverIncomplete`.
    package let type: String
    /// What is wrong and what to do.
    package let message: String

    /// A failure.
    package init(type: String, message: String) { (self.type, self.message) = (type, message) }
}

/// What the function does with an invocation, apart from the runtime's protocol: read, run, log, tell.
///
/// It keeps the pair's memory from one invocation to the next, as long as Lambda keeps the process.
package struct FailoverFunction: Sendable {
    /// Where the pair's definition comes from.
    package enum Source: Hashable, Sendable {
        /// The file beside the function's code.
        case document(PairDocument)
        /// The manual procedure's four variables.
        case environment([String: String])
    }

    /// Makes who sends calls to a region until a moment.
    package typealias MakeCaller = @Sendable (Region, Timestamp) -> any Caller

    private let source: Source
    private let time: any TimeSource
    private let budget = MoveBudget()
    private let makeCaller: MakeCaller
    private let log: @Sendable (JSON) -> Void
    private var memory = Memory()
    /// The subject that was published last, and when, so that a trouble that stays is not told every minute.
    private var told: (subject: String, time: Timestamp)?

    /// Time that is kept for the message and the answer.
    private static let reserve: Duration = .seconds(2)
    /// How long a message that would say the same again is held back.
    private static let repetition: Duration = .seconds(900)

    /// A function; `log` takes one line at a time.
    package init(
        source: Source,
        time: any TimeSource,
        makeCaller: @escaping MakeCaller,
        log: @escaping @Sendable (JSON) -> Void
    ) {
        (self.source, self.time, self.makeCaller, self.log) = (source, time, makeCaller, log)
    }

    /// Answers an invocation with the report; throws when the run could not do what it was started for.
    package mutating func answer(_ call: FunctionCall) async throws(FunctionFailure) -> JSON {
        let document = try document(call)
        let deadline = call.deadline + (.zero - Self.reserve)
        let caller = makeCaller(document.pair.region, deadline)
        if EventReader.isDryRun(call.event) { return await dryRun(call, document.pair, caller) }
        let invocation = await invocation(call.event, document.pair, caller)
        guard case .look(let trigger, let eventTime) = invocation else {
            return reject(call, document.pair, invocation)
        }
        let run = FailoverRun(caller: caller, time: time, budget: budget, engineVersion: EngineVersion.text)
        let report = await run.run(
            FailoverRequest(
                pair: document.pair,
                trigger: trigger,
                memory: memory,
                eventTime: eventTime,
                deadline: deadline,
                requestID: call.requestID
            )
        )
        memory = report.memory
        log(report.json)
        log(report.metrics)
        let isNews = await tell(report, document, makeCaller(document.pair.region, call.deadline))
        // A sweep's retry is the next sweep; only its first word about a trouble counts as a failure.
        if let problem = report.problem, isNews || trigger != .sweep {
            throw FunctionFailure(type: "FailoverIncomplete", message: "\(document.pair.name): \(problem)")
        }
        return report.json
    }

    /// Says what would happen, by the event when there is one beside the wish for a dry run, and moves nothing.
    private func dryRun(_ call: FunctionCall, _ pair: Pair, _ caller: any Caller) async -> JSON {
        var trigger = Trigger.sweep
        if call.event["source"] != nil {
            let invocation = await invocation(call.event, pair, caller)
            guard case .look(let asked, time: _) = invocation else { return reject(call, pair, invocation) }
            trigger = asked
        }
        let run = DryRun(caller: caller, time: time, engineVersion: EngineVersion.text)
        let report = await run.run(pair, trigger: trigger, memory: memory, requestID: call.requestID)
        log(report.json)
        return report.json
    }

    private func document(_ call: FunctionCall) throws(FunctionFailure) -> PairDocument {
        switch source {
        case .document(let document): return document
        case .environment(let environment):
            guard let function = ARN(call.functionARN) else {
                throw FunctionFailure(
                    type: "NoPair",
                    message: "there is no '\(PairDocument.fileName)', and '\(call.functionARN)' is no function's ARN"
                )
            }
            do {
                return PairDocument(pair: try ManualPair.read(environment, function: function))
            } catch {
                throw FunctionFailure(type: "NoPair", message: error.detail)
            }
        }
    }

    /// What is asked for; a rehearsal needs the instances, which are looked up when the definition does not name them.
    private func invocation(_ event: JSON, _ pair: Pair, _ caller: any Caller) async -> Invocation {
        let areKnown = pair.members.first.instance != nil && pair.members.second.instance != nil
        guard EventReader.isRehearsal(event), !areKnown else { return EventReader.read(event, for: pair) }
        let seen = await PairObserver(caller: caller, time: time).observe(pair)
        return EventReader.read(event, for: pair, instances: seen.members.map(\.instance))
    }

    private func reject(_ call: FunctionCall, _ pair: Pair, _ invocation: Invocation) -> JSON {
        let reason = if case .rejected(let reason) = invocation { reason } else { "" }
        let line = JSON.fields([
            "schema": .string(DocumentReader.schema),
            "kind": "event-rejected",
            "pair": .string(pair.name.text),
            "reason": .string(reason),
            "engine": .string(EngineVersion.text),
            "request-id": .string(call.requestID),
        ])
        log(line)
        return line
    }

    /// Publishes the report where someone should know of it; true when it tells a trouble or a move that is news.
    private mutating func tell(_ report: FailoverReport, _ document: PairDocument, _ caller: any Caller) async -> Bool {
        let isNews = report.notifies && isNews(report)
        if isNews { told = (report.subject, report.timing.finished) }
        // After a quiet run the same trouble is news again.
        if !report.notifies, report.problem == nil { told = nil }
        let isEvent = report.trigger != .sweep
        if isNews || (document.pair.notify.everyRun && isEvent), let topic = document.topic {
            await publish(report, topic, caller)
        }
        return isNews
    }

    /// Whether this was not said lately; a run that moved something always says something new.
    private func isNews(_ report: FailoverReport) -> Bool {
        guard let told, report.movedCount == 0 else { return true }
        return told.subject != report.subject || report.timing.finished - told.time >= Self.repetition
    }

    private func publish(_ report: FailoverReport, _ topic: ARN, _ caller: any Caller) async {
        do {
            _ = try await caller.send(
                SNS.publish(
                    report.body,
                    forQueues: report.json.text,
                    subject: report.subject,
                    topic: topic.description
                )
            )
        } catch {
            log(
                .fields([
                    "schema": .string(DocumentReader.schema),
                    "kind": "message-lost",
                    "pair": .string(report.pair.text),
                    "topic": .string(topic.description),
                    "reason": .string(error.message),
                    "request-id": .string(report.requestID),
                ])
            )
        }
    }
}
