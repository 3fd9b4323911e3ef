import AWS
import Codecs
import Foundation
import HTTP
import SuiteSupport
import Testing
import Values

@Suite struct SignerTests {
    static let suite = SuiteFolder("sigv4/aws-c-auth-v4")

    @Test(.enabled(if: suite.exists))
    func `every request of the signature suite gets its signature, in both forms`() async throws {
        var report = SuiteReport("signing")
        for name in Self.suite.names {
            let folder = SuiteFolder("sigv4/aws-c-auth-v4/\(name)")
            let context = try JSON.parse(folder.bytes("context.json"))
            let (request, signer, now) = try Self.prepare(folder.text("request.txt"), context: context)
            await report.run("\(name), header") { Self.header(request, signer, now, folder) }
            await report.run("\(name), query") { try Self.query(request, signer, now, context, folder) }
        }
        report.finish(cases: 76)
    }

    /// The signature in the header fields.
    private static func header(
        _ request: WireRequest,
        _ signer: Signer,
        _ now: Timestamp,
        _ folder: SuiteFolder
    ) -> String? {
        let signed = signer.sign(request, at: now)
        var unsigned = signed
        unsigned.headers.removeLast()
        let canonical = signer.canonicalRequest(unsigned).text
        let authorization = signed.headers.last?.value ?? ""
        let isSigned = folder.text("header-signed-request.txt").contains("Authorization:" + authorization)
        return difference(canonical, folder.text("header-canonical-request.txt"))
            ?? difference(signer.stringToSign(canonical, at: now), folder.text("header-string-to-sign.txt"))
            ?? difference(authorization.suffix(64), folder.text("header-signature.txt").suffix(64))
            ?? difference(isSigned, true)
    }

