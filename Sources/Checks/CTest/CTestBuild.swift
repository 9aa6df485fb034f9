import Diagnostics
import Platform
import Rendering
import Series

/// Builds the areas of one commit below a directory of its own.
struct CTestBuild: Sendable {
  /// The project's `ctests/`.
  let tests: String
  let stage: SeriesStage
  let directory: String
  let flavour: CTestFlavour
  var configuration = KernelConfiguration.usual
  /// The compiler, maybe behind another command: `ccache gcc`.
  let compiler: [String]
  /// What every area links with, besides the code under test; below `ctests/`.
  let support: [String]
  /// Where the commit before was built, or another configuration; most of its objects can be used
  /// again.
  var earlier: [String] = []
  /// Where to find the objects that do not depend on the code, when they are built already.
  private(set) var prebuilt: String?

  /// The compiler's complaint about a file; nil when it built.
  typealias Complaint = String

  var source: String { "\(directory)/src" }
  private var codeObject: String { "kdump.o" }
  /// Relative, so that objects do not depend on the directory; gcov needs it absolute.
  private var root: String { flavour == .covered ? source : "." }

  func executable(of area: CTestArea) -> String { "\(directory)/\(area.name)" }

  /// The same with other code, linked with what is built here.
  func mutant(of code: String, in directory: String) -> CTestBuild {
    CTestBuild(
      tests: tests, stage: stage.with(code: code), directory: directory, flavour: flavour,
      configuration: configuration, compiler: compiler, support: support, prebuilt: self.directory)
  }

  /// Writes the sources; `tables` is the body of the tests that come from the tables.
  func writeSources(tables: String?) throws {
    for (path, text) in stage.files { try Disk.write(text, to: "\(source)/\(path)") }
    try Disk.write(configuration.header, to: "\(source)/kernel_config.h")
    if let tables { try Disk.write(tables, to: "\(source)/table_tests.c") }
  }

  /// Compiles the code, and what the areas share.
  func buildShared(by areas: [CTestArea], jobs: Int) async throws -> Complaint? {
    let flavours = Set(areas.map { self.flavours(of: $0).support })
    let files = support.flatMap { file in flavours.map { (file, $0) } }
    let complaint = try await buildCode()
    let others = try await concurrently(files, limit: jobs) { file, flavour in
      try await compile(file, .support, flavour)
    }
    return ([complaint] + others).compactMap { $0 }.first
  }

  func buildCode() async throws -> Complaint? {
    try await compile(code, .code, flavour, to: codeObject)
  }

  /// Preprocesses a file that includes the code.
  ///
  /// - Returns: the path of the result.
  func preprocessed(_ file: String) async throws -> String {
    let result = "\(directory)/preprocessed.i"
    let command = flags(.code, .plain) + input(file)
    if let complaint = try await run(command + ["-E", "-P", "-o", result]) {
      throw Failure("\(file) cannot be preprocessed:\n\(complaint)")
    }
    return result
  }

  /// The object code, optimised as a kernel's is and without lines for a debugger: equal for codes
  /// that do the same, as far as the compiler can tell. Nil when the code does not build.
  func objectCode() async throws -> [UInt8]? {
    let object = "\(directory)/optimized.o"
    let command = flags(.code, .optimized) + ["-g0", "-Wno-error"] + errors + input(code)
    let complaint = try await run(command + ["-c", "-o", object])
    return try complaint == nil ? Disk.bytes(object) : nil
  }

  /// The warnings that a kernel's Makefile makes errors.
  private var errors: [String] {
    ["implicit-function-declaration", "implicit-int", "return-type", "incompatible-pointer-types"]
      .map { "-Werror=\($0)" }
  }

  private var code: String {
    stage.suite.wrapper.map { "\(tests)/\($0)" } ?? "\(root)/\(stage.suite.code)"
  }

