import Diagnostics
import Platform
import Rendering
import Series

/// How the C is compiled.
public struct CTestFlavour: Sendable {
  /// With AddressSanitizer and UndefinedBehaviorSanitizer, where every finding ends the test.
  let sanitized: Bool
  /// For gcov, which needs code that is not optimised.
  let covered: Bool
  /// As kernels are, for measurements.
  let optimized: Bool

  private init(sanitized: Bool = false, covered: Bool = false, optimized: Bool = false) {
    self.sanitized = sanitized
    self.covered = covered
    self.optimized = optimized
  }

  public static let sanitized = CTestFlavour(sanitized: true)
  public static let plain = CTestFlavour()
  public static let covered = CTestFlavour(covered: true)
  public static let optimized = CTestFlavour(optimized: true)

  var flags: [String] {
    ["-std=gnu11", "-g", covered ? "-O0" : optimized ? "-O2" : "-O1", "-fno-strict-aliasing"]
      + ["-Wall", "-Wextra", "-Werror"]
      // usual in the kernel
      + ["-Wno-unused-parameter", "-Wno-sign-compare", "-Wno-missing-field-initializers"]
      + (covered ? ["--coverage"] : [])
      + (optimized ? ["-mgeneral-regs-only"] : [])
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
  /// Where to find the objects that do not depend on the code, when they are built already.
  private(set) var prebuilt: String?

  /// The compiler's complaint about a file; nil when it built.
  typealias Complaint = String

  var source: String { "\(directory)/src" }
  private var codeObject: String { "\(directory)/kdump.o" }

  func executable(of area: CTestArea) -> String { "\(directory)/\(area.name)" }

  /// The same with other code, linked with what is built here.
  func mutant(of code: String, in directory: String) -> CTestBuild {
    var files = state.files
    files[state.suite.code] = code
    let mutated = CTestState(
      suite: state.suite, number: state.number, subject: state.subject, files: files)
    return CTestBuild(
      tests: tests, state: mutated, directory: directory, flavour: flavour, compiler: compiler,
      prebuilt: self.directory)
  }

  /// Writes the sources; `tables` is the body of the tests that come from the tables.
  func writeSources(tables: String?) throws {
    for (path, text) in state.files { try Disk.write(text, to: "\(source)/\(path)") }
    if let tables { try Disk.write(tables, to: "\(source)/table_tests.c") }
  }

  /// Compiles what the areas share.
  func buildShared(jobs: Int) async throws -> Complaint? {
    let support = try await concurrently(state.suite.support, limit: jobs) { file in
      try await compile("\(tests)/\(file)", to: object(ofSupport: file))
    }
    return try await (support + [buildCode()]).compactMap { $0 }.first
  }

  func buildCode() async throws -> Complaint? {
    try await compile("\(source)/\(state.suite.code)", to: codeObject)
  }

  func build(_ area: CTestArea) async throws -> Complaint? {
    let isBuilt = prebuilt != nil && !area.includesCode
    let object = "\(isBuilt ? prebuilt! : directory)/\(area.name).o"
    if !isBuilt,
      let complaint = try await compile("\(tests)/\(state.suite.folder)\(area.source)", to: object)
    {
      return complaint
    }
    return try await run(
      flavour.flags + [object] + (area.includesCode ? [] : [codeObject])
        + state.suite.support.map(object(ofSupport:)) + ["-lcmocka", "-o", executable(of: area)])
  }

  private func object(ofSupport file: String) -> String {
    "\(prebuilt ?? directory)/\(file.split(separator: "/").last!.dropLast(2)).o"
  }

  private func compile(_ file: String, to object: String) async throws -> Complaint? {
    // a planted defect may well leave something unused
    let lenience = prebuilt == nil ? [] : ["-w"]
    let search = state.suite.includes.flatMap { ["-I", "\(tests)/\($0)"] } + ["-I", source]
    return try await run(
      flavour.flags + lenience + search + ["-include", "linux/kconfig.h", "-c", file, "-o", object])
  }

  private func run(_ arguments: [String]) async throws -> Complaint? {
    let result = try await Tool(compiler[0]).run(Array(compiler.dropFirst()) + arguments)
    return result.succeeded ? nil : result.errors
  }
}
