import ArgumentParser
import Series

/// Which stages of the series a command works on.
struct StageOption: ParsableArguments {
  @Option(
    help: """
      A stage of the series, or several in a row, as in fixes,take-over: \
      \(Part.Name.allCases.map(\.rawValue).joined(separator: ", ")), or \(PartList.allWord).
      """)
  var stage = PartList.allWord

  func parts() throws -> PartList { try PartList(stage) }
}
