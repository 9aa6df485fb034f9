public import Foundation

/// What the emulated IOMMU did, as QEMU traces it. Unlike the guest's messages, this is complete.
public enum IOMMUEvent: Hashable, Sendable, Codable {
  /// A DMA that was refused; `reason` is the specification's fault reason.
  case fault(sourceID: UInt16, reason: Int, address: UInt64, write: Bool)
  /// A fault was recorded; until the guest clears it, further faults of that device are not.
  case report(sourceID: UInt16)
  /// Translation was switched on or off (GSTS.TES).
  case translation(on: Bool)
  /// A new root table was set (SRTP).
  case rootTable(address: UInt64, scalable: Bool)

  /// Reads QEMU's trace log: `pid@seconds.microseconds:name words…`, or from 10.1 on
  /// `2026-11-28T14:58:02.411929Z name words…`.
  public static func parse(_ line: some StringProtocol) -> (time: TimeInterval, IOMMUEvent)? {
    guard let (time, text) = stamp(of: String(line)) else { return nil }
    let words = text.split(separator: " ").map(String.init)
    func value(_ key: String) -> UInt64? {
      guard let index = words.firstIndex(of: key), index + 1 < words.count else { return nil }
      let word = words[index + 1]
      return word.hasPrefix("0x") ? UInt64(word.dropFirst(2), radix: 16) : UInt64(word)
    }
    switch words.first {
    case "vtd_dmar_fault":
      guard let source = value("sid"), let reason = value("fault"), let address = value("addr"),
        let write = value("write")
      else { return nil }
      let event = IOMMUEvent.fault(
        sourceID: UInt16(truncatingIfNeeded: source), reason: Int(reason), address: address,
        write: write != 0)
      return (time, event)
    case "vtd_frr_new":
      return value("high").map { (time, .report(sourceID: UInt16(truncatingIfNeeded: $0))) }
    case "vtd_dmar_enable":
      return value("enable").map { (time, .translation(on: $0 != 0)) }
    case "vtd_reg_dmar_root":
      guard let address = value("addr"), let scalable = value("scalable") else { return nil }
      return (time, .rootTable(address: address, scalable: scalable != 0))
    default:
      return nil
    }
  }

  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  /// The time in seconds since 1970, and what follows it.
  private static func stamp(of line: String) -> (TimeInterval, Substring)? {
    let word = line.prefix { $0 != " " }
    if let at = word.firstIndex(of: "@"), let colon = word[at...].firstIndex(of: ":") {
      return TimeInterval(word[word.index(after: at)..<colon]).map {
        ($0, line[word.index(after: colon)...])
      }
    }
    return (try? style.parse(String(word))).map {
      ($0.timeIntervalSince1970, line[word.endIndex...])
    }
  }
}
