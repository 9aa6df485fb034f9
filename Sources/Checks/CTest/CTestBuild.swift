import Diagnostics
import Rendering
import Series
import Writing

/// How the C is compiled.
public struct CTestFlavour: Sendable {
  /// With AddressSanitizer and UndefinedBehaviorSanitizer, where every finding ends the test.
  let sanitized: Bool
  /// For gcov, which needs code that is not optimised.
  let covered: Bool

  public static let sanitized = CTestFlavour(sanitized: true, covered: false)
  public static let plain = CTestFlavour(sanitized: false, covered: false)
  public static let covered = CTestFlavour(sanitized: false, covered: true)

  var flags: [String] {
    ["-std=gnu11", "-g", covered ? "-O0" : "-O1", "-fno-strict-aliasing"]
      + ["-Wall", "-Wextra", "-Werror"]
      // usual in the kernel
      + ["-Wno-unused-parameter", "-Wno-sign-compare", "-Wno-missing-field-initializers"]
      + (covered ? ["--coverage"] : [])
      + (sanitized
        ? [
          "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer",
        ] : [])
  }
}

/// Builds the areas of one commit below a directory of its own.
struct CTestBuild: Sendable {
  /// The project's `ctests/`.
  let tests: String
  let state: CTestState
  let directory: String
  let flavour: CTestFlavour
  /// The compiler, maybe behind another command: `ccache gcc`.
  let compiler: [String]

  /// What every area links with, besides the code under test.
  private static let support = [
    "builder.c", "fixture.c", "flips.c", "oracle.c", "sim/machine.c", "sim/memory.c", "sim/pages.c",
  ]

  var source: String { "\(directory)/src" }
  private var code: String { "\(source)/\(CTestState.code)" }
  private var codeObject: String { "\(directory)/kdump.o" }

  /// The compiler's complaint about a file; nil when it built.
  typealias Complaint = String

  /// Writes the sources; `tables` is the body of the tests that come from the tables.
  func writeSources(tables: String?) throws {
    for (path, text) in state.files { try Disk.write(text, to: "\(source)/\(path)") }
    if let tables { try Disk.write(tables, to: "\(source)/table_tests.c") }
  }

  /// Compiles what the areas share.
  func buildShared(jobs: Int) async throws -> Complaint? {
    let files =
      [(code, codeObject)] + Self.support.map { ("\(tests)/\($0)", object(ofSupport: $0)) }
    return try await concurrently(files, limit: jobs) { try await compile($0.0, to: $0.1) }
      .compactMap { $0 }.first
  }

  func build(_ area: CTestArea) async throws -> Complaint? {
    let object = "\(directory)/\(area.name).o"
    if let complaint = try await compile("\(tests)/\(area.source)", to: object) {
      return complaint
    }
    return try await run(
      flavour.flags + [object] + (area.includesCode ? [] : [codeObject])
        + Self.support.map(object(ofSupport:)) + ["-lcmocka", "-o", executable(of: area)])
  }

  func executable(of area: CTestArea) -> String { "\(directory)/\(area.name)" }

  private func object(ofSupport file: String) -> String {
    "\(directory)/\(file.split(separator: "/").last!.dropLast(2)).o"
  }

  private func compile(_ file: String, to object: String) async throws -> Complaint? {
    let search = ["shims", "sim", "."].flatMap { ["-I", "\(tests)/\($0)"] } + ["-I", source]
    return try await run(
      flavour.flags + search + ["-include", "linux/kconfig.h", "-c", file, "-o", object])
  }

  private func run(_ arguments: [String]) async throws -> Complaint? {
    let result = try await Tool(compiler[0]).run(Array(compiler.dropFirst()) + arguments)
    return result.succeeded ? nil : result.errors
  }
}

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
