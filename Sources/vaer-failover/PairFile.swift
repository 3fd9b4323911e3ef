import Codecs
import Failover
import Fleet
import Glibc

/// Finds the pair's definition: the file beside the function's code, else the manual procedure's variables.
enum PairFile {
    /// The largest file that is read; a real one has less than a page.
    private static let limitBytes = 1 << 20

    /// Where the definition comes from; a file that is there but cannot be read is an error, never passed over.
    static func source(_ environment: [String: String]) throws(FunctionFailure) -> FailoverFunction.Source {
        let path = (environment["LAMBDA_TASK_ROOT"] ?? ".") + "/" + PairDocument.fileName
        guard let bytes = try read(path) else { return .environment(environment) }
        do {
            return .document(try PairDocument.read(try JSON.parse(bytes)))
        } catch let error as DocumentError {
            throw FunctionFailure(type: "BadPair", message: "\(path): \(error)")
        } catch {
            throw FunctionFailure(type: "BadPair", message: "\(path) is no JSON: \(error)")
        }
    }

    /// The file's bytes; nil when there is none.
    private static func read(_ path: String) throws(FunctionFailure) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw FunctionFailure(type: "BadPair", message: "\(path) cannot be opened (error \(errno))")
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while bytes.count <= limitBytes {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
            guard count >= 0 else {
                throw FunctionFailure(type: "BadPair", message: "\(path) cannot be read (error \(errno))")
            }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
        throw FunctionFailure(type: "BadPair", message: "\(path) has more than \(limitBytes) bytes")
    }
}