  /// A file, and where its headers are.
  private func input(_ file: String) -> [String] {
    stage.suite.includes.flatMap { ["-I", "\(tests)/\($0)"] }
      + ["-I", root, "-I", "\(root)/include", "-include", "linux/kconfig.h", file]
  }

  /// Whether the simulation has what the code refers to, and a kernel of the configuration, too.
  func link() async throws -> Complaint? {
    let objects = [codeObject] + support.map { object(of: $0, flavour) }
    // there is no area, and so no main()
    let withoutMain = ["-nostartfiles", "-Wl,--entry=0,--fatal-warnings"]
    return try await run(
      flags(.area, flavour) + withoutMain + objects.map { "\(directory)/\($0)" }
        + ["-lcmocka", "-o", "\(directory)/links"])
  }

  func build(_ area: CTestArea) async throws -> Complaint? {
    let isBuilt = prebuilt != nil && !area.includesCode
    let (flavour, other) = flavours(of: area)
    if !isBuilt, let complaint = try await compile(area.source, .area, flavour) {
      return complaint
    }
    let shared = prebuilt ?? directory
    let parts = try area.parts(in: tests)
    if prebuilt == nil {
      for file in parts {
        if let complaint = try await compile(file, .support, other) { return complaint }
      }
    }
    return try await run(
      flags(.area, flavour)
        + ["\(isBuilt ? shared : directory)/\(object(of: area.source, flavour))"]
        + (area.includesCode ? [] : ["\(directory)/\(codeObject)"])
        + (support + parts).map { "\(shared)/\(object(of: $0, other))" }
        + ["-lcmocka", "-o", executable(of: area)])
  }

  /// How an area is compiled, and what it links with.
  func flavours(of area: CTestArea) -> (own: CTestFlavour, support: CTestFlavour) {
    area.hasThreads ? (.threads, .plain) : (flavour, flavour)
  }

  private func flags(_ part: CTestFlavour.Part, _ flavour: CTestFlavour) -> [String] {
    configuration.compilerFlags + flavour.flags(part)
  }

  private func object(of file: String, _ flavour: CTestFlavour) -> String {
    let name = file.dropLast(2).replacing("/", with: "-")
    return flavour == self.flavour ? "\(name).o" : "\(name).\(flavour).o"
  }

  private func compile(
    _ file: String, _ part: CTestFlavour.Part, _ flavour: CTestFlavour
  ) async throws -> Complaint? {
    try await compile("\(tests)/\(file)", part, flavour, to: object(of: file, flavour))
  }

  private func compile(
    _ file: String, _ part: CTestFlavour.Part, _ flavour: CTestFlavour, to object: String
  ) async throws -> Complaint? {
    let command = flags(part, flavour) + input(file)
    let path = "\(directory)/\(object)"
    // a planted defect may well leave something unused
    guard prebuilt == nil else { return try await run(command + ["-w", "-c", "-o", path]) }

    let preprocessed = try await Tool(compiler[0]).run(
      compiler.dropFirst() + command + ["-E", "-fno-working-directory", "-o", "\(path).i"],
      in: source)
    guard preprocessed.succeeded else { return preprocessed.errors }
    let digest = try await Tool("sha256sum").output(["\(path).i"]).text.prefix(64)
    let key = "\(digest) \((compiler + command).joined(separator: " "))\n"
    if try Disk.exists(path) && Disk.read("\(path).key") == key { return nil }
    if let earlier = try earlier.first(where: { try Disk.read("\($0)/\(object).key") == key }) {
      _ = try await Tool("cp").output(["\(earlier)/\(object)", path])
    } else if let complaint = try await run(command + ["-c", "-o", path]) {
      return complaint
    }
    try Disk.write(key, to: "\(path).key")
    return nil
  }

  private func run(_ arguments: [String]) async throws -> Complaint? {
    let result = try await Tool(compiler[0]).run(compiler.dropFirst() + arguments, in: source)
    return result.succeeded ? nil : result.errors
  }
}