    /// The signature in the query, by the same steps; no operation of ours is sent in that form.
    private static func query(
        _ request: WireRequest,
        _ signer: Signer,
        _ now: Timestamp,
        _ context: JSON,
        _ folder: SuiteFolder
    ) throws -> String? {
        let seconds = try #require(context["expiration_in_seconds"]?.integer)
        var presigned = request
        presigned.query += [
            FormField("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            FormField("X-Amz-Credential", "\(signer.credentials.accessKeyID)/\(signer.scope(now))"),
            FormField("X-Amz-Date", now.textToTheSecond.filter { $0 != "-" && $0 != ":" }),
            FormField("X-Amz-SignedHeaders", signer.canonicalRequest(request).signedHeaders),
            FormField("X-Amz-Expires", String(seconds)),
        ]
        if let token = signer.credentials.sessionToken {
            presigned.query.append(FormField("X-Amz-Security-Token", token.value))
        }
        let canonical = signer.canonicalRequest(presigned).text
        let text = signer.stringToSign(canonical, at: now)
        let signature = signer.signature(of: text, at: now)
        let isSigned = folder.text("query-signed-request.txt").contains("&X-Amz-Signature=\(signature) HTTP/1.1")
        return difference(canonical, folder.text("query-canonical-request.txt"))
            ?? difference(text, folder.text("query-string-to-sign.txt"))
            ?? difference(signature, folder.text("query-signature.txt"))
            ?? difference(isSigned, true)
    }

    /// A request as the suite writes it, with who signs it and when.
    private static func prepare(_ text: String, context: JSON) throws -> (WireRequest, Signer, Timestamp) {
        let halves = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        // A value may go on in the next line, after white space.
        let lines = halves[0].replacing("\n ", with: " ").split(separator: "\n")
        let words = lines[0].split(separator: " ")
        let target = words[1..<(words.count - 1)].joined(separator: " ")
        let parts = target.split(separator: "?", maxSplits: 1)
        let fields = lines.dropFirst().map { line in
            let field = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return HTTPHeader(String(field[0]), String(field[1]))
        }
        let host = try #require(fields.first { $0.name.lowercased() == "host" })
        let url = try #require(HTTPURL("https://\(host.value)"))
        let endpoint = Endpoint(url, signingRegion: try context.required("region"))
        var request = WireRequest(method: String(words[0]), endpoint: endpoint, path: String(parts[0]))
        request.headers = fields.filter { $0 != host }
        request.body = halves.count == 2 ? Array(halves[1].utf8) : []
        request.query = (parts.count == 2 ? parts[1].split(separator: "&") : []).map { field in
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return FormField(decoded(pair[0]), pair.count == 2 ? decoded(pair[1]) : "")
        }
        let now = try #require(Timestamp(context.required("timestamp")))
        return (request, try signer(context), now)
    }

    private static func signer(_ context: JSON) throws -> Signer {
        let keys = try #require(context["credentials"])
        // A token that is added after signing is no part of the signature.
        let token = context["omit_session_token"]?.bool == true ? nil : keys["token"]?.string
        let credentials = Credentials(
            accessKeyID: try keys.required("access_key_id"),
            secretAccessKey: Secret(try keys.required("secret_access_key")),
            sessionToken: token.map(Secret.init),
            source: "a test"
        )
        let (region, service) = (try context.required("region"), try context.required("service"))
        var signer = Signer(credentials: credentials, region: region, service: service)
        signer.normalizesPath = context["normalize"]?.bool ?? true
        signer.sendsBodyDigest = context["sign_body"]?.bool ?? false
        return signer
    }

    private static func decoded(_ text: some StringProtocol) -> String { text.removingPercentEncoding ?? String(text) }

    @Test func `a segment with slashes and colons is encoded once on the wire and twice in the signature`() throws {
        let endpoint = try EndpointResolver().endpoint(for: EC2.service, in: .example())
        let arn = "arn:aws:lambda:us-west-1:123456789012:function:a b"
        let service = Service(name: "L", endpointPrefix: "lambda", environmentName: "LAMBDA", wire: .restJSON)
        let input = RESTInput("GET", ["2017-03-31", "tags", arn], query: [FormField("b", "1 ä"), FormField("a", "")])
        let call = Call(service, "ListTags", .rest(input), isMutating: false) { _ in }
        let request = try call.request(to: endpoint)
        let path = "/2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-west-1%3A123456789012%3Afunction%3Aa%20b"
        #expect(request.url == "https://ec2.us-west-1.amazonaws.com\(path)?b=1%20%C3%A4&a=")
        let signer = Signer(credentials: .example, region: "us-west-1", service: "lambda")
        let lines = signer.canonicalRequest(request).text.split(separator: "\n")
        #expect(lines[1] == path.replacing("%", with: "%25"))
        #expect(lines[2] == "a=&b=1%20%C3%A4")
    }

    @Test(
        arguments: [
            ([("b", "2"), ("a", "2"), ("b", "1"), ("a", "")], "a=&a=2&b=1&b=2"),
            ([("k", "a b"), ("k", "a+b"), ("k", "a"), ("K", "z")], "K=z&k=a&k=a%20b&k=a%2Bb"),
            ([("tagKeys", "vaer:pair"), ("tagKeys", "vaer:fleet")], "tagKeys=vaer%3Afleet&tagKeys=vaer%3Apair"),
            ([("a", "1"), ("a-", "0"), ("é", "")], "%C3%A9=&a=1&a-=0"),
        ] as [([(String, String)], String)]
    )
    func `query keys that repeat or are out of order are signed by key and value`(
        fields: [(String, String)],
        canonical: String
    ) throws {
        let endpoint = try EndpointResolver().endpoint(for: EC2.service, in: .example())
        var request = WireRequest(method: "DELETE", endpoint: endpoint, path: "/")
        request.query = fields.map { FormField($0.0, $0.1) }
        let signer = Signer(credentials: .example, region: "us-west-1", service: "lambda")
        #expect(signer.canonicalRequest(request).text.split(separator: "\n")[2] == canonical)
    }
}
