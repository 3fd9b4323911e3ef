package import AWS
import AWSControlPlane
import Codecs
import Foundation
package import HTTP
package import Values

/// A way by which somebody is told.
package enum AlertChannel: Hashable, Sendable {
    /// An SNS topic, by a login.
    case topic(ARN, login: String?)
    /// An address to which documents are posted, signed with the secrets of a file.
    case webhook(String, secretFile: String?)
    /// A program and its arguments.
    case command([String])

    /// Why a message was not taken.
    package struct Failure: Error, Hashable, Sendable {
        /// What happened, without secrets.
        package var reason: String
        /// How long the other side asks to be left alone.
        package var retryAfter: Duration?
        /// Whether it will never take any.
        package var isGone = false

        /// A failure of that kind.
        init(_ reason: String, retryAfter: Duration? = nil, isGone: Bool = false) {
            (self.reason, self.retryAfter, self.isGone) = (reason, retryAfter, isGone)
        }
    }

    /// What the ways need of the world.
    package struct Means: Sendable {
        /// Who talks to SNS with a login in a topic's region.
        package let caller: @Sendable (_ login: String?, _ topic: ARN) throws(AWSError) -> any Caller
        /// What posts.
        package let transport: any Transport
        /// The clock.
        package let time: any TimeSource

        /// Means of which every part is given.
        package init(
            caller: @escaping @Sendable (_ login: String?, _ topic: ARN) throws(AWSError) -> any Caller,
            transport: any Transport,
            time: any TimeSource
        ) {
            (self.caller, self.transport, self.time) = (caller, transport, time)
        }
    }

    /// How long a receiver or a program may take.
    private static let patience = Duration.seconds(30)

    /// The kind of way, as the history names it.
    package var name: String {
        switch self {
        case .topic: "topic"
        case .webhook: "webhook"
        case .command: "command"
        }
    }

    /// To whom, without secrets: of an address only the host is told, with digits that tell it from others there.
    package var target: String {
        switch self {
        case .topic(let arn, _): return arn.description
        case .webhook(let url, _):
            let scheme = url.hasPrefix("https://") ? "https://" : "http://"
            let host = url.dropFirst(scheme.utf8.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            return "\(scheme)\(host)/…\(AlertMessage.digest([url]).prefix(6))"
        case .command(let words): return words.first ?? ""
        }
    }

    /// Hands a message over.
    package func send(_ message: AlertMessage, _ means: Means) async throws(Failure) {
        switch self {
        case .topic(let arn, let login): try await Self.publish(message, arn, login, means)
        case .webhook(let url, let file): try await Self.post(message, url, secretFile: file, means)
        case .command(let words): try await Self.run(message, words)
        }
    }

    private static func publish(
        _ message: AlertMessage,
        _ topic: ARN,
        _ login: String?,
        _ means: Means
    ) async throws(Failure) {
        let call = SNS.publish(
            message.text,
            forQueues: message.json.text,
            subject: message.subject,
            topic: topic.description
        )
        do throws(AWSError) {
            _ = try await means.caller(login, topic).send(call)
        } catch {
            throw Failure(error.message)
        }
    }

    // MARK: webhooks

    /// Posts a document with the header fields of Standard Webhooks.
    ///
    /// <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>
    private static func post(
        _ message: AlertMessage,
        _ url: String,
        secretFile: String?,
        _ means: Means
    ) async throws(Failure) {
        let body = Array(message.json.text.utf8)
        let seconds = String(means.time.now().milliseconds / 1000)
        var headers = [
            HTTPHeader("Content-Type", "application/json"), HTTPHeader("User-Agent", "vaer"),
            HTTPHeader("webhook-id", message.id), HTTPHeader("webhook-timestamp", seconds),
        ]
        if let secretFile {
            let signed = Array("\(message.id).\(seconds).".utf8) + body
            let signatures = try secrets(in: secretFile).map {
                "v1,\(Base64.encode(Digest.hmacSHA256(key: $0, signed)))"
            }
            headers.append(HTTPHeader("webhook-signature", signatures.joined(separator: " ")))
        }
        let request = HTTPRequest(
            method: "POST",
            url: url,
            headers: headers,
            body: body,
            timeout: patience,
            bodyLimitBytes: 64 << 10
        )
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await means.transport.send(request)
        } catch .tooLarge(_, _, let status?) where (200..<300).contains(status) {
            // It was taken, whatever else the receiver has to say.
            return
        } catch {
            throw Failure(error.text)
        }
        guard !(200..<300).contains(response.status) else { return }
        let wait = response.header("Retry-After").flatMap { Self.wait($0, now: means.time.now()) }
        throw Failure("the answer is \(response.status)", retryAfter: wait, isGone: response.status == 410)
    }

    /// How long a receiver asks to be left alone, in seconds or by a date; an hour at most.
    ///
    /// <https://www.rfc-editor.org/rfc/rfc9110#field.retry-after>
    private static func wait(_ text: String, now: Timestamp) -> Duration? {
        let wait = Int(text).map { Duration.seconds(min($0, 3600)) } ?? Timestamp(httpDate: text).map { $0 - now }
        return wait.map { max(.zero, min($0, .seconds(3600))) }
    }

    /// The secrets of a file, a line each: `whsec_` and Base64, or the text itself.
    private static func secrets(in file: String) throws(Failure) -> [[UInt8]] {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Failure("the secret '\(file)' cannot be read")
        }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        var secrets: [[UInt8]] = []
        for line in lines where !line.isEmpty {
            guard line.hasPrefix("whsec_") else {
                secrets.append(Array(line.utf8))
                continue
            }
            let letters = line.dropFirst(6)
            let padding = String(repeating: "=", count: (4 - letters.utf8.count % 4) % 4)
            guard let secret = Base64.decode(letters + padding), !secret.isEmpty else {
                throw Failure("a secret in '\(file)' begins with whsec_, and what follows is not Base64")
            }
            secrets.append(secret)
        }
        guard (1...2).contains(secrets.count) else {
            throw Failure("the file '\(file)' has \(secrets.count) secrets in place of one, or two while it changes")
        }
        return secrets
    }

    // MARK: programs

    private static func run(_ message: AlertMessage, _ words: [String]) async throws(Failure) {
        let environment = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
            "VAER_ALERT_ID": message.id, "VAER_ALERT_PHASE": message.phase.rawValue,
            "VAER_ALERT_SUBJECT": message.subject, "VAER_ALERT": message.json["alert"]?.string ?? "test",
        ]
        do throws(ProgramRun.Failure) {
            _ = try await ProgramRun.output(
                of: words,
                environment: environment,
                input: Array((message.json.text + "\n").utf8),
                limitBytes: 64 << 10,
                timeout: patience
            )
        } catch {
            throw Failure(reason(error))
        }
    }

    private static func reason(_ failure: ProgramRun.Failure) -> String {
        switch failure {
        case .notStarted(let reason): "it cannot be started: \(reason)"
        case .ended(let status): "it ended with \(status)"
        case .killed(let signal): "it was ended by signal \(signal)"
        case .timedOut: "it took longer than \(patience.shortText)"
        case .tooLong: "it wrote more than 64 KiB"
        case .cancelled: "the controller stops"
        }
    }
}
