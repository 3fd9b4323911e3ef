import AWS
import Codecs
import Foundation
import HTTP
import Synchronization
import Testing
import Values

/// Our calls beside what botocore makes of the same input.
@Suite struct ParityTests {
    @Test func `every operation in the sources has a row here and a fixture`() throws {
        let operations = try SourceOperations.find()
        #expect(operations.count > 80)
        #expect(Set(ParityRow.all.map(\.name)) == operations)
        #expect(try ParityFixture.names() == operations)
        #expect(ParityRow.all.count == operations.count)
    }

    @Test(arguments: ParityRow.all)
    func `a call sends what botocore sends and reads what it reads`(row: ParityRow) async throws {
        let fixture = try ParityFixture(row.name)
        let transport = RecordingTransport(reply: fixture.reply)
        let region = try #require(Region("us-west-1"))
        let key = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("none"), source: "the test")
        let facts = try await row.run(AWSClient(region: region, credentials: key, transport: transport))
        let sent = transport.requests
        #expect(sent.count == fixture.requests.count)
        for (ours, theirs) in zip(sent, fixture.requests) { try compare(ours, theirs) }
        for fact in facts { expect(fact, fixture.value(at: fact.path)) }
    }

    private func compare(_ ours: HTTPRequest, _ theirs: ParityFixture.Request) throws {
        let url = ours.url.split(separator: "?", maxSplits: 1).map(String.init)
        #expect(ours.method == theirs.method)
        #expect(url[0] == "https://\(theirs.host)\(theirs.path)")
        #expect(fields(url.count > 1 ? url[1] : "") == theirs.query.sorted { $0.description < $1.description })
        for (name, value) in theirs.headers {
            #expect(ours.headers.first { $0.name.lowercased() == name }?.value == value, "\(name)")
        }
        let body = String(decoding: ours.body, as: UTF8.self)
        if theirs.headers["content-type"]?.hasPrefix("application/x-www-form-urlencoded") == true {
            // The order of fields says nothing, and a space is written in either of two ways; the rest is byte for byte.
            let written = body.replacing("%20", with: "+")
            #expect(written.split(separator: "&").sorted() == theirs.body.split(separator: "&").sorted())
        } else if theirs.body.isEmpty {
            #expect(body.isEmpty)
        } else {
            #expect(try JSON.parse(body).isEquivalent(to: JSON.parse(theirs.body)), "\(body) is not \(theirs.body)")
        }
    }

    private func fields(_ query: String) -> [[String]] {
        query.split(separator: "&").map { field in
            field.split(separator: "=", omittingEmptySubsequences: false).map { $0.removingPercentEncoding ?? "" }
        }.sorted { $0.description < $1.description }
    }

    private func expect(_ fact: Fact, _ theirs: JSON?) {
        let isSame =
            switch (theirs, fact.ours) {
            case (nil, nil), (.null?, nil): true
            case (.string(let text)?, let ours): text == ours
            case (.number(let text)?, let ours): text == ours
            case (.bool(let value)?, let ours): String(value) == ours
            case (.object?, let ours?), (.array?, let ours?):
                (try? JSON.parse(ours)).flatMap { theirs?.isEquivalent(to: $0) } ?? false
            case (nil, _), (.null?, _), (.object?, nil), (.array?, nil): false
            }
        #expect(isSame, "\(fact.path): ours \(fact.ours ?? "nothing"), theirs \(theirs.map { "\($0)" } ?? "nothing")")
    }
}

/// Gives every request the same answer and keeps what was asked.
final class RecordingTransport: Transport {
    private let reply: HTTPResponse
    private let sent = Mutex<[HTTPRequest]>([])

    /// A transport with that answer.
    init(reply: HTTPResponse) { self.reply = reply }

    /// What was asked, in order.
    var requests: [HTTPRequest] { sent.withLock(\.self) }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        sent.withLock { $0.append(request) }
        return reply
    }
}

/// The operations that the sources of both targets name.
enum SourceOperations {
    /// Each as a fixture is named, such as `ec2.ReplaceRoute`.
    static func find() throws -> Set<String> {
        let sources = ParityFixture.folder.appending(path: "../../../../Sources").standardizedFileURL
        var found: Set<String> = []
        for target in ["AWS", "AWSControlPlane"] {
            let folder = sources.appending(path: target)
            for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                guard
                    let service = text.firstMatch(
                        of: /^(?:package enum|extension) ([A-Za-z0-9]+) \{/.anchorsMatchLineEndings()
                    )
                else { continue }
                let names = ["Logs": "cloudwatch-logs", "OIDC": "sso-oidc", "ServiceQuotas": "service-quotas"]
                let prefix = names[String(service.1)] ?? service.1.lowercased()
                for match in text.matches(of: /(?:Call\(\s*service,\s*|changeState\()"([A-Za-z]+)"/) {
                    found.insert("\(prefix).\(match.1)")
                }
            }
        }
        return found
    }
}
