import CCurl

/// How the C library keeps this process's memory.
package enum Heap {
    /// Keeps one heap for all threads, for a process that should be small and whose threads seldom meet in it.
    ///
    /// Must come before the first thread.
    package static func useOne() { vaer_use_one_heap() }
}
