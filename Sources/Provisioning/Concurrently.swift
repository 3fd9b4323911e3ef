/// Does the same for many items side by side, at most `width` at once; the results keep the items' order.
package func concurrently<Item: Sendable, Output: Sendable>(
    _ items: [Item],
    atMost width: Int,
    _ body: @escaping @Sendable (Item) async -> Output
) async -> [Output] {
    await withTaskGroup(of: (Int, Output).self) { group in
        var results = [Output?](repeating: nil, count: items.count)
        for (index, item) in items.enumerated() {
            if index >= width, let (done, output) = await group.next() { results[done] = output }
            group.addTask { (index, await body(item)) }
        }
        for await (index, output) in group { results[index] = output }
        return results.compactMap(\.self)
    }
}
