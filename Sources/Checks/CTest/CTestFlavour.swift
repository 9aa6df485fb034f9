/// How the C is compiled.
public enum CTestFlavour: Sendable {
  /// With AddressSanitizer and UndefinedBehaviorSanitizer, where every finding ends the test.
  case sanitized
  case plain
  /// For gcov, which needs code that is not optimised.
  case covered
  /// As kernels are, for measurements.
  case optimized

  /// What a file is for.
  enum Part {
    /// It is compiled rarely, and runs most of the time.
    case support
    /// With all the warnings that the compiler finds when it optimises.
    case code
    /// It is compiled often: most areas include the code.
    case area
  }

  func flags(_ part: Part) -> [String] {
    ["-std=gnu11", "-g", "-fno-strict-aliasing", "-Wall", "-Wextra", "-Werror"]
      // usual in the kernel
      + ["-Wno-unused-parameter", "-Wno-sign-compare", "-Wno-missing-field-initializers"]
      + own(part)
  }

  private func own(_ part: Part) -> [String] {
    switch self {
    case .sanitized:
      [
        part == .support ? "-O2" : part == .code ? "-O1" : "-O0",
        "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer",
      ]
    case .plain: ["-O1"]
    case .covered: ["-O0", "--coverage"]
    case .optimized: ["-O2", "-mgeneral-regs-only"]
    }
  }
}
