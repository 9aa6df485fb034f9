import Diagnostics

/// The memory of the guest, as seen from outside it.
public protocol PhysicalMemory: Sendable {
  /// The `count` bytes at physical `address`.
  /// - Throws: `Failure` when any of them is outside of what is known.
  func read(address: UInt64, count: Int) throws -> [UInt8]
}

extension PhysicalMemory {
  /// The 64-bit little-endian words of the table page at `address`.
  func table(at address: UInt64, count: Int = 4096) throws -> [UInt64] {
    try read(address: address, count: count).qwords()
  }
}

/// Memory that holds only what was written to it, in pages of 4 KiB.
public struct SparseMemory: PhysicalMemory {
  private var pages: [UInt64: [UInt8]] = [:]

  public init() {}

  public mutating func write(_ bytes: [UInt8], at address: UInt64) {
    var rest = bytes[...]
    var place = address
    while !rest.isEmpty {
      let offset = Int(place & 0xfff)
      let part = rest.prefix(4096 - offset)
      pages[place.pageAddress, default: [UInt8](repeating: 0, count: 4096)]
        .replaceSubrange(offset..<offset + part.count, with: part)
      rest = rest.dropFirst(part.count)
      place += UInt64(part.count)
    }
  }

  public mutating func write(qwords: [UInt64], at address: UInt64) {
    write([UInt8](qwords: qwords), at: address)
  }

  public func read(address: UInt64, count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      let place = address + UInt64(bytes.count)
      guard let page = pages[place.pageAddress] else {
        throw Failure("physical address \(place.hex) is not in memory")
      }
      let offset = Int(place & 0xfff)
      bytes += page[offset..<min(4096, offset + count - bytes.count)]
    }
    return bytes
  }
}
