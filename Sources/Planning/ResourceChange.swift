/// What a plan does with one resource, and why.
package struct ResourceChange: Hashable, Sendable {
    /// What is done.
    package enum Action: String, Hashable, Sendable, CaseIterable {
        /// It is made.
        case create
        /// It is changed.
        case update
        /// It is deleted.
        case delete
        /// It is left alone, because it is right or because it is not ours.
        case none
        /// It would have to be changed and must not be.
        case blocked
    }

    /// What is done.
    package var action: Action
    /// The resource as it should be; as it is, when it is deleted or left alone.
    package var resource: Resource
    /// The resource as it is; nil when there is none.
    package var observed: Resource?
    /// What differs, tags included.
    package var attributes: [AttributeChange]
    /// Why, as one sentence part without a full stop.
    package var reason: String

    /// A change.
    package init(
        _ action: Action,
        _ resource: Resource,
        observed: Resource? = nil,
        attributes: [AttributeChange] = [],
        reason: String
    ) {
        (self.action, self.resource, self.observed) = (action, resource, observed)
        (self.attributes, self.reason) = (attributes, reason)
    }

    /// What makes a resource that is there as it should be.
    package static func updating(_ old: Resource, to new: Resource) -> ResourceChange {
        let differences = AttributeChange.changes(from: old, to: new)
        guard !differences.isEmpty else { return ResourceChange(.none, new, observed: old, reason: "as defined") }
        let names = differences.map(\.name).joined(separator: ", ")
        return ResourceChange(.update, new, observed: old, attributes: differences, reason: "differs: \(names)")
    }

    /// Whether an attribute of that name differs.
    package func changes(_ name: String) -> Bool { attributes.contains { $0.name == name } }

    /// Whether it sends calls that change anything.
    package var isMutating: Bool {
        switch action {
        case .create, .update, .delete: true
        case .none, .blocked: false
        }
    }

    /// The tags to write; empty when they are right.
    package var tagsToWrite: [String: String] {
        let keys = attributes.compactMap { AttributeChange.tagKey(in: $0.name) }
        guard let tags = resource.tags else { return [:] }
        return Dictionary(keys.compactMap { key in tags[key].map { (key, $0) } }) { first, _ in first }
    }
}

/// How one attribute differs.
package struct AttributeChange: Hashable, Sendable {
    /// Which one, such as `retention-days` or `tags.vaer:pair`.
    package var name: String
    /// What it is; nil for not set.
    package var old: String?
    /// What it should be; nil for not set.
    package var new: String?

    /// A difference.
    package init(_ name: String, old: String?, new: String?) { (self.name, self.old, self.new) = (name, old, new) }

    private static let tagPrefix = "tags."

    /// The key of the tag that an attribute of that name stands for; nil for any other attribute.
    static func tagKey(in name: String) -> String? {
        name.hasPrefix(tagPrefix) ? String(name.dropFirst(tagPrefix.count)) : nil
    }

    /// What differs between a resource as it is and as it should be.
    ///
    /// Tags that somebody else put there stay. The digest alone is no difference: it says what wrote the resource last.
    static func changes(from observed: Resource, to desired: Resource) -> [AttributeChange] {
        let old = observed.attributes
        var changes: [AttributeChange] = []
        for attribute in desired.attributes {
            let before = old.first { $0.name == attribute.name }?.value ?? .absent
            guard !before.means(attribute.value) else { continue }
            changes.append(AttributeChange(attribute.name, old: before.text, new: attribute.value.text))
        }
        let names = Set(desired.attributes.map(\.name))
        for attribute in old where !names.contains(attribute.name) && attribute.value != .absent {
            changes.append(AttributeChange(attribute.name, old: attribute.value.text, new: nil))
        }
        let tags = tagChanges(from: observed.tags ?? [:], to: desired.tags ?? [:])
        let isOnlyDigest = changes.isEmpty && tags.count == 1 && tags[0].name == tagPrefix + TagKey.digest
        return isOnlyDigest && tags[0].old != nil ? [] : changes + tags
    }

    private static func tagChanges(
        from old: [String: String],
        to new: [String: String]
    ) -> [AttributeChange] {
        new.sorted { $0.key < $1.key }
            .filter { old[$0.key] != $0.value }
            .map { AttributeChange(tagPrefix + $0.key, old: old[$0.key], new: $0.value) }
    }
}
