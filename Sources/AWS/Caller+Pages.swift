import Values

extension Caller {
    /// Every item of a paged list, in AWS's order; `call` makes the call for a page's token, nil for the first.
    ///
    /// Throws ``AWSError/unreadable(detail:call:)`` when the list does not come to an end: a token that was given
    /// before, or more than a thousand pages.
    package func pages<Item>(_ call: (String?) -> Call<Page<Item>>) async throws(AWSError) -> [Item] {
        var items: [Item] = []
        try await eachPage(call) { items += $0 }
        return items
    }

    /// Hands over a paged list page by page, for lists that are too long to keep; see ``pages(_:)``.
    package func eachPage<Item>(
        _ call: (String?) -> Call<Page<Item>>,
        each: ([Item]) -> Void
    ) async throws(AWSError) {
        var token: String?
        var seen: Set<String> = []
        while true {
            let next = call(token)
            let page = try await send(next)
            each(page.items)
            guard let following = page.next else { return }
            guard seen.insert(following).inserted, seen.count < pageLimit else {
                let name = AWSError.CallName(
                    service: next.service.name,
                    operation: next.operation,
                    region: region.name,
                    subject: next.subject
                )
                throw .unreadable(detail: "the list has no end after \(seen.count) pages", call: name)
            }
            token = following
        }
    }

    /// A list of that many pages is longer than any account's.
    private var pageLimit: Int { 1000 }
}
