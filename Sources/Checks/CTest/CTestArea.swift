import Diagnostics
import Platform
import Series

/// One group of the C tests in `ctests/`, built into an executable of its own.
///
/// Each registers itself in the second line of its file:
/// `/* ctest: from muteFaults, includes the code */`.
public struct CTestArea: Hashable, Sendable {
  public let name: String
  /// The name of the patch from which on the tests apply.
  public let patch: String
  /// The file, below `ctests/`.
  let source: String
  let traits: Set<Trait>

  enum Trait: String, CaseIterable {
    /// Reaches what is static in the code; other areas are linked with its object.
    case includesCode = "includes the code"
    /// Tests how entries are laid out, not what the code does with them.
    case aboutLayout = "about layout"
    /// Comes from the tables, and so cannot find what is wrong in them.
    case generated = "generated"
    /// Includes the code, and looks for accesses that nothing orders.
    case withThreads = "with threads"
  }

  var includesCode: Bool { traits.contains(.includesCode) || hasThreads }

  var hasThreads: Bool { traits.contains(.withThreads) }

  /// What only this area links with, below `ctests/`: the folder of its name.
  func parts(in tests: String) throws -> [String] {
    let folder = String(source.dropLast(2).replacing("test_", with: ""))
    return try Disk.names(in: "\(tests)/\(folder)").filter { $0.hasSuffix(".c") }
      .map { "\(folder)/\($0)" }
  }

  func applies(to stage: SeriesStage) -> Bool { stage.patches.contains(patch) }
}

extension CTestSuite {
  /// The areas: each `test_*.c` of the suite's folder.
  ///
  /// - Parameter tests: the project's `ctests/`.
  /// - Throws: a `Failure` with everything that is wrong with a registration.
  public func areas(in tests: String) throws -> [CTestArea] {
    try areas(
      from: Disk.names(in: "\(tests)/\(folder)").filter {
        $0.hasPrefix("test_") && $0.hasSuffix(".c")
      }.map { "\(folder)\($0)" }, in: tests)
  }

  /// No test: the benchmark of the hand-over.
  func handOver(in tests: String) throws -> CTestArea {
    try areas(from: ["bench/hand_over.c"], in: tests)[0]
  }

  private func areas(from files: [String], in tests: String) throws -> [CTestArea] {
    var problems: [Diagnostic] = []
    let areas = try files.compactMap { file -> CTestArea? in
      do {
        return try area(in: file, saying: try Disk.read("\(tests)/\(file)") ?? "")
      } catch let problem as Diagnostic {
        problems.append(problem)
        return nil
      }
    }
    guard problems.isEmpty else { throw Failure(problems) }
    return areas
  }

  /// The area that a file registers.
  func area(in file: String, saying text: String) throws(Diagnostic) -> CTestArea {
    let form = "write /* ctest: from <patch> */ into line 2"
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .filter { $0.element.contains("/* ctest:") }
    func problem(_ message: String, line: Int = 1, fix: String) -> Diagnostic {
      Diagnostic(message, at: SourceLocation(file: "ctests/\(file)", line: line), fix: fix)
    }

    guard let (index, line) = lines.first else {
      throw problem("the tests are not registered", fix: form)
    }
    if lines.count > 1 {
      throw problem(
        "the tests are registered twice", line: lines[1].offset + 1, fix: "remove this line")
    }
    guard index == 1,
      let match = line.wholeMatch(of: /\/\* ctest: from (\w+)((?:, [a-z ]+)*) \*\//)
    else { throw problem("this is no registration", line: index + 1, fix: form) }

    let patches = series.patches.map(\.name)
    let patch = String(match.1)
    guard patches.contains(patch) else {
      throw problem(
        "no patch is called \(patch)", line: 2,
        fix: "\(patch.nearest(of: patches) ?? "") is nearest")
    }
    var traits: Set<CTestArea.Trait> = []
    for word in match.2.split(separator: ", ").map(String.init) {
      guard let trait = CTestArea.Trait(rawValue: word) else {
        throw problem(
          "“\(word)” means nothing here", line: 2,
          fix: "known are: \(CTestArea.Trait.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      traits.insert(trait)
    }
    return CTestArea(name: Self.name(of: file), patch: patch, source: file, traits: traits)
  }

  /// `page-tables` for `test_page_tables.c`
  private static func name(of file: String) -> String {
    let name = file.split(separator: "/").last!.dropLast(2)
    return String(name.hasPrefix("test_") ? name.dropFirst(5) : name).replacing("_", with: "-")
  }
}
