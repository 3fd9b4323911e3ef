/// The version of an engine in the field, such as `0.10.2`.
package enum EngineVersion {
    /// Whether one version is older than another, number by number.
    package static func isOlder(_ version: String, than other: String) -> Bool {
        numbers(version).lexicographicallyPrecedes(numbers(other))
    }

    private static func numbers(_ version: String) -> [Int] {
        version.split(separator: ".").map { Int($0.prefix { $0.isWholeNumber }) ?? 0 }
    }
}
