import Codecs
import Foundation
import HTTP

/// What botocore sent and read for one operation, as `contrib/parity/record` wrote it.
struct ParityFixture {
    /// A recorded request.
    struct Request {
        /// The method.
        let method: String
        /// The host.
        let host: String
        /// The path, percent-encoded.
        let path: String
        /// Names and values, decoded.
        let query: [[String]]
        /// The header fields that carry input, by lower-case name.
        let headers: [String: String]
        /// The body.
        let body: String
    }

    /// The requests, one for each input.
    let requests: [Request]
    /// The reply to each of them.
    let reply: HTTPResponse
    /// What botocore read from the reply.
    let parsed: JSON

    /// The folder of the fixtures.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/Parity")

    /// The names of all fixtures.
    static func names() throws -> Set<String> {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return Set(files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) })
    }

    /// Reads a fixture.
    init(_ name: String) throws {
        let data = try Data(contentsOf: Self.folder.appending(path: "\(name).json"))
        let json = try JSON.parse([UInt8](data))
        requests = (json["requests"]?.elements ?? []).map { request in
            Request(
                method: request["method"]?.string ?? "",
                host: request["host"]?.string ?? "",
                path: request["path"]?.string ?? "",
                query: (request["query"]?.elements ?? []).map { $0.elements.compactMap(\.string) },
                headers: request["headers"]?.strings ?? [:],
                body: request["body"]?.string ?? ""
            )
        }
        let recorded = json["reply"] ?? .null
        reply = HTTPResponse(
            status: recorded["status"]?.integer ?? 0,
            headers: (recorded["headers"]?.strings ?? [:]).map { HTTPHeader($0.key, $0.value) },
            body: Array((recorded["body"]?.string ?? "").utf8)
        )
        parsed = recorded["parsed"] ?? .null
    }

    /// What botocore read at a path such as `Reservations.0.Instances.1.InstanceId`; nil for nothing.
    func value(at path: String) -> JSON? {
        path.split(separator: ".").reduce(parsed as JSON?) { value, key in
            guard let value, let index = Int(key) else { return value?[String(key)] }
            return value.elements.indices.contains(index) ? value.elements[index] : nil
        }
    }
}
