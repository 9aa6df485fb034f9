internal import Diagnostics
internal import Foundation

/// The directories that the tool works in.
public struct Workspace: Sendable {
  /// The project's root, with `templates/` and `patches/`.
  public let root: String
  /// Downloads and extracted bases.
  public let cache: String

  public init(root: String, cache: String) {
    self.root = root
    self.cache = cache
  }

  /// Finds the project from CRASHDUMP_IOMMU_ROOT, or from the running executable upwards, and
  /// the cache according to the XDG base directory specification.
  public static func find() throws -> Workspace {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["HOME"] ?? NSHomeDirectory()
    let caches = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return Workspace(
      root: try root(environment["CRASHDUMP_IOMMU_ROOT"]),
      cache: "\(caches ?? "\(home)/.cache")/crashdump-iommu")
  }

  /// Every Mustache template of the project, by its path below `templates/` without `.mustache`.
  public func templates() throws -> [String: String] {
    let suffix = ".mustache"
    return try files(below: "templates", withSuffixes: [suffix]).reduce(into: [:]) {
      $0[String($1.key.dropLast(suffix.count))] = $1.value
    }
  }

  /// Every tagged source of the project, by its path below `templates/`.
  public func taggedSources() throws -> [String: String] {
    try files(below: "templates", withSuffixes: [".c", ".h"])
  }

  private func files(
    below directory: String, withSuffixes suffixes: [String]
  ) throws -> [String: String] {
    let top = "\(root)/\(directory)"
    let files = FileManager.default.enumerator(atPath: top)?.compactMap { $0 as? String } ?? []
    return try files.filter { file in suffixes.contains { file.hasSuffix($0) } }
      .reduce(into: [:]) { $0[$1] = try Disk.read("\(top)/\($1)") }
  }

  private static func root(_ named: String?) throws -> String {
    let isRoot: (String) -> Bool = {
      Disk.exists("\($0)/Package.swift") && Disk.isDirectory("\($0)/templates")
    }
    if let named {
      guard isRoot(named) else {
        throw Failure(
          "CRASHDUMP_IOMMU_ROOT is \(named), which has no Package.swift and templates/",
          fix: "set it to the project's directory")
      }
      return named
    }
    var directory = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    while directory.path() != "/" {
      directory.deleteLastPathComponent()
      if isRoot(directory.path(percentEncoded: false)) {
        let path = directory.path(percentEncoded: false)
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      }
    }
    throw Failure(
      "the project's directory is not above the executable",
      fix: "set CRASHDUMP_IOMMU_ROOT to the directory with Package.swift")
  }
}

extension Tool {
  /// Where tools are looked up.
  public static var path: String {
    ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
  }
}
