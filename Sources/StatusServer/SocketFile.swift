import Foundation
import NIOCore
import NIOPosix

/// The file of a Unix socket: made by listening, left behind by a program that was killed.
///
/// It is never there with more rights than its owner's: listening makes it in a folder that is closed to others, and
/// only then, with its rights, does it get its name.
struct SocketFile {
    /// What a draft's name has more than the socket's own.
    private static let draftSuffix = ".new/" + draftName
    private static let draftName = "s"
    /// The longest path of a socket in bytes, so that its draft is none too long for Linux either.
    ///
    /// <https://man7.org/linux/man-pages/man7/unix.7.html>
    static let pathLimitBytes = 107 - draftSuffix.utf8.count

    /// How many times the draft's folder is asked for, a twentieth of a second apart.
    private static let patience = 100

    private let path: String

    /// The file at a path.
    init(_ path: String) { self.path = path }

    /// Where a program is to listen until the socket is published.
    var draft: String { path + Self.draftSuffix }
    private var draftFolder: String { path + ".new" }

    /// Makes the folder of the draft, where nobody else can look, and holds it until the draft is published.
    ///
    /// Takes away a socket that nobody serves any more; throws when somebody does, or it is no socket.
    func makeRoom() async throws(ListenError) -> FolderLock {
        let lock = try await lockedFolder()
        let left = (try? FileManager.default.contentsOfDirectory(atPath: draftFolder)) ?? []
        guard left.allSatisfy({ $0 == Self.draftName }) else {
            throw error("there is already a \(draftFolder)", "move it away, or choose another path")
        }
        do throws(ListenError) {
            try await takeAwayWhatWasLeft()
        } catch {
            removeDraft()
            throw error
        }
        unsafe unlink(draft)
        return lock
    }

    /// The draft's folder, which a killed program may have left, once no other program that starts just now has it.
    private func lockedFolder() async throws(ListenError) -> FolderLock {
        for _ in 0..<Self.patience {
            guard unsafe mkdir(draftFolder, 0o700) == 0 || errno == EEXIST else {
                throw ListenError(.unix(path: path), errno: errno)
            }
            if let lock = FolderLock(draftFolder) {
                // With the rights that it was left with nobody else must look.
                guard unsafe chmod(draftFolder, 0o700) == 0 else { throw ListenError(.unix(path: path), errno: errno) }
                return lock
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
        throw error(
            "another program starts there, or \(draftFolder) is another user's",
            "stop it, move the folder away, or choose another path"
        )
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
            throw ListenError(.unix(path: path), errno: errno)
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

/// A folder that one program of many has, until it lets go of it or ends.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Takes the folder at a path; nil when another program has it, or it is no folder of this user.
    ///
    /// <https://man7.org/linux/man-pages/man2/flock.2.html>
    init?(_ path: String) {
        descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        // Who had it before may have removed it meanwhile: what was locked then is a folder without a name.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStill(at: path) else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    private func isStill(at path: String) -> Bool {
        var (locked, named) = (stat(), stat())
        guard unsafe fstat(descriptor, &locked) == 0, unsafe lstat(path, &named) == 0 else { return false }
        return locked.st_ino == named.st_ino && locked.st_dev == named.st_dev
    }
}
