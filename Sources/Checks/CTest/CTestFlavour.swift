/// How the C is compiled.
public enum CTestFlavour: Sendable {
  /// With AddressSanitizer and UndefinedBehaviorSanitizer, where every finding ends the test.
  case sanitized
  case plain
  /// For gcov, which needs code that is not optimised.
  case covered
  /// As kernels are, for measurements.
  case optimized
  /// With ThreadSanitizer, for areas alone: what they link with is ``plain``, so that only the code
  /// is looked at, and no sanitizer meets another.
  case threads

  /// What a file is for.
  enum Part {
    /// Compiled rarely, and where most of the time is spent.
    case support
    /// Some warnings need an optimising compiler.
    case code
    /// Compiled whenever the code changes, as most areas include it.
    case area
  }

  func flags(_ part: Part) -> [String] {
    ["-std=gnu11", "-g", "-fno-strict-aliasing", "-Wall", "-Wextra", "-Werror"]
      // usual in the kernel
      + ["-Wno-unused-parameter", "-Wno-sign-compare", "-Wno-missing-field-initializers"]
      + own(part)
  }

  private func own(_ part: Part) -> [String] {
    let effort = part == .support ? "-O2" : part == .code ? "-O1" : "-O0"
    return switch self {
    case .sanitized:
      [
        effort, "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
        "-fno-omit-frame-pointer",
      ]
    case .plain: [effort]
    case .covered: ["-O0", "--coverage"]
    case .optimized: ["-O2", "-mgeneral-regs-only"]
    case .threads: [effort, "-fsanitize=thread"]
    }
  }
}
