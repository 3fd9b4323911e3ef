import CCurl

/// How this process finds the addresses of hosts.
package enum NameService {
    /// Restricts the look-up to `/etc/hosts` and DNS, whatever the machine is configured to ask.
    ///
    /// A fully static program would load the machine's modules for anything else, and with them a second C library,
    /// which ends the process. Must come before the first look-up.
    package static func useFilesAndDNS() { vaer_use_files_and_dns() }
}
