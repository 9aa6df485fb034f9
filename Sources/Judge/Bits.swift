/// Bit positions are inclusive and count from the least significant bit, as in the specification.
extension UInt64 {
  static func mask(_ positions: ClosedRange<Int>) -> UInt64 {
    (UInt64.max >> UInt64(64 - positions.count)) << UInt64(positions.lowerBound)
  }

  func bits(_ positions: ClosedRange<Int>) -> UInt64 {
    (self & .mask(positions)) >> UInt64(positions.lowerBound)
  }

  func bit(_ position: Int) -> Bool { self >> UInt64(position) & 1 == 1 }

  func replacing(_ positions: ClosedRange<Int>, with value: UInt64) -> UInt64 {
    (self & ~.mask(positions)) | ((value << UInt64(positions.lowerBound)) & .mask(positions))
  }

  /// Bits 63:12, the form of every table pointer.
  var pageAddress: UInt64 { self & ~0xfff }

  var hex: String { "0x" + String(self, radix: 16) }
}

/// An unsigned number that appears as `"0x…"` in JSON, where larger integers would lose bits.
@propertyWrapper
public struct Hex: Hashable, Sendable, Codable {
  public var wrappedValue: UInt64

  public init(wrappedValue: UInt64) { self.wrappedValue = wrappedValue }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard text.hasPrefix("0x"), let value = UInt64(text.dropFirst(2), radix: 16) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not hexadecimal")
    }
    wrappedValue = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.hex)
  }
}

/// Little-endian words of a byte array.
extension [UInt8] {
  func qwords() -> [UInt64] {
    withUnsafeBytes { raw in
      (0..<raw.count / 8).map {
        UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
      }
    }
  }

  func integer<T: FixedWidthInteger>(at offset: Int, as type: T.Type = T.self) -> T {
    withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
  }

  init(qwords: [UInt64]) {
    self = qwords.flatMap { word in Swift.withUnsafeBytes(of: word.littleEndian, Array.init) }
  }
}
