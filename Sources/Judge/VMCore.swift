import Diagnostics

/// An ELF core of a crashed kernel, as `/proc/vmcore` gives it.
public struct VMCore: Sendable {
  /// A PT_LOAD segment.
  struct Segment: Sendable {
    let fileOffset: UInt64
    let physical: AddressRange
  }

  private let file: any PhysicalMemory
  let segments: [Segment]

  /// The physical memory that the core holds.
  public var contents: RangeSet { RangeSet(segments.map(\.physical)) }

  /// Reads and checks the headers of the core in `file`, whose addresses are offsets from the core's start.
  /// - Parameter size: the bytes of the core; a disk that it was written to may be larger.
  /// - Throws: `Failure` with everything that is wrong.
  public init(file: any PhysicalMemory, size: UInt64) throws {
    let header = try Self.header(file, size: size)
    let (table, entrySize, count) = header
    var problems: [Diagnostic] = []
    var segments: [Segment] = []
    var hasRegisters = false
    var hasInfo = false
    for index in 0..<count {
      let entry = try file.read(address: table + UInt64(index * entrySize), count: entrySize)
      let type: UInt32 = entry.integer(at: 0)
      let offset: UInt64 = entry.integer(at: 8)
      let fileSize: UInt64 = entry.integer(at: 32)
      guard type == Self.load || type == Self.note else { continue }
      guard offset <= size, fileSize <= size - offset else {
        problems.append(
          Diagnostic("segment \(index) ends at byte \(offset &+ fileSize) of a core of \(size)"))
        continue
      }
      if type == Self.note {
        switch Self.notes(in: try file.read(address: offset, count: Int(fileSize))) {
        case nil: problems.append(Diagnostic("the notes of segment \(index) are cut short"))
        case let names?:
          hasRegisters = hasRegisters || names.contains("CORE")
          hasInfo = hasInfo || names.contains("VMCOREINFO")
        }
      } else if fileSize != entry.integer(at: 40, as: UInt64.self) {
        problems.append(Diagnostic("segment \(index) is not all in the file"))
      } else if fileSize > 0 {
        let physical: UInt64 = entry.integer(at: 24)
        guard physical <= .max - (fileSize - 1) else {
          problems.append(Diagnostic("segment \(index) wraps around the address space"))
          continue
        }
        segments.append(
          Segment(
            fileOffset: offset, physical: AddressRange(start: physical, count: fileSize)))
      }
    }
    if segments.isEmpty { problems.append(Diagnostic("the core holds no memory")) }
    if !hasRegisters { problems.append(Diagnostic("the core has no register notes")) }
    if !hasInfo { problems.append(Diagnostic("the core has no VMCOREINFO note")) }
    guard problems.isEmpty else { throw Failure(problems) }
    self.file = file
    self.segments = segments
  }

  /// What the core holds of the physical memory at `address`; `nil` where it holds not all of it.
  public func read(physical address: UInt64, count: Int) -> [UInt8]? {
    let wanted = AddressRange(start: address, count: UInt64(count))
    guard let segment = segments.first(where: { $0.physical.intersection(wanted) == wanted })
    else { return nil }
    return try? file.read(
      address: segment.fileOffset + (address - segment.physical.first), count: count)
  }

  private static let load: UInt32 = 1
  private static let note: UInt32 = 4

  private static func header(_ file: any PhysicalMemory, size: UInt64) throws
    -> (table: UInt64, entrySize: Int, count: Int)
  {
    guard size >= 64, let header = try? file.read(address: 0, count: 64) else {
      throw Failure("the core is too short for an ELF header")
    }
    var problems: [Diagnostic] = []
    func demand(_ condition: Bool, _ message: String) {
      if !condition { problems.append(Diagnostic(message)) }
    }
    demand(header[0..<4] == [0x7f, 0x45, 0x4c, 0x46], "the core has no ELF magic")
    demand(header[4] == 2 && header[5] == 1, "the core is not 64-bit little-endian")
    demand(header.integer(at: 16, as: UInt16.self) == 4, "the ELF file is no core (ET_CORE)")
    demand(header.integer(at: 18, as: UInt16.self) == 62, "the core is not of an x86-64 machine")
    let table: UInt64 = header.integer(at: 32)
    let entrySize = Int(header.integer(at: 54, as: UInt16.self))
    let count = Int(header.integer(at: 56, as: UInt16.self))
    demand(entrySize == 56, "program headers are \(entrySize) bytes long, not 56")
    // 0xffff means that the number stands elsewhere; the kernel never writes that many.
    demand((1..<0xffff).contains(count), "the core has \(count) program headers")
    demand(
      table <= size && UInt64(entrySize * count) <= size - table,
      "the program headers are not all in the file")
    guard problems.isEmpty else { throw Failure(problems) }
    return (table, entrySize, count)
  }

  /// The owners of all notes; `nil` when a note does not end within `bytes`.
  private static func notes(in bytes: [UInt8]) -> Set<String>? {
    var owners: Set<String> = []
    var position = 0
    while position + 12 <= bytes.count {
      let nameSize = Int(bytes.integer(at: position, as: UInt32.self))
      let contentSize = Int(bytes.integer(at: position + 4, as: UInt32.self))
      let name = position + 12
      let content = name + (nameSize + 3) & ~3
      let end = content + (contentSize + 3) & ~3
      guard nameSize > 0, end <= bytes.count else { break }
      owners.insert(String(decoding: bytes[name..<name + nameSize - 1], as: UTF8.self))
      position = end
    }
    // The kernel pads the last note of a CPU's area with zeros.
    return bytes[position...].allSatisfy { $0 == 0 } ? owners : nil
  }
}

extension Comparison {
  /// Does the core hold the old tables as the judge saw them at the panic?
  public static func core(_ core: VMCore, holds snapshot: TableSnapshot) -> [Discrepancy] {
    guard !snapshot.pages.isEmpty else {
      return [Discrepancy(.nothingToCompare, "no table was read before")]
    }
    return snapshot.pages.compactMap { page, bytes in
      let range = AddressRange(start: page.address, count: UInt64(page.count))
      guard let held = core.read(physical: page.address, count: page.count) else {
        return Discrepancy(
          .coreDiffers, ranges: [range], "the core lacks a \(page.kind.rawValue) table")
      }
      let same = zip(bytes.qwords(), held.qwords()).allSatisfy {
        $0 == $1 || $0 | ($1 & page.hardwareSetBits) == $1
      }
      return same
        ? nil
        : Discrepancy(
          .coreDiffers, ranges: [range], "the core's copy of a \(page.kind.rawValue) table differs")
    }
  }

  /// The whole check of a saved dump: a well-formed core that holds the old tables.
  public static func core(file: any PhysicalMemory, size: UInt64, holds snapshot: TableSnapshot)
    -> [Discrepancy]
  {
    do {
      return core(try VMCore(file: file, size: size), holds: snapshot)
    } catch let failure as Failure {
      return failure.diagnostics.map { Discrepancy(.coreMalformed, $0.message) }
    } catch {
      return [Discrepancy(.coreMalformed, "\(error)")]
    }
  }
}
