import Diagnostics
import Foundation

/// A file of raw bytes, mapped into memory: a dump by QEMU's `pmemsave`, or a raw disk image.
public struct DumpFile: PhysicalMemory {
  private let data: Data
  private let base: UInt64
  private let path: String

  /// - Parameter base: the address of the file's first byte, 0 for a disk.
  /// - Throws: `Failure` when the file cannot be opened.
  public init(path: String, base: UInt64 = 0) throws {
    do {
      data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
    } catch {
      throw Failure(
        "cannot read the dump: \(error)", at: SourceLocation(file: path, line: 1))
    }
    self.base = base
    self.path = path
  }

  /// The size of the file.
  public var count: UInt64 { UInt64(data.count) }

  public func read(address: UInt64, count: Int) throws -> [UInt8] {
    guard count >= 0, address >= base, UInt64(count) <= self.count,
      address - base <= self.count - UInt64(count)
    else {
      throw Failure("\(path) does not hold the \(count) bytes at \(address.hex)")
    }
    let start = data.startIndex + Int(address - base)
    return [UInt8](data[start..<start + count])
  }
}
