/// How the C is compiled.
public enum CTestFlavour: Sendable {
  /// With AddressSanitizer and UndefinedBehaviorSanitizer, where every finding ends the test.
  case sanitized
  case plain
  /// For gcov, which needs code that is not optimised.
  case covered
  /// As kernels are, for measurements.
  case optimized

  var flags: [String] {
    ["-std=gnu11", "-g", "-fno-strict-aliasing", "-Wall", "-Wextra", "-Werror"]
      // usual in the kernel
      + ["-Wno-unused-parameter", "-Wno-sign-compare", "-Wno-missing-field-initializers"]
      + own
  }

  private var own: [String] {
    switch self {
    case .sanitized:
      [
        "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
        "-fno-omit-frame-pointer",
      ]
    case .plain: ["-O1"]
    case .covered: ["-O0", "--coverage"]
    case .optimized: ["-O2", "-mgeneral-regs-only"]
    }
  }
}
