package import AWS
import AWSControlPlane
package import Fleet
package import Planning
import Values

/// Who is told of what happens to a pair.
package enum Recipients {
    /// The subscriptions of the pair's topic, also those made by hand; the queue to the controller is left out.
    ///
    /// One without an ARN has yet to be confirmed. Errors that matter: `NotFound` when the pair is not applied yet.
    package static func read(of pair: Pair, caller: any Caller) async throws(AWSError) -> [Subscription] {
        let names = PairNames(pair)
        let topic = names.topicARN.description
        let queue = Queue.arn(fleet: PlanContext.defaultFleet, at: names.home).description
        return try await caller.pages { SNS.listSubscriptions(topic: topic, nextToken: $0) }
            .filter { $0.endpoint != queue && $0.arn != "Deleted" }
            .map { found in
                Subscription(
                    topic: topic,
                    protocolName: found.protocolName,
                    endpoint: found.endpoint,
                    arn: found.isPending ? nil : found.arn
                )
            }
    }
}
