/// A unit's invalidation queue, as its registers tell (VT-d 11.4.9: IQH, IQT, IQA).
public struct InvalidationQueue: Hashable, Sendable {
  private let tail: UInt64
  private let address: UInt64

  /// - Parameter registers: three quadwords from offset 0x80 on.
  public init?(registers: [UInt64]) {
    guard registers.count == 3 else { return nil }
    tail = registers[1]
    address = registers[2]
  }

  /// Bytes of a descriptor, by IQA.DW.
  private var size: UInt64 { address.bit(11) ? 32 : 16 }
  /// Bytes of the queue, by IQA.QS.
  private var length: UInt64 { 4096 << address.bits(0...2) }

  /// Where the next descriptor goes.
  public var place: UInt64 { address.pageAddress + tail }
  /// IQT once that descriptor is submitted.
  public var nextTail: UInt64 { (tail + size) % length }
  /// A descriptor of a type that does not exist.
  public var unknownDescriptor: [UInt8] {
    [0xf] + Array(repeating: 0, count: Int(size) - 1)
  }
}
