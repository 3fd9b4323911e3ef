package import Codecs

/// What wakes a pair's function: events of its members, and the clock.
package struct Rule: Hashable, Sendable {
    /// The name.
    package var name: String
    /// Which events; nil for none.
    package var pattern: JSON?
    /// How often without an event, such as `rate(1 minute)`; nil for never.
    package var schedule: String?
    /// Whether it does anything.
    package var isEnabled: Bool
    /// What people read about it.
    package var description: String
    /// The tags.
    package var tags: [String: String]

    /// A rule.
    package init(
        name: String,
        pattern: JSON?,
        schedule: String?,
        isEnabled: Bool = true,
        description: String,
        tags: [String: String]
    ) {
        (self.name, self.pattern, self.schedule) = (name, pattern, schedule)
        (self.isEnabled, self.description, self.tags) = (isEnabled, description, tags)
    }

    /// See ``Resource/attributes``.
    var attributes: [Attribute] {
        [
            Attribute("pattern", pattern.map(Attribute.Value.pattern) ?? .absent),
            Attribute("schedule", schedule),
            Attribute("state", isEnabled ? "enabled" : "disabled"),
            Attribute("description", description),
        ]
    }
}

/// A rule's way to the function.
package struct Target: Hashable, Sendable {
    /// The rule's name.
    package var rule: String
    /// The id, unique in the rule.
    package var id: String
    /// The ARN of what is started.
    package var arn: String
    /// How often a delivery is repeated: 0 to 185 times; nil for EventBridge's own 185.
    package var maximumRetries: Int?
    /// How long a delivery is repeated: 60 to 86,400 s; nil for EventBridge's own 24 hours.
    package var maximumAgeSeconds: Int?
    /// What is sent in place of the event; nil for the event itself.
    package var input: String?

    /// A target.
    package init(
        rule: String,
        id: String,
        arn: String,
        maximumRetries: Int?,
        maximumAgeSeconds: Int?,
        input: String? = nil
    ) {
        (self.rule, self.id, self.arn, self.input) = (rule, id, arn, input)
        (self.maximumRetries, self.maximumAgeSeconds) = (maximumRetries, maximumAgeSeconds)
    }

    /// See ``Resource/attributes``.
    var attributes: [Attribute] {
        [
            Attribute("arn", arn),
            Attribute("maximum-retries", maximumRetries.map(String.init)),
            Attribute("maximum-age-s", maximumAgeSeconds.map(String.init)),
            Attribute("input", input),
        ]
    }
}
