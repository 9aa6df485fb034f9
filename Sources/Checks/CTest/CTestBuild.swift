import Diagnostics
import Rendering
import Series
import Writing

/// Builds the areas of one commit below a directory of its own.
struct CTestBuild: Sendable {
  /// The project's `ctests/`.
  let tests: String
  let stage: SeriesStage
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
    return CTestBuild(
      tests: tests, stage: stage.with(code: code), directory: directory, flavour: flavour, compiler: compiler,
      prebuilt: self.directory)
  }

  /// Writes the sources; `tables` is the body of the tests that come from the tables.
  func writeSources(tables: String?) throws {
    for (path, text) in stage.files { try Disk.write(text, to: "\(source)/\(path)") }
    if let tables { try Disk.write(tables, to: "\(source)/table_tests.c") }
  }

  /// Compiles what the areas share.
  func buildShared(jobs: Int) async throws -> Complaint? {
    let support = try await concurrently(stage.suite.support, limit: jobs) { file in
      try await compile("\(tests)/\(file)", to: object(ofSupport: file))
    }
    return try await (support + [buildCode()]).compactMap { $0 }.first
  }

  func buildCode() async throws -> Complaint? {
    try await compile("\(source)/\(stage.suite.code)", to: codeObject)
  }

  func build(_ area: CTestArea) async throws -> Complaint? {
    let isBuilt = prebuilt != nil && !area.includesCode
    let object = "\(isBuilt ? prebuilt! : directory)/\(area.name).o"
    if !isBuilt,
      let complaint = try await compile("\(tests)/\(area.source)", to: object)
    {
      return complaint
    }
    return try await run(
      flavour.flags + [object] + (area.includesCode ? [] : [codeObject])
        + stage.suite.support.map(object(ofSupport:)) + ["-lcmocka", "-o", executable(of: area)])
  }

  private func object(ofSupport file: String) -> String {
    "\(prebuilt ?? directory)/\(file.split(separator: "/").last!.dropLast(2)).o"
  }

  private func compile(_ file: String, to object: String) async throws -> Complaint? {
    // a planted defect may well leave something unused
    let lenience = prebuilt == nil ? [] : ["-w"]
    let search = stage.suite.includes.flatMap { ["-I", "\(tests)/\($0)"] } + ["-I", source]
    return try await run(
      flavour.flags + lenience + search + ["-include", "linux/kconfig.h", "-c", file, "-o", object])
  }

  private func run(_ arguments: [String]) async throws -> Complaint? {
    let result = try await Tool(compiler[0]).run(Array(compiler.dropFirst()) + arguments)
    return result.succeeded ? nil : result.errors
  }
}
