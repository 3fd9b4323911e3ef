import Codecs
import Foundation
import HTTP
import Records
import Reports

/// Asks the controller that runs on this machine, by the socket beside its history.
struct ControllerClient: Sendable {
    /// How long it may take to answer one question before the history is asked in its place.
    private static let patience = Duration.seconds(2)
    /// The largest answer: a thousand pairs take two megabytes.
    private static let answerLimitBytes = 32 * 1024 * 1024

    private let transport: CurlTransport

    /// A client; nil where there is no socket.
    init?(socket: String) {
        guard FileManager.default.fileExists(atPath: socket) else { return nil }
        transport = CurlTransport(CurlTransport.Options(connectTimeout: .seconds(1), unixSocket: socket))
    }

    /// How all pairs are, and what is wrong with the controller; nil when none answers that looks after them.
    func statuses() async -> (statuses: [PairStatus], troubles: [String])? {
        // One that stands by looks at nothing.
        guard let fleet = await document("fleet"), fleet["role"]?.string == "active" else { return nil }
        var statuses: [PairStatus] = []
        var next = ""
        repeat {
            guard let page = await document("pairs?after=\(next)"), let some = StatusReport.statuses(in: page) else {
                return nil
            }
            statuses += some
            guard let name = page["next"]?.string else { break }
            // A name has nothing in it that a target could not carry.
            guard name > next else { return nil }
            next = name
        } while true
        return (statuses, (fleet["troubles"]?.elements ?? []).compactMap(\.string))
    }

    private func document(_ target: String) async -> JSON? {
        let request = HTTPRequest(
            method: "GET",
            url: "http://localhost/api/v1/\(target)",
            timeout: Self.patience,
            bodyLimitBytes: Self.answerLimitBytes
        )
        guard let response = try? await transport.send(request), response.status == 200 else { return nil }
        return try? JSON.parse(response.body, limits: CodecLimits(bytes: Self.answerLimitBytes))
    }
}
