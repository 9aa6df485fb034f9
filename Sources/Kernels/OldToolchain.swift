internal import Platform

/// What a kernel from before gcc 5 needs to be built by today's tools. It is for trying a series
/// on such a tree, and never part of one.
public struct OldToolchain: Sendable {
  private let tree: String

  /// Nil for a tree that today's compiler takes as it is.
  public init?(tree: String) {
    guard Disk.exists("\(tree)/include/linux/compiler-gcc4.h") else { return nil }
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

  /// The files of the tree that have to be there, or to read otherwise, by their paths.
  ///
  /// - Parameter compilerVersion: gcc's major version.
  public func files(compilerVersion: Int) throws -> [String: String] {
    var files: [String: String] = [:]
    // the kernel looks for a header of the compiler's version, and they are all alike
    let header = "include/linux/compiler-gcc\(compilerVersion).h"
    if try Disk.read("\(tree)/\(header)") == nil {
      files[header] = try Disk.read("\(tree)/include/linux/compiler-gcc4.h")
    }
    // the handlers are found by their size: today's assembler would take a short jump for some
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

  /// The tree's own checkpatch, which today's perl takes only with every brace escaped that is
  /// none of a regular expression's.
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
