import CCurl

/// What a fully static program must tell its C libraries before anything else.
package enum StaticProgram {
    /// Keeps the libraries from loading modules of the machine, and the process small.
    ///
    /// A module would bring the machine's own C library with it, which ends the process. So hosts are looked up in
    /// `/etc/hosts` and by DNS, whatever `nsswitch.conf` says, and OpenSSL reads no configuration. All threads share one
    /// heap, where they seldom meet; one for each would cost a third of a megabyte.
    ///
    /// Must come first in the program.
    package static func prepare() {
        vaer_use_files_and_dns()
        vaer_ignore_openssl_configuration()
        vaer_use_one_heap()
    }
}
