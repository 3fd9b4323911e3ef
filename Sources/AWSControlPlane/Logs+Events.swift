package import AWS
import Codecs
package import Values

extension Logs {
    /// Reads a log group's streams, the one with the newest event first, 50 to a page.
    ///
    /// Errors that matter: `ResourceNotFoundException`.
    /// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html>
    package static func describeLogStreams(_ group: String, nextToken: String? = nil) -> Call<Page<Stream>> {
        let input = JSON.fields([
            "logGroupName": .string(group), "orderBy": .string("LastEventTime"), "descending": .bool(true),
            "nextToken": nextToken.map(JSON.string),
        ])
        return Call(service, "DescribeLogStreams", .json(input), isMutating: false, subject: group) {
            reply throws(ReplyError) in
            let body = try reply.json()
            let streams = (body["logStreams"]?.elements ?? []).compactMap { item -> Stream? in
                guard let name = item["logStreamName"]?.string else { return nil }
                let last = item["lastEventTimestamp"]?.integer
                return Stream(name: name, lastEvent: last.map { Timestamp(milliseconds: Int64($0)) })
            }
            return Page(streams, next: body["nextToken"]?.string)
        }
    }

    /// Reads the events of all streams of a log group, the oldest first; a page may be empty although more follow.
    ///
    /// Errors that matter: `ResourceNotFoundException`.
    /// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html>
    package static func filterLogEvents(
        _ group: String,
        since start: Timestamp? = nil,
        pattern: String? = nil,
        nextToken: String? = nil
    ) -> Call<Page<Event>> {
        let input = JSON.fields([
            "logGroupName": .string(group),
            "startTime": start.map { .number(String($0.milliseconds)) },
            "filterPattern": pattern.map(JSON.string),
            "nextToken": nextToken.map(JSON.string),
        ])
        return Call(service, "FilterLogEvents", .json(input), isMutating: false, subject: group) {
            reply throws(ReplyError) in
            let body = try reply.json()
            return Page((body["events"]?.elements ?? []).compactMap(Event.init), next: body["nextToken"]?.string)
        }
    }

    /// A stream: what one running copy of the function wrote.
    package struct Stream: Hashable, Sendable {
        /// The name.
        package let name: String
        /// When its newest event was; nil for none.
        package let lastEvent: Timestamp?
    }

    /// A line of a log.
    package struct Event: Hashable, Sendable {
        /// When it was written.
        package let time: Timestamp
        /// The text, without the line's end.
        package let message: String
        /// The stream that it is in.
        package let stream: String
    }
}

extension Logs.Event {
    /// Reads an element of `events`; nil without a time.
    init?(_ json: JSON) {
        guard let time = json["timestamp"]?.integer else { return nil }
        self.time = Timestamp(milliseconds: Int64(time))
        var text = json["message"]?.string ?? ""
        while text.hasSuffix("\n") { text.removeLast() }
        message = text
        stream = json["logStreamName"]?.string ?? ""
    }
}
