/// A JSON value; object members keep their order, numbers keep their text.
package indirect enum JSON: Hashable, Sendable {
    /// The value `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, as it was written: no digit of an id or a token is lost to rounding.
    case number(String)
    /// A string, unescaped.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object, its members in the order of the text.
    case object([Member])

    /// One member of an object.
    package struct Member: Hashable, Sendable {
        /// The key, unescaped.
        package let key: String
        /// The value.
        package let value: JSON

        /// A member of an object.
        package init(_ key: String, _ value: JSON) {
            self.key = key
            self.value = value
        }
    }
}
