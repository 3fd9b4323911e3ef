import CCurl

/// What keeps the memory of a program that runs for months near to what it uses.
///
/// A look at a large fleet takes memory for the replies, for a moment. The C library keeps what is freed, and once a large
/// block was freed it keeps ever larger ones: <https://man7.org/linux/man-pages/man3/mallopt.3.html>.
package enum LongRunningProgram {
    /// Lets large blocks go back to the system as soon as they are free, from now on.
    package static func prepare() { vaer_give_large_blocks_back() }

    /// Gives back to the system all that is free at this moment; takes some milliseconds.
    package static func giveBackMemory() { vaer_give_memory_back() }
}
