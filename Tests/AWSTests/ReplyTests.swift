import AWS
import Codecs
import HTTP
import Testing
import Values

@Suite struct ReplyTests {
    /// An error reply and what is made of it.
    struct Row: CustomTestStringConvertible, Sendable {
        /// The status.
        let status: Int
        /// The body.
        let body: String
        /// The header fields.
        var headers: [HTTPHeader] = []
        /// The code that is found.
        let code: String
        /// The message that is found.
        var message = "no"
        /// The request id that is found.
        var requestID = ""
        var testDescription: String { "\(code) from \(body.prefix(40))" }
    }

    private static func type(_ text: String) -> [HTTPHeader] { [HTTPHeader("X-Amzn-ErrorType", text)] }

    static let rows = [
        Row(
            status: 400,
            body: "<Response><Errors><Error><Code>C</Code><Message>no</Message></Error></Errors>"
                + "<RequestID>r</RequestID></Response>",
            code: "C",
            requestID: "r"
        ),
        Row(
            status: 400,
            body: "<?xml version='1.0'?>\n<ErrorResponse xmlns='u'><Error><Type>Sender</Type><Code>C</Code>"
                + "<Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>",
            code: "C",
            requestID: "r"
        ),
        Row(status: 403, body: "<Error><Code>C</Code><Message>no</Message></Error>", code: "C"),
        Row(status: 400, body: #"{"__type":"a.b#C","message":"no"}"#, code: "C"),
        Row(status: 400, body: #"{"__type":"com.amazonaws.sqs#C:http://x/","Message":"no"}"#, code: "C"),
        Row(status: 404, body: #"{"Message":"no"}"#, headers: type("C:http://internal.amazon.com/x/"), code: "C"),
        Row(status: 404, body: #"{"code":"C","message":"no"}"#, code: "C"),
        Row(
            status: 400,
            body: #"{"message":"no"}"#,
            headers: [HTTPHeader("x-amzn-query-error", "C;Sender"), HTTPHeader("x-amzn-RequestId", "r")],
            code: "C",
            requestID: "r"
        ),
        Row(status: 400, body: #"{"__type":"C"}"#, code: "C", message: ""),
        Row(
            status: 429,
            body: "",
            headers: type("TooManyRequestsException"),
            code: "TooManyRequestsException",
            message: ""
        ),
        // SQS's errors carry the code of its older protocol besides.
        Row(
            status: 400,
            body: #"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no"}"#,
            headers: [HTTPHeader("x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender")],
            code: "QueueDoesNotExist"
        ),
        Row(
            status: 500,
            body: "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Oops</h1>",
            headers: [HTTPHeader("Content-Type", "text/html")],
            code: "HTTP500",
            message: "not a reply of AWS: '500 Internal Server Error Oops'"
        ),
        Row(status: 503, body: "", code: "HTTP503", message: "a reply without an error that AWS writes"),
        Row(
            status: 502,
            body: "<html><head><title>Bad</title></head><body><h1>Bad\n Gateway</h1></body></html>",
            code: "HTTP502",
            message: "not a reply of AWS: 'Bad Bad Gateway'"
        ),
        Row(status: 500, body: "oops", code: "HTTP500", message: "not a reply of AWS: 'oops'"),
        Row(status: 500, body: "\u{1B}[31m", code: "HTTP500", message: "a reply without an error that AWS writes"),
        Row(status: 301, body: "moved", code: "HTTP301", message: "a redirect, which is never followed"),
        Row(
            status: 400,
            body: "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
            code: "HTTP400",
            message: "not a reply of AWS: ']>'"
        ),
    ]

    @Test(arguments: rows) func `an error reply of any shape is understood`(row: Row) async throws {
        let network = FakeTransport([.success(HTTPResponse(row.status, row.body, row.headers))])
        let client = AWSClient(
            region: try .example(),
            credentials: Credentials.example,
            transport: network,
            time: FakeTime(),
            retry: RetryPolicy(attemptLimit: 1)
        )
        let error = await #expect(throws: AWSError.self) { try await client.send(.example) }
        guard case .refused(let refusal) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(refusal.code == row.code)
        #expect(refusal.message == row.message)
        #expect(refusal.requestID == row.requestID)
        #expect(refusal.status == row.status)
    }

    /// A code or a status, and what the advice says.
    struct Advice: CustomTestStringConvertible, Sendable {
        let code: String
        var status = 400
        let says: String?
        var testDescription: String { "\(code) \(status)" }

        static let all = [
            Advice(code: "UnauthorizedOperation", says: "allow ec2:DescribeThings on it to who runs this"),
            Advice(code: "AccessDeniedException", says: "allow ec2:DescribeThings on it"),
            Advice(code: "ExpiredToken", says: "log in again"), Advice(code: "SignatureDoesNotMatch", says: "log in"),
            Advice(code: "OptInRequired", says: "switch us-west-1 or EC2 on"),
            Advice(code: "VpcLimitExceeded", says: "raise the account's limit"),
            Advice(code: "CodeStorageExceededException", says: "raise the account's limit"),
            Advice(code: "RequestLimitExceeded", status: 503, says: "AWS_RETRY_MODE=adaptive"),
            Advice(code: "ThrottlingException", says: "AWS_RETRY_MODE=adaptive"),
            Advice(code: "InternalError", status: 500, says: "run it again"),
            Advice(code: "HTTP502", status: 502, says: "run it again"),
            Advice(code: "HTTP403", status: 403, says: "HTTPS_PROXY"),
            Advice(code: "InvalidRouteTableID.NotFound", says: nil),
        ]
    }

    @Test(arguments: Advice.all) func `an error keeps what was asked, and says what to do`(row: Advice) async throws {
        let answer = row.code == "HTTP\(row.status)" ? "<html>no</html>" : "<Error><Code>\(row.code)</Code></Error>"
        let headers = [HTTPHeader("x-amzn-RequestId", "r-7")]
        let client = AWSClient(
            region: try .example(),
            credentials: Credentials.example,
            transport: FakeTransport([.success(HTTPResponse(row.status, answer, headers))]),
            time: FakeTime(),
            retry: RetryPolicy(attemptLimit: 1)
        )
        let error = await #expect(throws: AWSError.self) { try await client.send(.example) }
        guard case .refused(let refusal) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        let call = refusal.call
        #expect(
            [call.service, call.operation, call.region, call.subject] == ["EC2", "DescribeThings", "us-west-1", "it"]
        )
        #expect([refusal.code, String(refusal.status), refusal.requestID] == [row.code, String(row.status), "r-7"])
        for part in ["EC2", "DescribeThings", "us-west-1", row.code, "r-7"] {
            #expect(error?.message.contains(part) == true, "\(part)")
        }
        #expect((error?.advice == nil) == (row.says == nil))
        #expect(error?.advice?.contains(row.says ?? "") ?? true, "\(error?.advice ?? "")")
    }

    @Test(
        arguments: [
            .unresolved(host: "h"), .unreachable(host: "h", detail: "d"), .interrupted(host: "h", detail: "d"),
            .timedOut(host: "h", after: .seconds(1)), .untrusted(host: "h", detail: "d"),
            .tooLarge(host: "h", limitBytes: 1), .invalidRequest(detail: "d"),
        ] as [TransportError]
    )
    func `an error of the network says what to do, too`(error: TransportError) async throws {
        let client = AWSClient(
            region: try .example(),
            credentials: Credentials.example,
            transport: FakeTransport([.failure(error)]),
            time: FakeTime()
        )
        let found = await #expect(throws: AWSError.self) { try await client.send(.example) }
        #expect(found?.message.hasPrefix("EC2 DescribeThings in us-west-1 on it: ") == true)
        #expect(found?.advice?.isEmpty == false)
    }

    /// Sends one call of a protocol and gives what its decoder sees.
    private func reply(_ wire: Service.WireProtocol, _ input: CallInput, _ body: String) async throws -> CallReply {
        let service = Service(name: "S", endpointPrefix: "s", environmentName: "S", wire: wire)
        let call = Call(service, "Act", input, isMutating: true) { (reply: CallReply) throws(ReplyError) in reply }
        let network = FakeTransport([.success(HTTPResponse(200, body, [HTTPHeader("X-A", "b")]))])
        let credentials = Credentials.example
        return try await AWSClient(region: .example(), credentials: credentials, transport: network).send(call)
    }

    @Test func `a successful reply is handed over as its protocol shapes it`() async throws {
        let query = Service.WireProtocol.query(version: "1")
        let wrapped = "<ActResponse><ActResult><a>1</a></ActResult><ResponseMetadata/></ActResponse>"
        #expect(try await reply(query, .form([]), wrapped).xml().string("a") == "1")
        #expect(try await reply(query, .form([]), "<ActResponse/>").xml().name == "ActResponse")
        let json = Service.WireProtocol.json(version: "1.1", targetPrefix: "T")
        #expect(try await reply(json, .json([:]), #"{"a":1}"#).json() == ["a": 1])
        #expect(try await reply(.restJSON, .rest(RESTInput("GET", [])), "").json() == .null)
        #expect(try await reply(.restJSON, .rest(RESTInput("GET", [])), "").header("x-a") == "b")
    }

    @Test(arguments: ["text/html", "text/plain", "application/octet-stream", ""])
    func `what a successful reply says its type is does not matter`(type: String) async throws {
        let headers = [HTTPHeader("Content-Type", type), HTTPHeader("Server", "a"), HTTPHeader("server", "b")]
        let network = FakeTransport([.success(HTTPResponse(200, "<R><a>1</a></R>", headers))])
        let client = AWSClient(region: try .example(), credentials: Credentials.example, transport: network)
        #expect(try await client.send(.example) == "1")
    }

    @Test(
        arguments: [
            "", " ", "{}", "<html><body>no</html>", "<html><body>no</body></html>", "<!DOCTYPE html><html/>",
            "<R><a>1</a>", "<R xmlns:a='b'><b/></R>", "\u{FEFF}",
        ]
    )
    func `a successful reply that is not the operation's is an error with advice and no retry`(
        body: String
    ) async throws {
        let network = FakeTransport([.success(HTTPResponse(200, body))])
        let client = AWSClient(region: try .example(), credentials: Credentials.example, transport: network)
        let error = await #expect(throws: AWSError.self) { try await client.send(.example) }
        #expect(error?.label == "unreadable")
        #expect(error?.advice?.contains("HTTPS_PROXY") == true)
        #expect(network.requests.count == 1)
    }

    @Test func `a reply that cannot be read and an input of another protocol are errors`() async throws {
        let unreadable = await #expect(throws: AWSError.self) {
            try await reply(.ec2(version: "1"), .form([]), #"{"a":1}"#)
        }
        #expect(unreadable?.label == "unreadable")
        let mismatch = await #expect(throws: AWSError.self) { try await reply(.restJSON, .form([]), "") }
        #expect(mismatch?.label == "configuration")
    }

    @Test(
        arguments: [
            (["a", nil], 2), (["a", "a"], nil), (["a", "b", "a"], nil), ([nil], 1), ([""], 1),
        ] as [([String?], Int?)]
    )
    func `a paged list is read to its end, and one without an end is an error`(
        tokens: [String?],
        count: Int?
    ) async throws {
        let pages = tokens.map { token in
            FakeTransport.Answer.success(HTTPResponse(200, "<R><a>\(token ?? "")</a></R>"))
        }
        let client = AWSClient(
            region: try .example(),
            credentials: Credentials.example,
            transport: FakeTransport(pages),
            time: FakeTime()
        )
        let list = { (token: String?) in
            Call<Page<Int>>(EC2.service, "List", .form([]), isMutating: false) { reply throws(ReplyError) in
                Page([1], next: try reply.xml().string("a"))
            }
        }
        if let count {
            #expect(try await client.pages(list).count == count)
        } else {
            let error = await #expect(throws: AWSError.self) { try await client.pages(list) }
            #expect(error?.label == "unreadable")
        }
    }
}
