public import Platform

/// kbuild in a copy of a kernel's sources, with a build directory of its own.
public struct KernelMake: Sendable {
  private let tree: String
  private let output: String
  private let architecture: String
  private let compilers: [String]

  /// - Parameters:
  ///   - tree: the copy. What a build in the sources left there is removed, because kbuild refuses
  ///     a build directory then, and would take the vendor's `.config`.
  ///   - output: the build directory (`O=`).
  ///   - architecture: kbuild's `ARCH`.
  ///   - compilers: `CC=` and `HOSTCC=`; empty to leave them to the kernel's Makefile.
  public init(tree: String, output: String, architecture: String, compilers: [String]) {
    self.tree = tree
    self.output = output
    self.architecture = architecture
    self.compilers = compilers
  }

  /// Some vendors' Makefiles set ARCH and CROSS_COMPILE themselves; those of the command line win.
  /// A warning that the kernel's authors did not know is no error; a check compares warnings with
  /// those of the base.
  public func arguments(_ targets: [String]) -> [String] {
    ["-C", tree, "O=\(output)", "ARCH=\(architecture)", "CROSS_COMPILE="]
      + ["KCFLAGS=-Wno-error", "WERROR=0"] + compilers + targets
  }

  /// The options that select `FRAME_POINTER`: since 4.15, and in 4.14. Older kernels have neither.
  public static let unwinders = ["UNWINDER_FRAME_POINTER", "FRAME_POINTER_UNWINDER"].map {
    "CONFIG_\($0)=y"
  }

  /// The environment, without the options and variables of a make that called us, and in the
  /// language that our own reading of the messages expects.
  public static let variables = Tool.Variables.inherited([
    "MAKEFLAGS": nil, "MFLAGS": nil, "MAKEOVERRIDES": nil, "MAKELEVEL": nil,
    "KBUILD_OUTPUT": nil, "ARCH": nil, "CROSS_COMPILE": nil,
    // the kernel's Makefile unsets LC_ALL
    "LC_ALL": "C", "LANG": "C", "LC_CTYPE": nil, "LC_MESSAGES": nil, "LANGUAGE": nil,
  ])

  public func run(_ targets: [String]) async throws -> Tool.Result {
    try await Tool("make").run(arguments(targets), with: Self.variables)
  }

  /// Removes from a copy of a kernel's sources what a build in them left.
  public static func clean(_ tree: String) throws {
    for left in [".config", "include/config", "include/generated", "arch/x86/include/generated"] {
      try Disk.remove("\(tree)/\(left)")
    }
  }

  /// The first errors in make's output, without those that only follow from them: lines that speak
  /// of an error, or else what was said last before make gave up.
  public static func errors(in log: String) -> [String] {
    let lines = log.split(separator: "\n").map(String.init)
    let causes = lines.filter { line in
      line.contains(/\berror\b|\bundefined reference\b/.ignoresCase()) && !line.isOfMake
    }
    guard causes.isEmpty else { return Array(causes.prefix(3)) }
    let end = lines.firstIndex { $0.isOfMake && $0.contains("***") } ?? lines.endIndex
    let said = lines[..<end].filter { !$0.isOfMake }.suffix(2)
    return Array(said + lines[end...].prefix(1))
  }
}

extension String {
  fileprivate var isOfMake: Bool { hasPrefix("make:") || hasPrefix("make[") }
}
