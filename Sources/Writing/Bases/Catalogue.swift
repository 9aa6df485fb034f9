internal import Diagnostics
internal import Series

/// A base that Debian packages.
public struct PackagedBase: Hashable, Sendable {
  /// `6.12`
  public let branch: String
  /// The suites that carry it; the newest version among them is taken.
  public let suites: [String]

  /// `linux-source-6.12`
  public var package: String { "linux-source-\(branch)" }
}

/// The kernels that the project supports without a tree of the user's.
public enum Catalogue {
  /// The default first.
  public static let bases = [
    PackagedBase(branch: "6.12", suites: ["bookworm", "bookworm-security"]),
    PackagedBase(branch: "6.1", suites: ["bookworm", "bookworm-security"]),
    PackagedBase(branch: "7.3", suites: ["trixie-backports"]),
  ]

  /// What `BASE=all` stands for.
  public static let all = "all"

  /// The bases that `BASE=name` asks for.
  public static func named(_ name: String) throws -> [PackagedBase] {
    if name == all { return bases }
    if let base = bases.first(where: { $0.branch == name }) { return [base] }
    let known = bases.map(\.branch) + [all]
    let nearest = name.nearest(of: known)!
    let guess = name.distance(to: nearest) <= 2 ? "did you mean \(nearest)?" : "or give a KDIR"
    throw Failure(
      "unknown base \(name): the known ones are \(known.joined(separator: ", "))", fix: guess)
  }
}
