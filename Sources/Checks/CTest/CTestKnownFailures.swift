extension CTestKnownFailure {
  /// Of the mainline series.
  static let all: [CTestKnownFailure] = []
}
