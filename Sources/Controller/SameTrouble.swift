extension String {
    /// Whether two messages tell of the same trouble: AWS gives each of its answers an id, which differs every time.
    func isSameTrouble(as other: String?) -> Bool {
        guard let other else { return false }
        return withoutRequestIDs == other.withoutRequestIDs
    }

    private var withoutRequestIDs: String { replacing(/\ \(request [^)]*\)/, with: "") }
}
