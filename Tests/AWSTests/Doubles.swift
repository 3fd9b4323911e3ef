import AWS
import Codecs
import HTTP
import Synchronization
import Values

/// A network that answers from a list and keeps what was sent.
final class FakeTransport: Transport {
    /// What a request is answered with.
    typealias Answer = Result<HTTPResponse, TransportError>

    private let state: Mutex<(answers: [Answer], requests: [HTTPRequest])>

    /// A network that gives these answers in turn, and the last one again and again.
    init(_ answers: [Answer]) { state = Mutex((answers, [])) }

    /// What was sent so far.
    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let answer = state.withLock { state -> Answer in
            state.requests.append(request)
            return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
        }
        return try answer.get()
    }
}

/// A clock that moves only when somebody waits.
final class FakeTime: TimeSource {
    private let state: Mutex<(now: Timestamp, waits: [Duration])>

    /// A clock that shows a moment.
    init(_ now: String = "2026-03-01T09:30:00Z") {
        state = Mutex((Timestamp(now) ?? Timestamp(milliseconds: 0), []))
    }

    /// The waits so far.
    var waits: [Duration] { state.withLock { $0.waits } }

    func now() -> Timestamp { state.withLock { $0.now } }

    func sleep(for duration: Duration) async throws {
        state.withLock { $0 = ($0.now + duration, $0.waits + [duration]) }
    }
}

/// Credentials that are others after each expiry.
actor RotatingCredentials: CredentialSource {
    private var generation = 0

    func credentials(at now: Timestamp) async throws(AWSError) -> Credentials {
        Credentials(accessKeyID: "AKIA\(generation)", secretAccessKey: Secret("s"), source: "a test")
    }

    func forget(_ expired: Credentials) async { generation += 1 }
}

/// A pacer that lets every call go, or none, and remembers what it was asked and told.
actor FakePacer: CallPacer {
    private let admits: Bool
    private(set) var seen: [String] = []

    init(admits: Bool = true) { self.admits = admits }

    func admit(
        _ operation: String,
        of service: Service,
        isUrgent: Bool,
        deadline: Timestamp?
    ) async throws(AWSError) -> Bool {
        seen.append(isUrgent ? "urgent \(operation)" : operation)
        return admits
    }

    func note(_ operation: String, of service: Service, wasThrottled: Bool) async {
        seen.append(wasThrottled ? "throttled" : "answered")
    }
}

extension Credentials {
    /// Credentials for tests.
    static let example = Credentials(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        source: "a test"
    )
}

extension Region {
    /// A region for tests, by its code.
    static func example(_ name: String = "us-west-1") throws(NoSuchExample) -> Region {
        guard let region = Region(name) else { throw NoSuchExample() }
        return region
    }
}

/// A test names something that does not exist.
struct NoSuchExample: Error {}

extension HTTPResponse {
    /// A reply with a text as its body.
    init(_ status: Int, _ text: String = "", _ headers: [HTTPHeader] = []) {
        self.init(status: status, headers: headers, body: Array(text.utf8))
    }
}

extension FakeTransport.Answer {
    /// A reply that EC2 would give.
    static func ec2(_ status: Int, _ code: String, headers: [HTTPHeader] = []) -> Self {
        let error = "<Error><Code>\(code)</Code><Message>no</Message></Error>"
        let text = "<Response><Errors>\(error)</Errors><RequestID>r-1</RequestID></Response>"
        return .success(HTTPResponse(status, text, headers))
    }

    /// A successful reply.
    static let done = Self.success(HTTPResponse(200, "<DescribeThingsResponse><a>1</a></DescribeThingsResponse>"))
}

extension Call<String> {
    /// A call for tests that reads the element `a`.
    static var example: Call<String> {
        Call(EC2.service, "DescribeThings", .form([]), isMutating: false, subject: "it") { reply throws(ReplyError) in
            try reply.xml().required("a")
        }
    }
}
