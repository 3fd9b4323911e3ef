import Foundation
import NIOCore
import NIOPosix

/// The file of a Unix socket: made by listening, left behind by a program that was killed.
///
/// It is never there with more rights than its owner's: listening makes it in a folder that is closed to others, and
/// only then, with its rights, does it get its name.
struct SocketFile {
    /// What a draft's name has more than the socket's own.
    private static let draftSuffix = ".new/s"
    /// The longest path of a socket in bytes, so that its draft is none too long for Linux either.
    ///
    /// <https://man7.org/linux/man-pages/man7/unix.7.html>
    static let pathLimitBytes = 107 - draftSuffix.utf8.count

    private let path: String

    /// The file at a path.
    init(_ path: String) { self.path = path }

    /// Where a program is to listen until the socket is published.
    var draft: String { path + Self.draftSuffix }
    private var draftFolder: String { path + ".new" }

    /// Makes the folder of the draft, where nobody else can look.
    ///
    /// Takes away a socket that nobody serves any more; throws when somebody does, or it is no socket.
    func makeRoom() async throws(ListenError) {
        try await takeAwayWhatWasLeft()
        // A folder that a killed program left; one with other things in it stays, and is told below.
        removeDraft()
        guard unsafe mkdir(draftFolder, 0o700) == 0 else {
            guard errno == EEXIST else { throw ListenError(.unix(path: path), errno: errno) }
            throw error("there is already a \(draftFolder)", "move it away, or choose another path")
        }
    }

    private func takeAwayWhatWasLeft() async throws(ListenError) {
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

    /// Gives the draft its name, for its owner and root alone.
    ///
    /// A link takes no other program's place, as a rename would.
    func publish() throws(ListenError) {
        guard unsafe chmod(draft, 0o600) == 0, unsafe link(draft, path) == 0 else {
            // Where the draft is gone, a program that started at the same moment took its place.
            throw ListenError(.unix(path: path), errno: errno == ENOENT ? EEXIST : errno)
        }
        removeDraft()
    }

    /// Takes the draft away.
    func removeDraft() {
        unsafe unlink(draft)
        unsafe rmdir(draftFolder)
    }

    /// Takes it away.
    func remove() { unsafe unlink(path) }

    private func error(_ reason: String, _ hint: String) -> ListenError {
        ListenError(address: .unix(path: path), reason: reason, hint: hint)
    }
}
