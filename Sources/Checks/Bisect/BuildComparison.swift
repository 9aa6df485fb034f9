import Diagnostics
import Reporting

/// Compares the builds of one commit with those of the base, configuration by configuration.
///
/// Configurations that build the series' new files must come before those that leave them out.
struct BuildComparison {
  /// What the new files define.
  private var added = Set<String>()

  /// - Parameter missing: names that the driver needs and the kernel does not have.
  /// - Throws: `Failure` when the base itself does not build.
  mutating func cell(
    _ result: DriverBuild.Result, base: DriverBuild.Result, _ configuration: KernelConfiguration,
    missing: [String] = [], seconds: Double
  ) throws -> Matrix.Cell {
    guard let baseObjects = base.objects else {
      let reasons = base.warnings.findings.filter { $0.severity == .error }
      throw Failure(
        reasons.map { Diagnostic("the base does not build in \(configuration.name): \($0)") })
    }
    let warnings = result.warnings.new(since: base.warnings)
    guard let objects = result.objects else {
      return Matrix.Cell(.fail, "does not build", findings: warnings, seconds: seconds)
    }
    added.formUnion(objects.names(addedTo: baseObjects))
    var frozen: [Finding] = []
    if configuration.isFrozen || !configuration.hasDriver {
      frozen = objects.additions(since: baseObjects)
    }
    if configuration.isFrozen {
      frozen += objects.growth(since: baseObjects) + objects.uses(of: added)
    }
    let unresolved = missing.map {
      Finding(.error, "LINK", "the driver needs \($0), which this kernel does not have")
    }
    let findings = warnings + frozen + unresolved
    var details = warnings.isEmpty ? [] : ["new warnings: \(warnings.count)"]
    if !unresolved.isEmpty { details.append("names that are missing: \(unresolved.count)") }
    if configuration.isFrozen, let change = objects.total.difference(since: baseObjects.total) {
      details.append(change)
    }
    return Matrix.Cell(
      findings.isEmpty ? .pass : .fail, details.joined(separator: ", "), findings: findings,
      seconds: seconds)
  }
}
