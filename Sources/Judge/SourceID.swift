import Diagnostics

/// The requester of a DMA transaction, as bus, device and function (VT-d 3.4.1).
public struct SourceID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let bus: UInt8
  public let devfn: UInt8

  public init(bus: UInt8, devfn: UInt8) {
    self.bus = bus
    self.devfn = devfn
  }

  public init(rawValue: UInt16) {
    self.init(bus: UInt8(rawValue >> 8), devfn: UInt8(rawValue & 0xff))
  }

  /// Reads `bus:device.function` in hexadecimal, with or without a leading PCI domain.
  public init?(_ text: String) {
    let parts = text.split(whereSeparator: { $0 == ":" || $0 == "." }).suffix(3)
      .map { UInt8($0, radix: 16) }
    guard parts.count == 3, let bus = parts[0], let device = parts[1], let function = parts[2],
      device < 32, function < 8
    else { return nil }
    self.init(bus: bus, devfn: device << 3 | function)
  }

  public var rawValue: UInt16 { UInt16(bus) << 8 | UInt16(devfn) }

  public static func < (a: SourceID, b: SourceID) -> Bool { a.rawValue < b.rawValue }

  public var description: String {
    func padded(_ value: UInt8) -> String { (value < 16 ? "0" : "") + String(value, radix: 16) }
    return "\(padded(bus)):\(padded(devfn >> 3)).\(devfn & 7)"
  }
}

extension SourceID: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let value = SourceID(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a source-id")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
