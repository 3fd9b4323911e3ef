import Fleet
import Values

/// What a key takes.
package indirect enum ValueType: Hashable, Sendable {
    /// Any text of at most that many characters.
    case text(maximum: Int)
    /// A name in AWS, of letters, digits and those others.
    case name(maximum: Int, letters: String)
    /// The name of a `credentials` block.
    case reference
    /// The name of a pair.
    case pairName
    /// A region.
    case region
    /// An account's number.
    case account
    /// A VPC's id.
    case vpc
    /// An instance's id.
    case instance
    /// A network interface's id.
    case interface
    /// A route table's id, or a tag that route tables have.
    case table
    /// A block of addresses, with or without all within it, or a prefix list.
    case destination
    /// A duration from one to another, in whole steps.
    case duration(from: Duration, to: Duration, step: Duration)
    /// A duration that is one of these numbers of days.
    case days([Int])
    /// On or off.
    case boolean
    /// A whole number from one to another.
    case integer(from: Int, to: Int)
    /// An e-mail address.
    case email
    /// An `https` address.
    case httpsURL
    /// An `https` address, or `http` to this machine.
    case webhook
    /// The whole path of a file.
    case path
    /// One of these words.
    case oneOf([String])
    /// Hours and minutes.
    case timeOfDay
    /// A moment in UTC.
    case moment
    /// An ARN of a service, whose resource starts so.
    case arn(service: String, resource: String, noun: String)
    /// Several values in brackets.
    case list(ValueType)
    /// A word, or a value of another type.
    case either(String, ValueType)

    /// What one value of this type is called, article included.
    package var noun: String {
        switch self {
        case .text: "a text"
        case .name: "a name"
        case .reference: "the name of a credentials block"
        case .pairName: "the name of a pair"
        case .region: "a region"
        case .account: "an account number"
        case .vpc: "a VPC id"
        case .instance: "an instance id"
        case .interface: "a network interface id"
        case .table: "a route table id or a tag"
        case .destination: "a destination"
        case .duration, .days: "a duration"
        case .boolean: "'on' or 'off'"
        case .integer: "a whole number"
        case .email: "an e-mail address"
        case .httpsURL, .webhook: "an https address"
        case .path: "the whole path of a file"
        case .oneOf(let words): "one of " + words.joined(separator: ", ")
        case .timeOfDay: "a time of day"
        case .moment: "a moment in UTC"
        case .arn(_, _, let noun): "the ARN of \(noun)"
        case .list(let item): "a list, each item \(item.noun)"
        case .either(let word, let other): "'\(word)' or \(other.noun)"
        }
    }

    /// Whether values stand in brackets.
    package var isList: Bool {
        switch self {
        case .list: true
        case .either(_, let other): other.isList
        default: false
        }
    }
}

/// A value that was read by its type.
indirect enum Typed: Hashable, Sendable {
    case text(String)
    case region(Region)
    case account(AccountID)
    case vpc(VPCID)
    case instance(InstanceID)
    case interface(ENIID)
    case table(TablePattern)
    case destination(DestinationPattern)
    case duration(Duration)
    case boolean(Bool)
    case integer(Int)
    case days(Int)
    case arn(ARN)
    /// The minute of a day.
    case minute(Int)
    case moment(Timestamp)
    /// The word of ``ValueType/either(_:_:)``.
    case word(String)
    case list([Item])
    /// Already complained about.
    case invalid

    /// An item of a list, where it stands.
    struct Item: Hashable, Sendable {
        let value: Typed
        let extent: Extent
    }

    /// The value as it would stand in a file.
    var sourceText: String {
        switch self {
        case .text(let text): text.quotedIfNeeded
        case .region(let region): region.name
        case .account(let account): account.text
        case .vpc(let id): id.text
        case .instance(let id): id.text
        case .interface(let id): id.text
        case .table(let table): table.description.quotedIfNeeded
        case .destination(let destination): destination.description
        case .duration(let duration): duration.shortText
        case .boolean(let isOn): isOn ? "on" : "off"
        case .integer(let number): String(number)
        case .days(let number): "\(number)d"
        case .arn(let arn): arn.description.quotedIfNeeded
        case .minute(let minute): ValueReader.timeText(minute)
        case .moment(let moment): moment.textToTheSecond
        case .word(let word): word
        case .list(let items): "[" + items.map(\.value.sourceText).joined(separator: ", ") + "]"
        case .invalid: "?"
        }
    }
}

extension String {
    /// The text as a value of a file: bare when it can be, else in quotes.
    package var quotedIfNeeded: String {
        guard isEmpty || !utf8.allSatisfy(Byte.isWord) || hasPrefix("//") || hasPrefix("/*") else { return self }
        return quoted
    }

    /// The text in quotes, as a file has it.
    package var quoted: String {
        var result = "\""
        for character in self {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result + "\""
    }
}
