import Diagnostics

/// A defect to plant in the code: tests that do not see it are worth nothing.
struct CTestDefect: Sendable {
  let name: String
  /// Stands exactly once in the code at the end of the series.
  let original: String
  let planted: String
  /// What the code must say for the defect to have a place there: kernels differ.
  let needs: String

  init(
    _ name: String, _ original: String, _ planted: String = "", needs: String = ""
  ) {
    self.name = name
    self.original = original
    self.planted = planted
    self.needs = needs
  }

  /// The code with the defect; nil when its place is not there exactly once.
  func plant(in code: String) -> String? {
    let places = code.ranges(of: original)
    return places.count == 1 ? code.replacingCharacters(in: places[0], with: planted) : nil
  }

  static let all =
    ofCopying + ofChecks + ofPageTables + ofAttaching + ofContainment + ofModes + ofOrder
}
