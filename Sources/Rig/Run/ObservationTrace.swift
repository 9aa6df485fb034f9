internal import Judge

extension Observation {
  /// Adds what the IOMMU did since the crash, out of QEMU's trace.
  ///
  /// - Parameter started: when the machine started, in seconds since 1970.
  mutating func read(trace: String, started: Double) {
    guard let crash = stages[.crash] else { return }
    for line in trace.split(separator: "\n") {
      guard let (absolute, event) = IOMMUEvent.parse(line) else { continue }
      let time = absolute - started
      guard time >= crash else { continue }
      switch event {
      case .fault(let source, let reason, let address, let write):
        faults.append(
          Fault(
            time: time, source: SourceID(rawValue: source), reason: reason, address: address,
            write: write))
      case .translation(let on):
        if !on { translationOff.append(time) }
      case .rootTable:
        if handOver == nil { handOver = time }
      }
    }
  }
}
