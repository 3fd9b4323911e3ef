import AWS
import AWSControlPlane
import Codecs
import Failover
import Fleet
import Planning
import Records
import Values

/// Fetches what the functions of one place report, records it, and then takes it from the queue.
///
/// What is not recorded stays in the queue and comes again: a kill at any moment loses nothing, and what comes twice is
/// recorded once.
struct QueueDrain: Sendable {
    /// The longest that SQS lets a call wait for a message, in seconds.
    private static let waitSeconds = 20
    /// The longest pause after troubles.
    private static let longestPause = Duration.seconds(60)

    let place: FleetCallers.Place
    let desk: Desk

    /// Fetches until the place has no pairs any more or the task is cancelled.
    func run() async {
        var url: String?
        var pause = Duration.zero
        while !Task.isCancelled {
            guard await desk.board.hasPairs(at: place) else { return }
            if pause > .zero {
                do { try await desk.time.sleep(for: pause) } catch { return }
            }
            // Without a record the messages wait in the queue: they are the record until then.
            let isActive = await desk.board.currentRole() == .active
            guard isActive, await desk.keeper.isRecording else {
                pause = .seconds(5)
                continue
            }
            do throws(AWSError) {
                guard try await fetch(&url) else {
                    pause = .seconds(5)
                    continue
                }
                pause = .zero
                await note(nil)
            } catch {
                if error == .cancelled || Task.isCancelled { return }
                pause = min(Self.longestPause, max(.seconds(5), pause * 2))
                url = nil
                await note(error.code == "QueueDoesNotExist" ? "there is none; apply makes it" : error.message)
            }
        }
    }

    /// Fetches once; false when what was fetched could not be recorded.
    func fetch(_ url: inout String?) async throws(AWSError) -> Bool {
        let callers = await desk.board.currentCallers()
        let caller: any Caller
        do {
            // In a wrong account a queue of that name would be somebody else's.
            caller = url == nil ? try await callers.verifiedCaller(at: place) : try callers.caller(at: place)
        } catch let failure as PlanFailure {
            throw .configuration(detail: failure.message)
        } catch let error as AWSError {
            throw error
        } catch {
            throw .configuration(detail: "\(error)")
        }
        let name = Queue.name(fleet: PlanContext.defaultFleet)
        let queue = if let url { url } else { try await caller.send(SQS.getQueueURL(name)) }
        url = queue
        let messages = try await caller.send(SQS.receiveMessages(queue, waitSeconds: Self.waitSeconds))
        guard !messages.isEmpty else { return true }
        let notes = messages.map { QueueNote($0, place) }
        guard await take(notes) else { return false }
        let left = try await caller.send(SQS.deleteMessages(queue, receipts: messages.map(\.receipt)))
        if !left.isEmpty { desk.narrate(.info, "\(left.count) messages of \(place.name) come again") }
        return true
    }

    /// Records what was fetched, and looks at the pairs that it is about; false when it could not be recorded.
    private func take(_ notes: [QueueNote]) async -> Bool {
        let telling = notes.reduce(Telling()) { $0 + $1.telling }
        guard await desk.keeper.record(telling, mayComeAgain: true) else { return false }
        let now = desk.time.now()
        await desk.board.note(place, at: now) { $0.messages += notes.count }
        await desk.board.note(telling.failovers)
        for note in notes { desk.narrate(note.level, note.line) }
        let topics = notes.compactMap(\.topic)
        let named = Set(notes.compactMap(\.pair))
        let pairs = await desk.board.pairs(at: place)
            .filter { named.contains($0.name) || topics.contains(PairNames($0).topicARN.description) }
        if !pairs.isEmpty { await PlaceWatch(place: place, desk: desk).refresh(pairs) }
        return true
    }

    private func note(_ problem: String?) async {
        let now = desk.time.now()
        if let problem, await !problem.isSameTrouble(as: desk.board.queueProblem(of: place)) {
            desk.narrate(.warning, "the queue in \(place.name): \(problem)")
        }
        await desk.board.note(place, at: now) { state in
            if problem == nil { state.drained = now }
            state.queueProblem = problem
        }
    }
}

/// What a message of the queue says.
struct QueueNote: Sendable {
    /// The function's report; nil when the message is something else.
    let report: FailoverReport?
    /// The topic that it came through; nil when it did not come from SNS.
    let topic: String?
    /// What is to be recorded.
    let telling: Telling
    /// What the log says.
    let line: String

    /// The pair, as the report names it.
    var pair: PairName? { report?.pair }

    /// How much the line matters.
    var level: NarrationLevel { report == nil ? .warning : .info }

    /// Reads a message; what cannot be understood is said in the log, and is a hint to look at the topic's pair.
    init(_ message: SQS.Message, _ place: FleetCallers.Place) {
        let envelope = try? JSON.parse(message.body)
        let text = envelope?["Message"]?.string ?? message.body
        topic = envelope?["TopicArn"]?.string
        let document = try? JSON.parse(text)
        report = document.flatMap { try? FailoverReport.read($0) }
        guard let report, report.region == place.region, report.account == place.account else {
            telling = Telling()
            let kind = document?["requestContext"]?["condition"]?.string.map { "a run failed: \($0)" }
            let subject = envelope?["Subject"]?.string
            line = "\(topic ?? place.name): \(kind ?? subject ?? "a message that is no report: \(text.prefix(200))")"
            return
        }
        let subject = envelope?["Subject"]?.string ?? report.subject
        let time = envelope?["Timestamp"]?.string.flatMap(Timestamp.init(_:)) ?? message.sent ?? report.timing.finished
        telling = Telling(
            decisions: [DecisionRecord(report, by: .lambda)],
            failovers: [FailoverRecord(report, by: .lambda)].compactMap(\.self),
            notifications: [
                NotificationRecord(
                    key: "sns/\(envelope?["MessageId"]?.string ?? message.id)",
                    episode: "run/\(report.requestID)",
                    phase: .news,
                    pair: report.pair,
                    channel: "topic",
                    target: topic ?? "",
                    subject: subject,
                    time: time
                )
            ]
        )
        line = "\(report.pair): \(report.headline)"
    }
}
