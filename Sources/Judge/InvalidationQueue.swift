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

  /// Bytes of the queue, by IQA.QS.
  private var length: UInt64 { 4096 << address.bits(0...2) }

  /// The next 64 bytes in 16-byte steps: four descriptors, or two of 256 bits. IQA.DW does not
  /// matter then, which QEMU 7.2 always reads as 0.
  public var nextPlaces: [UInt64] {
    (0..<4).map { address.pageAddress + (tail + 16 * $0) % length }
  }
  /// IQT once descriptors in these places are submitted.
  public var nextTail: UInt64 { (tail + 64) % length }
  /// A descriptor of a type that does not exist.
  public static let unknownDescriptor: [UInt8] = [0xf] + Array(repeating: 0, count: 15)
}
