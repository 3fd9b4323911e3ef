import HTTP
package import Values

/// Signs requests with Signature Version 4, one function per step.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
package struct Signer: Sendable {
    /// Whose signature it is.
    package var credentials: Credentials
    /// The region of the credential scope.
    package var region: String
    /// The service of the credential scope.
    package var service: String
    /// Whether dot segments and empty ones are taken out of the path; every service but S3 wants that.
    package var normalizesPath = true
    /// Whether the body's digest is sent as a header field too.
    package var sendsBodyDigest = false

    /// A signer for a service in a region.
    package init(credentials: Credentials, region: String, service: String) {
        (self.credentials, self.region, self.service) = (credentials, region, service)
    }

    /// The request with the date, the session token and the signature among its header fields.
    ///
    /// Nobody's credentials sign nothing.
    package func sign(_ request: WireRequest, at now: Timestamp) -> WireRequest {
        guard credentials != .anonymous else { return request }
        var signed = request
        signed.headers.append(HTTPHeader("X-Amz-Date", Self.dateTime(now)))
        if let token = credentials.sessionToken {
            signed.headers.append(HTTPHeader("X-Amz-Security-Token", token.value))
        }
        if sendsBodyDigest {
            let digest = Digest.hexadecimal(Digest.sha256(request.body))
            signed.headers.append(HTTPHeader("X-Amz-Content-SHA256", digest))
        }
        let (canonical, names) = canonicalRequest(signed)
        let signature = signature(of: stringToSign(canonical, at: now), at: now)
        let value =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope(now)), SignedHeaders=\(names), "
            + "Signature=\(signature)"
        signed.headers.append(HTTPHeader("Authorization", value))
        return signed
    }

    /// Step 1: the canonical request, and the names of the header fields in it.
    package func canonicalRequest(_ request: WireRequest) -> (text: String, signedHeaders: String) {
        let path = normalizesPath ? Self.normalized(request.path) : request.path
        let query = request.query
            .map { (name: PercentEncoding.encode($0.name), value: PercentEncoding.encode($0.value)) }
            .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
            .map { "\($0.name)=\($0.value)" }
            .joined(separator: "&")
        var fields: [String: [String]] = ["host": [request.endpoint.authority]]
        for header in request.headers {
            fields[header.name.lowercased(), default: []].append(Self.trimmed(header.value))
        }
        let sorted = fields.sorted { $0.key < $1.key }
        let lines = sorted.map { "\($0.key):\($0.value.joined(separator: ","))\n" }.joined()
        let names = sorted.map(\.key).joined(separator: ";")
        let digest = Digest.hexadecimal(Digest.sha256(request.body))
        // The path is encoded once more although it is encoded already: `%3A` on the wire is signed as `%253A`.
        let encodedPath = PercentEncoding.encode(path, keepsSlashes: true)
        return ("\(request.method)\n\(encodedPath)\n\(query)\n\(lines)\n\(names)\n\(digest)", names)
    }

    /// Steps 2 and 3: the string to sign.
    package func stringToSign(_ canonicalRequest: String, at now: Timestamp) -> String {
        let digest = Digest.hexadecimal(Digest.sha256(Array(canonicalRequest.utf8)))
        return "AWS4-HMAC-SHA256\n\(Self.dateTime(now))\n\(scope(now))\n\(digest)"
    }

    /// Steps 4 and 5: the signature with the day's, the region's and the service's own key.
    package func signature(of text: String, at now: Timestamp) -> String {
        var key = Array("AWS4\(credentials.secretAccessKey.value)".utf8)
        for part in [Self.date(now), region, service, "aws4_request", text] {
            key = Digest.hmacSHA256(key: key, Array(part.utf8))
        }
        return Digest.hexadecimal(key)
    }

    /// What a signature is good for: the day, the region and the service.
    package func scope(_ now: Timestamp) -> String { "\(Self.date(now))/\(region)/\(service)/aws4_request" }

    private static func dateTime(_ now: Timestamp) -> String {
        now.textToTheSecond.filter { $0 != "-" && $0 != ":" }
    }

    private static func date(_ now: Timestamp) -> String { String(dateTime(now).prefix(8)) }

    /// A header field's value with white space at its ends cut off and inside it reduced to one space.
    private static func trimmed(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" || $0.isNewline }.joined(separator: " ")
    }

    /// A path without `.`, `..` and empty segments; a slash at the end stays.
    private static func normalized(_ path: String) -> String {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        var kept: [Substring] = []
        for segment in segments where !segment.isEmpty && segment != "." {
            if segment == ".." { _ = kept.popLast() } else { kept.append(segment) }
        }
        let endsInSlash = segments.last.map { $0.isEmpty || $0 == "." || $0 == ".." } ?? true
        return "/" + kept.joined(separator: "/") + (endsInSlash && !kept.isEmpty ? "/" : "")
    }
}
