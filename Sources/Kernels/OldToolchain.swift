internal import Platform

/// Lets today's tools build a kernel that was made for gcc 4. The changes are made to a copy of the
/// tree on which a series is tried, and are never part of the series.
public struct OldToolchain: Sendable {
  private let tree: String

  /// Nil for a tree that today's compiler can build unchanged. The makefile of such a tree turns
  /// position-independent code off, which compilers make by default since 2016.
  public init?(tree: String) {
    guard let makefile = try? Disk.read("\(tree)/Makefile"), !makefile.contains("-fno-PIE"),
      !makefile.contains("-fno-pie")
    else { return nil }
    self.tree = tree
  }

  /// The compiler as make takes it.
  ///
  /// - Parameter compiler: `gcc`, or `ccache gcc`.
  public func compiler(_ compiler: String) -> String {
    let dialect = ["-std=gnu89", "-fcommon"]
    let unwanted = [
      "-fno-pie", "-no-pie", "-fno-stack-protector", "-fcf-protection=none",
      "-fno-asynchronous-unwind-tables", "-fno-unwind-tables",
    ]
    return ([compiler] + dialect + unwanted).joined(separator: " ")
  }

  public let hostCompiler = "gcc -fcommon"

  /// The files to add or replace in the tree, by their paths.
  ///
  /// - Parameter compilerVersion: gcc's major version.
  public func files(compilerVersion: Int) throws -> [String: String] {
    var files: [String: String] = [:]
    // before 4.2, the kernel includes a header named after the compiler's version; all of these
    // headers have the same content
    let header = "include/linux/compiler-gcc\(compilerVersion).h"
    if try Disk.read("\(tree)/\(header)") == nil {
      files[header] = try Disk.read("\(tree)/include/linux/compiler-gcc4.h")
    }
    // the kernel computes a handler's address from its size, so that no jump may become a short one
    let entry = "arch/x86/kernel/head_64.S"
    if let text = try Disk.read("\(tree)/\(entry)"), text.contains("early_idt_handlers:") {
      files[entry] = text.replacing(
        "\tjmp early_idt_handler\n",
        with: "\t.byte 0xe9\n\t.long early_idt_handler - . - 4\n")
    }
    if let script = try Disk.read("\(tree)/\(Self.checkpatch)") {
      files[Self.checkpatch] = Self.escapingBraces(of: script)
    }
    return files
  }

  /// The tree's own checkpatch. Today's perl demands that literal braces in its regular expressions
  /// are escaped.
  public static let checkpatch = "scripts/checkpatch.pl"

  private static func escapingBraces(of script: String) -> String {
    let braces = [
      (#"do\s{"#, #"do\s\{"#), (#"^(.\s*){\s*"#, #"^(.\s*)\{\s*"#),
      (#"\(.*\){"#, #"\(.*\)\{"#), (#"/do{"#, #"/do\{"#), (#"(?:do|\))){"#, #"(?:do|\)))\{"#),
      (#"^\({"#, #"^\(\{"#), (#"\(.*\).*\s{/"#, #"\(.*\).*\s\{/"#),
    ]
    return braces.reduce(script) { $0.replacing($1.0, with: $1.1) }
  }

  /// gcc's major version.
  public static func compilerVersion() async throws -> Int {
    let version = try await Tool("gcc").output(["-dumpversion"]).text
    return Int(version.prefix { $0.isNumber }) ?? 0
  }
}
