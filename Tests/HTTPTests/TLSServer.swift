import Foundation

/// A TLS server on this machine, OpenSSL's or nghttp2's, with a certificate made for the test.
///
/// It is run by `popen`: Foundation's `Process` takes a child for alive while another child has its descriptors.
final class TLSServer {
    /// The port that it listens on.
    let port: Int
    /// The server's certificate, in PEM form.
    let certificate: [UInt8]
    /// The file that has it.
    let certificatePath: String
    private let processID: Int32
    private let folder: URL

    /// Whether OpenSSL's command is installed.
    static let isAvailable = (try? output(of: "openssl version").hasPrefix("OpenSSL")) ?? false

    /// Whether nghttp2's server is installed.
    static let speaksHTTP2 = (try? output(of: "nghttpd --version").hasPrefix("nghttpd")) ?? false

    /// A server of OpenSSL's whose certificate is for `name` and good for `days`; `arguments` are the server's own.
    convenience init(name: String = "IP:127.0.0.1", days: Int = 1, arguments: String = "") throws {
        try self.init(
            name: name,
            days: days,
            script: """
                openssl s_server -accept 127.0.0.1:0 -cert certificate.pem -key key.pem -www \(arguments) \
                    < /dev/null > output & echo $! && until grep -q ACCEPT output; do :; done; grep ACCEPT output
                """
        )
    }

    /// A server of nghttp2's, which speaks nothing but HTTP/2 and answers with its own certificate.
    static func http2() throws -> TLSServer {
        // It cannot say which port it was given, so it is given one that was free a moment ago.
        let free = try LoopbackServer { _ in }
        free.stop()
        return try TLSServer(
            name: "IP:127.0.0.1",
            days: 1,
            script: """
                nghttpd -a 127.0.0.1 -v -d . \(free.port) key.pem certificate.pem < /dev/null > output & echo $!
                until grep -q listen output; do kill -0 $! || exit 1; done; echo :\(free.port)
                """
        )
    }

    private init(name: String, days: Int, script start: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "vaer-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let script = """
            cd '\(folder.path)' && exec 2>/dev/null && echo 'subjectAltName=\(name)' > extensions &&
            openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out request.pem \
                -subj /CN=test &&
            openssl x509 -req -in request.pem -signkey key.pem -extfile extensions -days \(days) -out certificate.pem &&
            { \(start)
            }
            """
        let lines = try Self.output(of: script).split(separator: "\n")
        guard lines.count == 2, let processID = Int32(lines[0]),
            let port = lines[1].split(separator: ":").last.flatMap({ Int($0) })
        else { throw ServerError() }
        (self.processID, self.port) = (processID, port)
        certificatePath = folder.appending(path: "certificate.pem").path
        certificate = Array(try Data(contentsOf: URL(filePath: certificatePath)))
    }

    deinit {
        kill(processID, SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    /// What a shell script prints.
    private static func output(of script: String) throws -> String {
        guard let stream = unsafe popen(script, "r") else { throw ServerError() }
        var text = ""
        var bytes = [UInt8](repeating: 0, count: 1024)
        while true {
            let count = unsafe fread(&bytes, 1, bytes.count, stream)
            guard count > 0 else { break }
            text += String(decoding: bytes[..<count], as: UTF8.self)
        }
        unsafe pclose(stream)
        return text
    }
}
