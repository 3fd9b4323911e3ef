import Codecs
import HTTP

extension HTTPResponse {
    /// A fleet of thousands of instances fits in less.
    private static let limits = CodecLimits(bytes: 32 << 20)

    /// Whether AWS did what was asked.
    var isSuccess: Bool { (200..<300).contains(status) }

    /// The reply of a successful call, as far as the protocol goes.
    ///
    /// What the body is follows from the protocol alone: its declared type cannot be relied on.
    func reply(to operation: String, wire: Service.WireProtocol) throws(ReplyError) -> CallReply {
        do {
            switch wire {
            case .ec2: return .xml(try XML.parse(body, limits: Self.limits))
            case .query:
                let root = try XML.parse(body, limits: Self.limits)
                // An operation without output has nothing but metadata.
                return .xml(root.child("\(operation)Result") ?? root)
            case .json, .restJSON:
                let fields = headers.map { FormField($0.name, $0.value) }
                let value = body.isEmpty ? JSON.null : try JSON.parse(body, limits: Self.limits)
                return .json(value, headers: fields)
            }
        } catch {
            throw ReplyError(error.description)
        }
    }

    /// The error that an unsuccessful reply carries, whatever the protocol: proxies and AWS's own front ends mix them.
    func refusal(of call: AWSError.CallName, attempts: Int) -> AWSError.Refusal {
        let found = body.first == UInt8(ascii: "<") ? xmlError() : jsonError()
        let code = found.code.flatMap(Self.bareCode) ?? "HTTP\(status)"
        let requestID = header("x-amzn-requestid") ?? header("x-amz-request-id") ?? found.requestID ?? ""
        return AWSError.Refusal(
            call: call,
            code: code,
            message: found.message ?? (found.code == nil ? unknownBody : ""),
            status: status,
            requestID: requestID,
            attempts: attempts
        )
    }

    /// What was found of an error.
    private typealias FoundError = (code: String?, message: String?, requestID: String?)

    /// EC2 writes `<Response><Errors><Error>`, the query protocol `<ErrorResponse><Error>`, others a bare `<Error>`.
    ///
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>
    private func xmlError() -> FoundError {
        guard let root = try? XML.parse(body, limits: Self.limits) else { return (nil, nil, nil) }
        let error = (root.child("Errors") ?? root).child("Error") ?? root
        let requestID = root.string("RequestID") ?? root.string("RequestId") ?? error.string("RequestId")
        return (error.string("Code"), error.string("Message") ?? error.string("message"), requestID)
    }

    /// JSON errors have their code in the header, as `__type` or as `code`.
    ///
    /// <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization>
    private func jsonError() -> FoundError {
        let json = (try? JSON.parse(body, limits: Self.limits)) ?? .null
        let query = header("x-amzn-query-error")?.split(separator: ";").first.map(String.init)
        let named = json["__type"]?.string ?? json["code"]?.string ?? json["Code"]?.string
        let message = json["message"] ?? json["Message"] ?? json["errorMessage"]
        return (header("x-amzn-errortype") ?? named ?? query, message?.string, nil)
    }

    /// A code without the namespace before a `#` and the URL after a `:`; nil for nothing.
    private static func bareCode(_ text: String) -> String? {
        let bare = text.split(separator: ":").first?.split(separator: "#").last
        return bare.map { String($0.filter { !$0.isWhitespace }) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The start of a body that is no AWS error, in one line: the page of a proxy often says what is wrong.
    private var unknownBody: String {
        if (300..<400).contains(status) { return "a redirect, which is never followed" }
        let text = String(decoding: body.prefix(2000), as: UTF8.self)
        var words = ""
        var isTag = false
        for character in text {
            if character == "<" { isTag = true }
            if !isTag { words.append(character.isWhitespace ? " " : character) }
            if character == ">" {
                isTag = false
                words.append(" ")
            }
        }
        let line = words.split(separator: " ").joined(separator: " ")
        let isClean = line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
        guard !line.isEmpty, isClean else { return "a reply without an error that AWS writes" }
        return "not a reply of AWS: '\(line.prefix(200))'"
    }
}
