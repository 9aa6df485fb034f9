internal import Judge
internal import Reporting

/// The result of a case on one kernel, with the reasons.
public struct CaseOutcome: Sendable, Codable {
  /// An expectation that was not met.
  public struct Reason: Sendable, Codable, Hashable {
    public let expectation: String
    public let findings: [String]
  }

  public let verdict: CaseVerdict
  public let reasons: [Reason]
}

extension CrashCase {
  /// Judges what was observed.
  ///
  /// - Parameter baseline: for a normal boot, what was observed without the series.
  public func evaluate(_ seen: Observation, baseline: Observation? = nil) -> CaseOutcome {
    if let fault = seen.emulatorFault {
      return CaseOutcome(
        verdict: .invalid, reasons: [.init(expectation: "QEMU sound", findings: [fault])])
    }
    // if no kernel was in trouble, but the crash was not reached, nothing is proven
    if let loss = seen.loss, driver.isCrash, seen.stages[.crash] == nil,
      seen.trouble.isEmpty
    {
      return CaseOutcome(
        verdict: .invalid, reasons: [.init(expectation: "comes to the crash", findings: [loss])])
    }
    var reasons: [CaseOutcome.Reason] = []
    if let loss = seen.loss {
      reasons.append(.init(expectation: "runs to its end", findings: [loss]))
    }
    if !seen.trouble.isEmpty {
      reasons.append(.init(expectation: "both kernels sound", findings: seen.trouble))
    }
    for expectation in expectations {
      let findings = expectation.findings(in: seen, baseline: baseline)
      if !findings.isEmpty {
        reasons.append(.init(expectation: expectation.title, findings: findings))
      }
    }
    if seen.loss == nil, driver.isCrash, let blindness = blindness(of: seen) {
      return CaseOutcome(verdict: .invalid, reasons: [blindness])
    }
    return CaseOutcome(verdict: reasons.isEmpty ? .pass : .fail, reasons: reasons)
  }

  /// What the rig did not see, without which nothing is proven: the crash, what the crash kernel
  /// then did with the IOMMU, and the DMA going on.
  private func blindness(of seen: Observation) -> CaseOutcome.Reason? {
    if seen.stages[.crash] == nil {
      return .init(expectation: "a crash", findings: ["the crash was not seen"])
    }
    if seen.handOver == nil, seen.translationOff.isEmpty {
      let note = "the emulator's trace tells of no new root table after the crash"
      return .init(expectation: "a hand-over", findings: [note])
    }
    if !isLegacyDMAProven(in: seen) {
      let note = "the crashed kernel's DMA was not seen going on when it mattered"
      return .init(expectation: "in-flight DMA goes on", findings: [note])
    }
    return nil
  }

  /// Whether the crashed kernel's device was seen to continue: between attach and reset if there is
  /// a late-resetting driver, else after the crash kernel took over the IOMMU or switched it off.
  private func isLegacyDMAProven(in seen: Observation) -> Bool {
    let from =
      seen.stages[.attached] ?? seen.handOver ?? seen.translationOff.first
      ?? seen.stages[.crashKernelUp]
    guard let from else { return false }
    let to = seen.stages[.reset] ?? .infinity
    return seen.samples.contains { $0.moving && (from...to).contains($0.time) }
  }
}

extension Expectation {
  /// Why the expectation is not met; empty if it is. It is not met if nothing was looked at.
  func findings(in seen: Observation, baseline: Observation?) -> [String] {
    switch self {
    case .oldTablesUntouched, .sameTranslations, .ownMemoryUnreachable, .domainIDsDistinct,
      .oldAddressesKept, .dumpIsWhole, .idleDeviceGoesOn, .nothingRevealed, .reservedMemoryReached,
      .deviceTLBsKept, .fewPagesToShadow:
      return seen.isChecked(self) ? seen.findings(self) : ["not looked at"]
    case .translationStaysOn:
      return seen.findings(self)
        + seen.translationOff.map { "switched off at \($0.rounded(to: 2)) s" }
    case .legacyDMALands: return Self.silences(in: seen)
    case .noFaults: return Self.describe(seen.faults)
    case .noWriteFaults:
      // before the hand-over, the damaged tables themselves cause faults
      let handOver = seen.handOver ?? 0
      return Self.describe(seen.faults.filter { $0.write && $0.time > handOver })
    case .muted(let limit): return Self.reports(in: seen, beyond: limit)
    case .noCorruption:
      guard let pages = seen.corruptedPages else { return ["not looked at"] }
      return pages == 0 ? [] : ["\(pages) of \(seen.watchedPages ?? 0) pages overwritten"]
    case .message(let text):
      let count = seen.messages.count { $0.contains(text) }
      return count == 1 ? [] : ["said \(count) times"]
    case .silence(let text):
      return seen.messages.filter { $0.contains(text) }
    case .bootsAsVanilla:
      guard let baseline else { return [] }
      return Self.difference("device", baseline.devices, seen.devices)
        + Self.difference("message", baseline.messages, seen.messages)
    }
  }

  /// The first time, between crash and reset, at which the device ran but its DMA did not arrive.
  private static func silences(in seen: Observation) -> [String] {
    guard let crash = seen.stages[.crash] else { return ["not looked at"] }
    let end = seen.stages[.reset] ?? .infinity
    var silent: [Observation.Sample] = []
    // a single sample proves nothing: the device may just have been stopped
    for sample in seen.samples where sample.time > crash && sample.time < end {
      guard sample.moving && sample.landed == 0 else {
        if silent.count >= 3 { break }
        silent = []
        continue
      }
      silent.append(sample)
    }
    guard silent.count >= 3 else { return [] }
    return ["no DMA arrived from \(silent[0].time.rounded(to: 2)) s on"]
  }

  /// Devices with more reported faults than the limit; also whether the device was really seen to
  /// continue in silence, rather than to stop.
  private static func reports(in seen: Observation, beyond limit: Int) -> [String] {
    guard let handOver = seen.handOver else { return ["not looked at"] }
    let last = seen.faults.map(\.time).max() ?? 0
    guard last >= handOver else { return ["nothing faulted"] }
    let many = seen.reports.filter { $0.value > limit }.sorted { $0.key < $1.key }
      .map { "\($0.value) faults of \(SourceID(rawValue: $0.key)) were reported" }
    let goesOn = seen.samples.contains { $0.moving && $0.time > last + 1 }
    return many + (goesOn ? [] : ["no device was seen to continue for a second without faults"])
  }

  private static func describe(_ faults: [Observation.Fault]) -> [String] {
    let groups = Dictionary(grouping: faults) { "\($0.source) \($0.write ? "write" : "read")" }
    return groups.sorted { $0.key < $1.key }.map { key, faults in
      let first = faults.min { $0.time < $1.time }!
      return
        "\(faults.reduce(0) { $0 + $1.count }) of \(key), the first at \(first.time.rounded(to: 2)) s "
        + "(reason \(first.reason), address 0x\(first.address.hex()))"
    }
  }

  private static func difference(_ what: String, _ old: [String], _ new: [String]) -> [String] {
    new.difference(from: old).map { change in
      switch change {
      case .insert(_, let line, _): "new \(what): \(line)"
      case .remove(_, let line, _): "missing \(what): \(line)"
      }
    }
  }
}

extension Double {
  func rounded(to digits: Int) -> Double {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    return (self * scale).rounded() / scale
  }
}
