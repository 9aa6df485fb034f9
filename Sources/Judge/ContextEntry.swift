/// One half of a root entry: the whole of it in legacy mode, where the other half is reserved (9.1, 9.2).
struct RootHalf {
  let word: UInt64

  var isPresent: Bool { word.bit(0) }
  var contextTable: UInt64 { word.pageAddress }

  func problems(_ limits: Limits) -> [Problem] {
    [
      .reserved(word, .mask(1...11), "root entry"),
      .beyondWidth(word, limits.pointerBeyondHostWidth, "root entry"),
    ].compactMap(\.self)
  }
}

/// A legacy-mode context entry, 128 bits (9.3).
struct LegacyContext {
  static let size = 16
  let low: UInt64
  let high: UInt64

  var isPresent: Bool { low.bit(0) }
  var faultsDisabled: Bool { low.bit(1) }
  var translationType: UInt64 { low.bits(2...3) }
  var pageTable: UInt64 { low.pageAddress }
  /// 1, 2, 3 stand for 39, 48, 57 bits and 3, 4, 5 levels.
  var addressWidthCode: UInt64 { high.bits(0...2) }
  var domainID: UInt16 { UInt16(high.bits(8...23)) }

  var type: TranslationType {
    switch translationType {
    case 0: .secondStage
    case 1: .secondStageWithDeviceTLB
    case 2: .passThrough
    default: .reserved
    }
  }

  func problems(_ limits: Limits) -> [Problem] {
    var found = [
      Problem.reserved(low, .mask(4...11), "context entry"),
      // Bits 70:67 are ignored.
      .reserved(high, .mask(7...7) | .mask(24...63), "context entry's high word"),
    ]
    switch type {
    case .secondStage: break
    case .secondStageWithDeviceTLB where limits.deviceTLB: break
    case .passThrough where limits.passThrough: break
    default:
      found.append(
        Problem(
          kind: .translationType, detail: "translation type \(translationType) is not supported"))
    }
    if !limits.supports(addressWidthCode: addressWidthCode) {
      found.append(
        Problem(kind: .addressWidth, detail: "address width \(addressWidthCode) is not supported"))
    }
    if type != .passThrough {  // hardware then ignores the pointer
      found.append(.beyondWidth(low, limits.pointerBeyondHostWidth, "context entry"))
    }
    return found.compactMap(\.self)
  }
}

/// A scalable-mode context entry, 256 bits (9.4).
struct ScalableContext {
  static let size = 32
  let words: [UInt64]

  var isPresent: Bool { words[0].bit(0) }
  var faultsDisabled: Bool { words[0].bit(1) }
  var hasDeviceTLB: Bool { words[0].bit(2) }
  var isPASIDEnabled: Bool { words[0].bit(3) }
  /// 2^(PDTS + 7) entries.
  var directoryEntries: Int { 1 << Int(words[0].bits(9...11) + 7) }
  var directory: UInt64 { words[0].pageAddress }
  /// The PASID that stands for a request without one.
  var ridPASID: UInt32 { UInt32(words[1].bits(0...19)) }
  var ridIsPrivileged: Bool { words[1].bit(20) }

  func problems(_ limits: Limits) -> [Problem] {
    var low: UInt64 = .mask(5...8)
    if !limits.deviceTLB { low |= .mask(2...2) }
    if !limits.pasid { low |= .mask(3...3) }
    if !limits.pageRequest { low |= .mask(4...4) }
    return [
      .reserved(words[0], low, "context entry"),
      .reserved(words[1], .mask(21...63), "context entry's second word"),
      .reserved(words[2] | words[3], .max, "context entry's upper half"),
      .beyondWidth(words[0], limits.pointerBeyondHostWidth, "context entry"),
    ].compactMap(\.self)
  }
}
