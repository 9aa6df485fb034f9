/// A file's path in the kernel tree; the files that the series touches are named here.
public struct KernelPath: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  public let description: String

  public init(stringLiteral path: String) { description = path }
  public init(_ path: String) { description = path }

  /// `drivers/iommu` of `drivers/iommu/dmar.c`
  public var directory: String {
    description.split(separator: "/").dropLast().joined(separator: "/")
  }
}

/// An upstream kernel version such as 6.12.117; a missing part counts as 0.
public struct KernelVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let major: Int
  public let minor: Int
  public let patch: Int

  public init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads `6.12`, `6.12.117`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard (2...3).contains(parts.count), let major = parts[0], let minor = parts[1] else {
      return nil
    }
    guard parts.count == 2 || parts[2] != nil else { return nil }
    self.init(major, minor, parts.count == 3 ? parts[2]! : 0)
  }

  public static func < (a: KernelVersion, b: KernelVersion) -> Bool {
    (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
  }

  /// `6.12`: what names the series' directory and the Debian package.
  public var branch: String { "\(major).\(minor)" }

  public var description: String { patch == 0 ? branch : "\(branch).\(patch)" }
}
