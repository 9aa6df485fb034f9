import ArgumentParser

/// What C is compiled with.
struct CompilerOptions: ParsableArguments {
  @Option(help: "The compiler, as make takes it: \"ccache gcc\". (default: $CC, or gcc)")
  var cc: String?

  @Option(help: "How many compilers and tests to run at a time. (default: one per processor)")
  var jobs: Int?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs needs a number from 1 up") }
  }
}
