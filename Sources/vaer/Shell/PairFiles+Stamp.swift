import Foundation
import Glibc

extension PairFiles {
    /// A number that differs whenever a definition file of these places was changed, added or removed.
    ///
    /// Reads no file: path, size, time of change and inode make it.
    static func stamp(paths: [String]) -> String {
        var places = paths
        if places.isEmpty {
            places = [defaultPlaces.first { FileManager.default.fileExists(atPath: $0) } ?? defaultPlaces[0]]
        }
        var hasher = Hasher()
        for place in places { add(place, isNamed: true, depth: 0, to: &hasher) }
        return String(hasher.finalize())
    }

    private static func add(_ path: String, isNamed: Bool, depth: Int, to hasher: inout Hasher) {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { return hasher.combine("\(path) is not there") }
        if facts.st_mode & S_IFMT == S_IFDIR {
            guard depth < folderDepthLimit else { return }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            for name in names.sorted() where !name.hasPrefix(".") {
                add("\(path)/\(name)", isNamed: false, depth: depth + 1, to: &hasher)
            }
        } else if isNamed || path.hasSuffix(".vaer") {
            hasher.combine(path)
            hasher.combine(facts.st_size)
            hasher.combine(facts.st_ino)
            unsafe withUnsafeBytes(of: &facts.st_mtim) { unsafe hasher.combine(bytes: $0) }
        }
    }
}
