/// How long each of several runs of one thing took, in seconds.
public struct Timings: Codable, Sendable {
  public let name: String
  public let seconds: [Double]

  public init(name: String, seconds: [Double]) {
    self.name = name
    self.seconds = seconds
  }

  public var median: Double {
    let sorted = seconds.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
  public var fastest: Double { seconds.min() ?? 0 }
  public var slowest: Double { seconds.max() ?? 0 }
}
