package import Values

extension Timestamp {
    /// Reads the date of an HTTP header field, such as `Sun, 06 Nov 1994 08:49:37 GMT`; nil for any other form.
    ///
    /// <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7>
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", parts[1].utf8.count == 2 else { return nil }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard let month = months.firstIndex(of: String(parts[2])) else { return nil }
        let monthText = month < 9 ? "0\(month + 1)" : String(month + 1)
        self.init("\(parts[3])-\(monthText)-\(parts[1])T\(parts[4])Z")
    }
}
