internal import Judge

extension Observation {
  /// Adds what the IOMMU did since the crash, according to QEMU's trace. A line that cannot be
  /// read is a fault of the emulator: what it says is unknown.
  ///
  /// - Parameter started: when the machine started, in seconds since 1970.
  mutating func read(trace: String, started: Double) {
    guard let crash = stages[.crash] else { return }
    for line in Self.lines(of: trace) {
      guard let (absolute, event) = IOMMUEvent.parse(line) else {
        addEmulatorFault("its trace has a line that cannot be read: \(line)")
        return
      }
      let time = absolute - started
      guard time >= crash else { continue }
      switch event {
      case .fault(let source, let reason, let address, let write):
        let fault = Fault(
          time: time, source: SourceID(rawValue: source), reason: reason, address: address,
          write: write)
        if let index = faults.lastIndex(where: { $0.isAlike(fault) }),
          time - faults[index].time < Self.together
        {
          faults[index].count += 1
        } else {
          faults.append(fault)
        }
      case .report(let source):
        if handOver != nil { reports[source, default: 0] += 1 }
      case .translation(let on):
        if !on { translationOff.append(time) }
      case .rootTable:
        if handOver == nil { handOver = time }
      }
    }
  }

  /// The lines about the IOMMU. The last one may be unfinished, because the machine is killed.
  private static func lines(of trace: String) -> [Substring] {
    var lines = trace.split(separator: "\n", omittingEmptySubsequences: false)
    lines.removeLast()
    return lines.filter { $0.contains("vtd_") }
  }

  /// Faults less than this apart count as one entry, in seconds.
  private static let together = 0.02
}

extension Observation.Fault {
  fileprivate func isAlike(_ other: Self) -> Bool {
    (source, reason, write) == (other.source, other.reason, other.write)
  }
}
