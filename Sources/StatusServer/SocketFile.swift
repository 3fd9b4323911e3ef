import Foundation
import NIOCore
import NIOPosix

/// The file of a Unix socket: made by listening, left behind by a program that was killed.
struct SocketFile {
    private let path: String

    /// The file at a path.
    init(_ path: String) { self.path = path }

    /// Takes away a socket that nobody serves any more; throws when somebody does, or it is no socket.
    func makeRoom() async throws(ListenError) {
        guard let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType else {
            return
        }
        guard type == .typeSocket else {
            throw error("there is a file that is no socket", "choose another path, or move the file away")
        }
        guard await !isServed() else { throw error("another program listens there", "stop it, or choose another path") }
        remove()
    }

    /// Whether a program answers there.
    private func isServed() async -> Bool {
        guard
            let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path).get()
        else { return false }
        try? await channel.close()
        return true
    }

    /// Lets nobody ask but its owner and root.
    func keepToOwner() { try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path) }

    /// Takes it away.
    func remove() { try? FileManager.default.removeItem(atPath: path) }

    private func error(_ reason: String, _ hint: String) -> ListenError {
        ListenError(address: .unix(path: path), reason: reason, hint: hint)
    }
}
