import HTTP

extension AWSError {
    /// What happened, as one sentence part without a full stop: the call, what it was about and AWS's own words.
    package var message: String {
        switch self {
        case .refused(let refusal): refusal.text
        case .transport(let error, let call, let attempts):
            "\(call.text): \(error.text)" + (attempts > 1 ? " (\(attempts) attempts)" : "")
        case .unreadable(let detail, let call): "\(call.text): the reply makes no sense: \(detail)"
        case .credentials(let detail), .configuration(let detail): detail
        case .cancelled: "cancelled"
        }
    }
}

extension AWSError.CallName {
    fileprivate var text: String {
        "\(service) \(operation) in \(region)" + (subject.isEmpty ? "" : " on \(subject)")
    }
}

extension AWSError.Refusal {
    fileprivate var text: String {
        "\(call.text): \(code)" + (message.isEmpty ? "" : ": \(message)")
            + (requestID.isEmpty ? "" : " (request \(requestID))")
    }
}
