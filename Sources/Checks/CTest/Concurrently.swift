/// Maps the items with at most `limit` of them in work at a time, keeping their order.
func concurrently<Item: Sendable, Value: Sendable>(
  _ items: [Item], limit: Int, _ body: @escaping @Sendable (Item) async throws -> Value
) async throws -> [Value] {
  try await withThrowingTaskGroup(of: (Int, Value).self) { group in
    var values: [Int: Value] = [:]
    for (index, item) in items.enumerated() {
      if index >= limit, let (done, value) = try await group.next() { values[done] = value }
      group.addTask { (index, try await body(item)) }
    }
    for try await (done, value) in group { values[done] = value }
    return items.indices.compactMap { values[$0] }
  }
}
