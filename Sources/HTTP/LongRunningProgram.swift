import CCurl
import Glibc

/// What a program that runs for months and looks after a large fleet needs of the system.
///
/// A look at a large fleet takes memory for the replies, for a moment. The C library keeps what is freed, and once a large
/// block was freed it keeps ever larger ones: <https://man7.org/linux/man-pages/man3/mallopt.3.html>.
package enum LongRunningProgram {
    /// Lets large blocks go back to the system as soon as they are free, and takes all the open files that it may have.
    ///
    /// Every queue keeps a connection open, and the usual 1024 files are kept for the sake of `select`, which nothing
    /// here calls: <https://0pointer.net/blog/file-descriptor-limits.html>.
    package static func prepare() {
        vaer_give_large_blocks_back()
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Gives back to the system all that is free at this moment; takes some milliseconds.
    package static func giveBackMemory() { vaer_give_memory_back() }
}
