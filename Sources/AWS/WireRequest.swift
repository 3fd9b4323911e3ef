import Codecs
package import HTTP

/// A call as it goes over the wire, before it is signed.
package struct WireRequest: Hashable, Sendable {
    /// The method.
    package var method: String
    /// Where it goes.
    package var endpoint: Endpoint
    /// The path, percent-encoded, from its first slash on.
    package var path: String
    /// The query, not encoded, in order.
    package var query: [FormField] = []
    /// The header fields that are signed, without `Host`.
    package var headers: [HTTPHeader] = []
    /// The body.
    package var body: [UInt8] = []
    /// Whether AWS keeps silent until it has something to say.
    package var isLongPoll = false

    /// A request.
    package init(method: String, endpoint: Endpoint, path: String) {
        (self.method, self.endpoint, self.path) = (method, endpoint, path)
    }

    /// The absolute URL.
    package var url: String { endpoint.origin + path + (query.isEmpty ? "" : "?" + PercentEncoding.form(query)) }
}

extension Call {
    /// The call as its service's protocol writes it.
    ///
    /// Throws when the input is not one for that protocol.
    package func request(to endpoint: Endpoint) throws(AWSError) -> WireRequest {
        var request = WireRequest(method: "POST", endpoint: endpoint, path: endpoint.basePath + "/")
        request.isLongPoll = isLongPoll
        switch (service.wire, input) {
        case (.ec2(let version), .form(let fields)), (.query(let version), .form(let fields)):
            let all = [FormField("Action", operation), FormField("Version", version)] + fields
            request.headers = [HTTPHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
            request.body = Array(PercentEncoding.form(all).utf8)
        case (.json(let version, let targetPrefix), .json(let body)):
            request.headers = [
                HTTPHeader("Content-Type", "application/x-amz-json-\(version)"),
                HTTPHeader("X-Amz-Target", "\(targetPrefix).\(operation)"),
            ]
            request.body = body.bytes
        case (.restJSON, .rest(let input)):
            request.method = input.method
            request.path =
                endpoint.basePath + "/" + input.path.map { PercentEncoding.encode($0) }.joined(separator: "/")
            if input.endsInSlash { request.path += "/" }
            request.query = input.query
            request.headers = input.headers.map { HTTPHeader($0.name, $0.value) }
            if let body = input.body {
                request.headers.append(HTTPHeader("Content-Type", "application/json"))
                request.body = body.bytes
            }
        case (.ec2, _), (.query, _), (.json, _), (.restJSON, _):
            throw .configuration(detail: "\(service.name) \(operation) is not written for the service's protocol")
        }
        return request
    }
}
