/// The registers at one moment.
public struct RegisterReading: Hashable, Sendable, Codable {
  /// What had just happened, for the report.
  public let moment: String
  public let registers: VTdRegisters

  public init(moment: String, registers: VTdRegisters) {
    self.moment = moment
    self.registers = registers
  }
}

/// The memory that one device may write to, at one moment.
public struct BufferSnapshot: Hashable, Sendable {
  public let source: SourceID
  let pieces: [AddressRange: [UInt8]]

  /// Copies what `translation` lets its device write to, the lowest addresses first and no more than
  /// `limit` bytes. Targets outside of memory, such as the registers of another device, are left out.
  public init(of translation: Translation, in memory: any PhysicalMemory, limit: Int = 1 << 26) {
    let writable = translation.mappings.filter { $0.permissions.contains(.write) }
    self.init(
      source: translation.source, ranges: RangeSet(writable.map(\.reach)), in: memory, limit: limit)
  }

  /// The same for physical `ranges` that are known otherwise, as those of a device that passes through.
  public init(
    source: SourceID, ranges: RangeSet, in memory: any PhysicalMemory, limit: Int = 1 << 26
  ) {
    var room = UInt64(limit)
    var pieces: [AddressRange: [UInt8]] = [:]
    for range in ranges.ranges where room > 0 {
      let part = AddressRange(start: range.first, count: min(range.count, room))
      guard let bytes = try? memory.read(address: part.first, count: Int(part.count)) else {
        continue
      }
      pieces[part] = bytes
      room -= part.count
    }
    self.init(source: source, pieces: pieces)
  }

  /// The same addresses, now.
  /// - Throws: `Failure` when they are not in `memory`.
  public func again(in memory: any PhysicalMemory) throws -> BufferSnapshot {
    BufferSnapshot(
      source: source,
      pieces: try Dictionary(
        uniqueKeysWithValues: pieces.keys.map {
          ($0, try memory.read(address: $0.first, count: Int($0.count)))
        }))
  }

  private init(source: SourceID, pieces: [AddressRange: [UInt8]]) {
    self.source = source
    self.pieces = pieces
  }

  /// How many bytes differ from `other`, a snapshot of the same addresses.
  public func changedBytes(since other: BufferSnapshot) -> Int {
    pieces.reduce(0) { sum, piece in
      guard let old = other.pieces[piece.key], old != piece.value else { return sum }
      return sum + zip(old, piece.value).count { $0 != $1 }
    }
  }
}

extension Comparison {
  /// Was translation on at every moment?
  public static func translationEnabled(_ readings: [RegisterReading]) -> [Discrepancy] {
    guard !readings.isEmpty else {
      return [Discrepancy(.nothingToCompare, "the registers were never read")]
    }
    return readings.filter { !$0.registers.isTranslationEnabled }.map {
      Discrepancy(
        .translationDisabled,
        "translation is off (\($0.moment)), global status \($0.registers.globalStatus.hex)")
    }
  }

  /// Did the device of each pair of snapshots go on writing to its old buffers?
  public static func activity(_ pairs: [(earlier: BufferSnapshot, later: BufferSnapshot)])
    -> [Discrepancy]
  {
    guard !pairs.isEmpty else {
      return [Discrepancy(.nothingToCompare, "no device's buffers were read")]
    }
    return pairs.filter { $0.later.changedBytes(since: $0.earlier) == 0 }.map {
      Discrepancy(
        .bufferSilent, source: $0.later.source, ranges: $0.later.pieces.keys.sorted(),
        "not one byte of the old buffers changed")
    }
  }
}
