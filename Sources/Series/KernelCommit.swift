/// A commit of Linux that a changelog names.
public struct KernelCommit: Hashable, Sendable {
  /// All 40 digits.
  public let id: String
  public let subject: String

  /// `123456789abc ("subject")`, as changelogs quote it.
  public var quoted: String { "\(id.prefix(12)) (\"\(subject)\")" }
}

/// Every commit that the series names, looked up in the history of Linux.
extension KernelCommit {
  public static let known = [copyTables, markCopiedContexts]

  /// v4.2: a crash kernel copies root and context tables.
  static let copyTables = KernelCommit(
    id: "091d42e43d21b6ca7ec39bf5f9e17bc0bd8d4312",
    subject: "iommu/vt-d: Copy translation tables from old kernel")

  /// Before v6.1: a bitmap tells which contexts are copied.
  static let markCopiedContexts = KernelCommit(
    id: "0c5f6c0d8201a809a6585b07b6263e9db2c874a3",
    subject: "iommu/vt-d: Fix kdump kernels boot failure with scalable mode")
}
