import AWS
import AWSControlPlane
import Codecs
import Planning

extension ResourceWriter {
    /// Makes the queue with its attributes and tags.
    ///
    /// SQS refuses the name of a queue for a minute after that queue was deleted, so this may take as long.
    func create(_ queue: Queue) async throws(ProvisioningError) {
        let call = SQS.createQueue(queue.name, attributes: queue.settings, tags: queue.tags)
        do {
            try await patiently(call, about: "queue \(queue.name)")
        } catch {
            guard error.isAlreadyThere else { throw error }
            let found = try await QueueReader(caller: caller).queue(queue.name, arn: queue.arn)
            try await takeOver(found.map { .queue($0) }, as: .queue(queue))
        }
    }

    /// Changes what differs.
    func update(_ queue: Queue, _ change: ResourceChange) async throws(ProvisioningError) {
        let about = "queue \(queue.name)"
        let url = try await caller.send(SQS.getQueueURL(queue.name), about: about)
        if change.attributes.contains(where: { !$0.name.hasPrefix("tags.") }) {
            try await patiently(SQS.setQueueAttributes(url, queue.settings), about: about)
        }
        guard !change.tagsToWrite.isEmpty else { return }
        try await patiently(SQS.tagQueue(url, tags: change.tagsToWrite), about: about)
    }

    /// Deletes the queue with the messages that nobody fetched.
    func delete(_ queue: Queue) async throws(ProvisioningError) {
        let about = "queue \(queue.name)"
        guard let url = try await caller.find(SQS.getQueueURL(queue.name), about: about) else { return }
        _ = try await caller.find(SQS.deleteQueue(url), about: about)
    }
}

/// Reads the queue in one region of an account.
struct QueueReader: Sendable {
    let caller: any Caller

    /// The queue of that name; nil for none.
    func queue(_ name: String, arn: String) async throws(ProvisioningError) -> Queue? {
        let about = "queue \(name)"
        guard let url = try await caller.find(SQS.getQueueURL(name), about: about) else { return nil }
        let names = ["MessageRetentionPeriod", "Policy"]
        guard let attributes = try await caller.find(SQS.getQueueAttributes(url, names), about: about),
            let tags = try await caller.find(SQS.listQueueTags(url), about: about)
        else { return nil }
        return Queue(
            name: name,
            arn: arn,
            policy: JSON.read(attributes["Policy"] ?? ""),
            retentionSeconds: attributes["MessageRetentionPeriod"].flatMap { Int($0) },
            tags: tags
        )
    }
}
