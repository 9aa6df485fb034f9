public import Series

/// A kernel that the series fits, with which one that it does not fit is compared.
public struct FittingKernel: Sendable {
  /// `6.12.117`
  let name: String
  private let texts: [KernelPath: String]

  /// - Parameter texts: the files that the series touches, as the kernel has them.
  public init(_ name: String, _ texts: [KernelPath: String]) {
    self.name = name
    self.texts = texts
  }

  /// In what a function or a structure differs here from that of the kernel; empty if it is in only
  /// one of them.
  func difference(of scope: Edit.Scope, in path: KernelPath, here: SourceText) -> [String] {
    guard scope != .file, let text = texts[path] else { return [] }
    let there = SourceText(text, here.language)
    guard let old = try? ScopeSearch(file: there, scope: scope).result(),
      let new = try? ScopeSearch(file: here, scope: scope).result()
    else { return [] }
    return Self.difference(lines(of: old.bytes, in: there), lines(of: new.bytes, in: here))
  }

  private func lines(of bytes: Range<Int>, in file: SourceText) -> [String] {
    String(decoding: file.bytes[bytes], as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static let context = 2
  private static let limit = 40

  /// The lines that differ, marked as `diff -u` does, with two lines around them.
  static func difference(_ old: [String], _ new: [String]) -> [String] {
    let changes = new.difference(from: old)
    guard !changes.isEmpty else { return [] }
    let removed = Set(changes.removals.map(\.index))
    let inserted = Set(changes.insertions.map(\.index))
    var merged: [(mark: Character, text: String)] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if removed.contains(i) {
        merged.append(("-", old[i]))
        i += 1
      } else if inserted.contains(j) {
        merged.append(("+", new[j]))
        j += 1
      } else {
        merged.append((" ", new[j]))
        i += 1
        j += 1
      }
    }
    let isShown = merged.indices.map { index in
      merged[max(0, index - context)...min(merged.count - 1, index + context)]
        .contains { $0.mark != " " }
    }
    var shown: [String] = []
    for index in merged.indices where isShown[index] {
      if index > 0, !isShown[index - 1] { shown.append("…") }
      shown.append("\(merged[index].mark)\(merged[index].text)")
    }
    return shown.count > limit ? shown.prefix(limit) + ["…"] : shown
  }
}

extension CollectionDifference.Change {
  fileprivate var index: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
